import { expect, it } from 'vitest';
import type { Answers } from '../../src/wizard/answers.ts';
import { drawTopology } from '../../src/wizard/topology.ts';
import { nat, pair } from './rows.ts';

it('draws a pair', () => {
  expect(drawTopology(pair)).toBe(`                                   clients
                                      |
                       VIP 192.168.1.229 tcp/80, by DR
                                      |
-- segment 192.168.1.0/24 (eth0) ---------------------------------------------
                             |                  |
                     +---------------+  +---------------+
                     | lb1           |  | lb2           |
                     | MASTER        |  | BACKUP        |
                     | 192.168.1.252 |  | 192.168.1.230 |
                     +---------------+  +---------------+
-- the same segment ----------------------------------------------------------
                             |                  |
                     +---------------+  +---------------+
                     | web1          |  | web2          |
                     | real server   |  | real server   |
                     | 192.168.1.220 |  | 192.168.1.231 |
                     +---------------+  +---------------+
`);
});

const many = (prefix: string, net: string) =>
  Array.from(
    { length: 20 },
    (_, index) => `${prefix}${index + 1} ${net}.${index + 20} fd00:1234:5678:9abc:def0:1234:5678:${index + 1000}`,
  ).join(', ');

it.each<[string, Answers]>([
  ['NAT', nat],
  [
    'many',
    {
      ...pair,
      directors: many('director-with-a-very-long-name-that-goes-on', '192.168.1'),
      realServers: many('web', '192.168.2'),
      method: 'tun',
    },
  ],
])('stays within 80 columns of plain ASCII: %s', (_, answers) => {
  const drawn = drawTopology(answers);
  expect(drawn).toMatch(/^[\x20-\x7e\n]+$/);
  expect(Math.max(...drawn.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
});
