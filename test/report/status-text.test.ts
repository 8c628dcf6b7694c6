import { describe, expect, test } from 'vitest';
import { renderStatus } from '../../src/report/status-text.ts';
import { wordRate, wordSize } from '../../src/report/wording.ts';
import { parseLook } from '../../src/status/look.ts';
import type { ClusterStatus, DirectorStatus } from '../../src/status/status.ts';
import { sumUpTable } from '../../src/status/sum-up.ts';
import { allNames, answer } from '../status/samples.ts';
import { documentCluster } from '../verify/document-cluster.ts';

const services = sumUpTable(documentCluster, parseLook(documentCluster, answer(allNames, {})), []);
const holder: DirectorStatus = {
  name: 'lb1',
  silence: null,
  holds: ['192.168.1.229'],
  vrrp: [{ instance: 'VI_1', state: 'MASTER', priority: 100 }],
  services,
  tableProblem: null,
};
const standby: DirectorStatus = {
  ...holder,
  name: 'lb2',
  holds: [],
  vrrp: [{ instance: 'VI_1', state: 'BACKUP', priority: 90 }],
};
const render = (...directors: readonly DirectorStatus[]) => {
  const holders = directors.filter(({ holds }) => holds.length > 0).map(({ name }) => name);
  const cluster: ClusterStatus = { cluster: 'web', addresses: [{ address: '192.168.1.229', holders }], directors };
  return renderStatus([cluster], { colour: false });
};

describe('the status of a cluster', () => {
  test('has the directors, and the table of the one that has the VIP', () => {
    expect(render(holder, standby)).toBe(
      [
        'cluster web',
        'director  VRRP    priority  holds',
        'lb1       MASTER       100  192.168.1.229',
        'lb2       BACKUP        90  –',
        '',
        'on lb1                    via    weight  active  idle  new/s    in/s  total',
        'TCP 192.168.1.229:80      wrr                            4.0  1.6 kB    100',
        '  web1  192.168.1.220:80  Route       3       5    12    3.0  1.2 kB     75',
        '  web2  192.168.1.231:80  Route     0/1       0     0                    25',
        '',
      ].join('\n'),
    );
  });

  test('has what comes back through the director, where something does', () => {
    const out = { connections: 1, packetsIn: 1, packetsOut: 1, bytesIn: 1, bytesOut: 2100 };
    const answering = (services ?? []).map((service) => ({ ...service, total: out, rates: out }));
    expect(render({ ...holder, services: answering }, standby)).toMatch(/ total +out\/s\nTCP .* 1 +2\.1 kB\n/);
  });

  test('says when two have the same address', () => {
    expect(render(holder, { ...holder, name: 'lb2' })).toMatch(/^lb1 and lb2 have 192\.168\.1\.229$/m);
  });

  test('says why a director is silent, and shows nothing of it that could drive a terminal', () => {
    const gone = { ...standby, silence: 'no route\u001b[2J', services: null, vrrp: null };
    expect(render(holder, gone)).toContain('lb2       no answer            no route\\x1b[2J\n');
  });

  test('does not say of an address that nobody has it while one director is silent', () => {
    const gone = { ...holder, silence: 'no answer within 8 s', services: null, vrrp: null, holds: [] };
    expect(render(gone, standby)).toMatch(/^nobody who answers has 192\.168\.1\.229$/m);
  });

  test('shows the tables of all when nobody has the VIP', () => {
    const text = render({ ...holder, holds: [] }, standby);
    expect(text).toMatch(/^nobody has 192\.168\.1\.229$/m);
    expect(text).toMatch(/^on lb1 /m);
    expect(text).toMatch(/^on lb2 /m);
  });

  test.each([
    ['where keepalived says nothing', { vrrp: null }, /^lb1 +–  /m],
    [
      'where its instances differ',
      {
        vrrp: [
          { instance: 'VI_1', state: 'MASTER', priority: 100 },
          { instance: 'VI_1_6', state: 'FAULT', priority: 100 },
        ],
      },
      /^lb1 +VI_1 MASTER, VI_1_6 FAULT +100 /m,
    ],
    [
      'where the table cannot be read',
      { services: null, tableProblem: 'no ipvs' },
      /^the table of lb1 cannot be read: no ipvs$/m,
    ],
    ['where it is empty', { services: [] }, /^the table of lb1 is empty$/m],
  ])('%s', (_, change, expected) => {
    expect(render({ ...holder, ...change }, standby)).toMatch(expected);
  });
});

test.each([
  [0, '0', '0 B'],
  [0.04, '0.0', '0 B'],
  [3.14, '3.1', '3 B'],
  [9.97, '10', '10 B'],
  [999.4, '999', '999 B'],
  [999.6, '1000', '1.0 kB'],
  [12_345, '12345', '12 kB'],
  [3_400_000, '3400000', '3.4 MB'],
])('%f is %s, and %s', (value, rate, size) => {
  expect([wordRate(value), wordSize(value)]).toEqual([rate, size]);
});
