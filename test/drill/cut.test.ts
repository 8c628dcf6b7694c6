import { expect, it } from 'vitest';
import { cutLink } from '../../src/drill/scenarios/director.ts';
import type { Act } from '../../src/drill/scenario.ts';
import { documentAim } from './aims.ts';
import { mixedCluster } from '../verify/mixed-cluster.ts';

const scriptOf = (act: Act | { readonly kind: 'nothing' }) => ('script' in act ? act.script.text : '');

it.each([
  { tool: 'tc', other: 'nft' },
  { tool: 'nft', other: 'tc' },
])('a link is cut and healed by $tool where that is what was found, and $other is left alone', ({ tool, other }) => {
  const { act, undo } = cutLink.strike(documentAim, `${tool}\n`);
  for (const script of [scriptOf(act), scriptOf(undo)]) {
    expect(script).toMatch(new RegExp(`\\b${tool}\\b`));
    expect(script).not.toMatch(new RegExp(`\\b${other}\\b`));
  }
});

it('drops what comes and what goes, ARP too', () => {
  const byTc = scriptOf(cutLink.strike(documentAim, 'tc\n').act);
  expect(byTc.match(/(ingress|egress) matchall action drop/g)).toHaveLength(2);
  const byNft = scriptOf(cutLink.strike(documentAim, 'nft\n').act);
  expect(byNft.match(/table (inet|arp)/g)).toEqual(['table inet', 'table arp']);
  expect(byNft.match(/[io]ifname { "eth0", } drop/g)).toHaveLength(4);
});

it('cuts all networks on which the directors hear each other: the group would not move otherwise', () => {
  const { act, undo, what } = cutLink.strike({ ...documentAim, cluster: mixedCluster }, 'tc\n');
  expect(what).toBe('drop all frames on eth0 and eth1 of lb1');
  for (const one of [act, undo]) expect(scriptOf(one)).toContain('for device in eth0 eth1; do');
});
