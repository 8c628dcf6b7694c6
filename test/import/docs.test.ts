import { readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { errata } from '../../src/import/note.ts';
import { vocabulary } from '../../src/import/vocabulary.ts';
import { importTexts } from './samples.ts';

const file = new URL('../../docs/import.md', import.meta.url);
const blocks: Readonly<Record<keyof typeof vocabulary, string>> = {
  root: 'At the top',
  global_defs: 'global_defs',
  vrrp_instance: 'vrrp_instance',
  vrrp_sync_group: 'vrrp_sync_group',
  authentication: 'authentication',
  virtual_server: 'virtual_server',
  real_server: 'real_server',
  check: 'Checks',
  url: 'url',
};

/** The part of docs/import.md that is the translator's own table. */
function tables(): string {
  const lines = ['## Errata', '', '| name | what is assumed |', '| --- | --- |'];
  for (const [id, what] of Object.entries(errata)) lines.push(`| \`${id}\` | ${what} |`);
  lines.push('', '## Word by word');
  for (const [kind, title] of Object.entries(blocks) as [keyof typeof vocabulary, string][]) {
    lines.push('', `### ${title}`, '', '| words | setting |', '| --- | --- |');
    const missing = new Map<string, string[]>();
    for (const [word, treatment] of Object.entries(vocabulary[kind])) {
      if ('as' in treatment)
        lines.push(`| \`${word}\` | ${treatment.as.includes(' ') ? treatment.as : `\`${treatment.as}\``} |`);
      else missing.set(treatment.not, [...(missing.get(treatment.not) ?? []), `\`${word}\``]);
    }
    for (const [why, words] of missing) lines.push('', `Not carried over: ${words.join(', ')}: ${why}.`);
  }
  return `${lines.join('\n')}\n`;
}

test('docs/import.md says word by word what the translator does (UPDATE_DOCS=1 writes it)', () => {
  const text = readFileSync(file, 'utf8');
  const start = text.indexOf('## Errata');
  const own = start === -1 ? text : text.slice(0, start);
  if (process.env['UPDATE_DOCS'] === '1') writeFileSync(file, own + tables());
  expect(readFileSync(file, 'utf8')).toBe(own + tables());
});

/** Where a word of each block stands in a file. */
const around: Readonly<Record<keyof typeof vocabulary, (line: string) => string>> = {
  root: (line) => `${line} {\n}\n`,
  global_defs: (line) => `global_defs {\n${line}\n}\n`,
  vrrp_instance: (line) => `vrrp_instance VI_8 {\n${line}\n}\n`,
  vrrp_sync_group: (line) => `vrrp_sync_group G {\n${line}\n}\n`,
  authentication: (line) => `vrrp_instance VI_8 {\nauthentication {\n${line}\n}\n}\n`,
  virtual_server: (line) => `virtual_server 10.0.0.1 80 {\n${line}\nreal_server 10.0.0.2 80 {\n}\n}\n`,
  real_server: (line) => `virtual_server 10.0.0.1 80 {\nreal_server 10.0.0.2 80 {\n${line}\n}\n}\n`,
  check: (line) => `virtual_server 10.0.0.1 80 {\nreal_server 10.0.0.2 80 {\nTCP_CHECK {\n${line}\n}\n}\n}\n`,
  url: (line) => `virtual_server 10.0.0.1 80 {\nreal_server 10.0.0.2 80 {\nHTTP_GET {\nurl {\n${line}\n}\n}\n}\n}\n`,
};

const refused = Object.entries(vocabulary).flatMap(([kind, words]) =>
  Object.entries(words).flatMap(([word, treatment]) =>
    'not' in treatment ? [[kind, word, treatment.not] as const] : [],
  ),
);

test.each(refused)('%s %s is named with its reason', (kind, word, why) => {
  const text = around[kind as keyof typeof vocabulary](`${word} value`);
  const { notes } = importTexts([`vrrp_instance VI_1 {\ninterface eth0\n}\n${text}`]);
  const found = notes.filter(
    ({ what }) =>
      what === `${word} value` ||
      what === `${word} value { }` ||
      (what.startsWith(`${word} `) && what.includes('[secret]')),
  );
  expect(found).toHaveLength(1);
  expect(found[0]?.kind).toBe(word === 'nat_mask' ? 'erratum' : 'not carried over');
  if (word !== 'nat_mask') expect(found[0]?.why).toBe(why);
});
