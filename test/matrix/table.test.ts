import { expect, test } from 'vitest';
import { differences, serversIn, type Table } from './table.ts';
import { expectedLines, serversOf, subjectsOf, type Combination } from './combination.ts';

// As ipvsadm 1.31 prints them on the lab's kernels.
const table: Table = {
  lines: [
    '-A -t 192.168.1.229:8001 -s rr',
    '-a -t 192.168.1.229:8001 -r 192.168.1.220:8001 -g -w 3',
    '-a -t 192.168.1.229:8001 -r 192.168.1.231:8001 -g -w 1',
    '-A -f 1 -6 -s rr',
    '-a -f 1 -6 -r [fd00:1::220]:0 -i -w 3 --tun-type ipip',
    '-a -f 1 -6 -r [fd00:1::231]:0 -i -w 1 --tun-type ipip',
  ],
  listing: `IP Virtual Server version 1.2.1 (size=256)
Prot LocalAddress:Port Scheduler Flags
  -> RemoteAddress:Port           Forward Weight ActiveConn InActConn
FWM  1 IPv6 rr
  -> [fd00:1::231]:0              Tunnel  1      0          4         
  -> [fd00:1::220]:0              Tunnel  3      2          0         
TCP  192.168.1.229:8001 rr
  -> 192.168.1.220:8001           Route   3      0          0         
`,
};
const tables = new Map([['lb1', table]]);
const direct: Combination = { method: 'dr', family: 'ipv4', kind: 'tcp' };
const marked: Combination = { method: 'tun', family: 'ipv6', kind: 'mark' };
const linesOf = (combination: Combination) =>
  subjectsOf(combination)
    .slice(0, 1)
    .flatMap((subject) => expectedLines(combination, subject));

test.each([
  [direct, '-t 192.168.1.229:8001'],
  [marked, '-f 1 -6'],
] as const)('a table is equal to what %o must have', (combination, key) => {
  expect(differences(tables, linesOf(combination), [key])).toEqual([]);
});

test('what is missing is named, and what is too much', () => {
  const other = linesOf(direct).map((line) => line.replace('-w 3', '-w 2'));
  expect(differences(tables, other, ['-t 192.168.1.229:8001'])).toEqual([
    'lb1 lacks "-a -t 192.168.1.229:8001 -r 192.168.1.220:8001 -g -w 2"',
    'lb1 has "-a -t 192.168.1.229:8001 -r 192.168.1.220:8001 -g -w 3"',
  ]);
});

test('a mark of one family is not that of the other', () => {
  const ofIpv4 = ['-A -f 1 -s rr'];
  expect(differences(tables, ofIpv4, ['-f 1'])).toContain('lb1 lacks "-A -f 1 -s rr"');
});

test('the servers come in the order of the kernel, with their connections', () => {
  expect(serversIn(table, 'FWM  1 IPv6', serversOf(marked))).toEqual([
    { name: 'web2', weight: 1, active: 0, inactive: 4 },
    { name: 'web1', weight: 3, active: 2, inactive: 0 },
  ]);
  expect(serversIn(table, 'TCP  192.168.1.229:8002', serversOf(direct))).toEqual([]);
});
