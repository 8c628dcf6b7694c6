import { expect, test } from 'vitest';
import { problemsOf } from '../inventory/parse.ts';
import { surroundings } from '../inventory/surroundings.ts';
import { importTexts, samples } from './samples.ts';

const directors = [
  { name: 'high', address: '192.168.200.30', address6: 'fd00:1::251' },
  { name: 'low', address: '192.168.200.31', address6: 'fd00:1::252' },
];
const around = surroundings(
  {},
  {
    '/etc/lvs/secrets/vrrp-auth': 's3cret8c',
    '/etc/lvs/checks/script.sh': '#!/bin/sh\n',
  },
);

/** Says what only a person can: addresses that fit those that are there, and what gets a mark. */
function fillIn(inventory: string): string {
  let port = 1000;
  const vip = /vips:\n\s+- \{? ?address: ([\d.]+)/.exec(inventory)?.[1] ?? '192.168.200.77';
  const network =
    /\n {6}network: ([\d.]+)\.\d+\//.exec(inventory)?.[1] ?? /inside: .*network: ([\d.]+)\.\d+\//.exec(inventory)?.[1];
  return inventory
    .replace(/segment: CHANGE-ME/, 'segment: 192.168.200.0/24')
    .replace('virtualRouterId: CHANGE-ME', 'virtualRouterId: 7')
    .replace(/network: CHANGE-ME/, 'network: 192.168.222.0/24')
    .replace(/gateway: CHANGE-ME/, `gateway: ${network ?? '192.168.222'}.250`)
    .replace(/vips:\n(.*\n)?\s+- \{ address: CHANGE-ME \}/, `vips:\n      - { address: ${vip} }`)
    .replace(/traffic: CHANGE-ME/g, () => `traffic: [{ vip: ${vip}, ports: [${port++}] }]`)
    .replaceAll('CHANGE-ME', '192.168.200.78');
}

// Those of the document have a test of their own.
const own = samples.filter(({ name }) => !name.startsWith('tutorial'));

test.each(own)('the inventory of $name loads once a person has said the rest', ({ text }) => {
  const { inventory } = importTexts([text], { directors });
  expect(problemsOf(fillIn(inventory), around)).toEqual([]);
});
