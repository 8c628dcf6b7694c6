import { describe, expect, test } from 'vitest';
import { UnreachableError } from '../../src/errors.ts';
import type { Session } from '../../src/shell/session.ts';
import { watchDirector } from '../../src/status/director-watch.ts';
import { parseFigures, rateOver } from '../../src/status/figures.ts';
import { parseLook } from '../../src/status/look.ts';
import type { ClusterStatus } from '../../src/status/status.ts';
import { sumUpTable } from '../../src/status/sum-up.ts';
import { watchStatus } from '../../src/status/watch.ts';
import { documentCluster } from '../verify/document-cluster.ts';
import { mixedCluster } from '../verify/mixed-cluster.ts';
import { mixedTable } from '../verify/mixed-hosts.ts';
import { allNames, answer, figures, table, totals, vrrpOf, withoutVip, withVip, type Said } from './samples.ts';

const [lb1] = documentCluster.directors;
if (lb1 === undefined) throw new Error('the cluster has no director');

/** A session whose answers follow one another, and how often each thing was asked. */
function sessionThatSays(...said: readonly (Said | 'gone')[]) {
  const asked: string[][] = [];
  const opened: string[] = [];
  let turn = 0;
  const open = () => {
    opened.push('open');
    const session: Session = {
      host: 'lb1',
      roundTrips: 0,
      run(snippets) {
        const now = said[turn] ?? {};
        turn += 1;
        const names = snippets.map(({ name }) => name);
        asked.push(names.map((name) => name.replace('status: ', '')));
        if (now === 'gone') return Promise.reject(new UnreachableError('the line was cut'));
        return Promise.resolve(answer(names, now));
      },
      close: () => void opened.push('close'),
    };
    return Promise.resolve(session);
  };
  return { open, asked, opened };
}

describe('figures', () => {
  test('are read of services by address and by mark, of both families', () => {
    const text = figures(
      'stats',
      ['TCP  [fd00:1::229]:80', 1, 2, 3, 4, 5],
      ['  -> [fd00:1::220]:80', 6, 7, 8, 9, 10],
      ['FWM  1 IPv6', 11, 12, 13, 14, 15],
      ['  -> 10.0.0.221:0', 16, 17, 18, 19, 20],
    );
    const found = parseFigures(text, (protocol, address, port) => `${protocol} ${address} ${port}`);
    expect([...found].map(([key, { connections, bytesOut }]) => [key, connections, bytesOut])).toEqual([
      ['TCP fd00:1::229 80', 1, 5],
      ['TCP fd00:1::229 80 fd00:1::220 80', 6, 10],
      ['FWM 1 IPv6', 11, 15],
      ['FWM 1 IPv6 10.0.0.221 0', 16, 20],
    ]);
  });

  const at = (uptime: number, connections: number) => ({
    uptime,
    figures: { connections, packetsIn: 10 * connections, packetsOut: 0, bytesIn: 100 * connections, bytesOut: 0 },
  });
  const rate = (...samples: readonly (readonly [uptime: number, connections: number])[]) =>
    rateOver(samples.map(([uptime, connections]) => at(uptime, connections)));

  test('make rates of all counters', () => {
    expect(rate([0, 0], [2, 60], [4, 120])).toEqual({
      connections: 30,
      packetsIn: 300,
      packetsOut: 0,
      bytesIn: 3000,
      bytesOut: 0,
    });
  });

  test.each<[string, readonly (readonly [number, number])[], number | null]>([
    [
      'a look a second, the kernel adds up each other one',
      [
        [1, 0],
        [2, 60],
        [3, 60],
        [4, 120],
        [5, 120],
      ],
      30,
    ],
    [
      'the same a second later',
      [
        [1, 60],
        [2, 60],
        [3, 120],
        [4, 120],
        [5, 180],
      ],
      30,
    ],
    [
      'looks that begin just before the kernel adds up, and end just after',
      [
        [1, 0],
        [2, 60],
        [3, 60],
        [4, 120],
      ],
      30,
    ],
    [
      'looks far apart',
      [
        [0, 0],
        [10, 300],
      ],
      30,
    ],
    [
      'looks far apart after nothing',
      [
        [0, 0],
        [10, 0],
        [20, 300],
      ],
      30,
    ],
    [
      'nothing for longer than the kernel takes',
      [
        [1, 0],
        [2, 60],
        [3, 60],
        [4, 60],
        [5, 60],
        [6, 60],
        [7, 60],
      ],
      0,
    ],
    [
      'a table made anew',
      [
        [1, 500],
        [2, 560],
        [3, 0],
        [4, 30],
        [5, 30],
        [6, 90],
      ],
      30,
    ],
    ['too little: one look', [[1, 10]], null],
    [
      'too little: the first move',
      [
        [1, 0],
        [2, 60],
        [3, 60],
      ],
      null,
    ],
    [
      'too little: still within what the kernel takes',
      [
        [1, 10],
        [2, 10],
      ],
      null,
    ],
    [
      'too little: a table made anew just now',
      [
        [1, 500],
        [2, 560],
        [3, 20],
      ],
      null,
    ],
  ])('make a rate of %s', (_, samples, expected) => {
    expect(rate(...samples)?.connections ?? null).toBe(expected);
  });
});

describe('the table beside the model', () => {
  const lookAt = (said: Said) => parseLook(documentCluster, answer(allNames, said));

  test('has names, weights, connections, and what the kernel estimates at first', () => {
    expect(sumUpTable(documentCluster, lookAt({}), [])).toMatchObject([
      {
        name: 'TCP 192.168.1.229:80',
        scheduler: 'wrr',
        isKnown: true,
        rates: { connections: 4 },
        total: { connections: 100 },
        servers: [
          {
            name: 'web1',
            place: '192.168.1.220:80',
            weight: 3,
            wanted: 3,
            active: 5,
            inactive: 12,
            rates: { bytesIn: 1200 },
          },
          { name: 'web2', weight: 0, wanted: 1 },
        ],
      },
    ]);
  });

  test('has what came since the look before', () => {
    const before = lookAt({ uptime: 1000 });
    const now = lookAt({ uptime: 1004, totals: totals(20) });
    expect(sumUpTable(documentCluster, now, [before])?.[0]).toMatchObject({
      rates: { connections: 5 },
      servers: [{ rates: { connections: 5, bytesIn: 0 } }, { rates: { connections: 0 } }],
    });
  });

  test.each([
    [
      'a server that is gone',
      table.replace(/^.*231:80.*\n/m, ''),
      { servers: [{}, { name: 'web2', weight: null, wanted: 1 }] },
    ],
    [
      'a server of another hand',
      table.replace('192.168.1.231:80', '192.168.1.9:80'),
      { servers: [{}, { name: null }, { name: 'web2' }] },
    ],
    ['a service that is gone', table.replace(/^TCP[^]*/m, ''), { name: 'TCP 192.168.1.229:80', scheduler: null }],
    ['a service of another hand', table.replace('TCP  192.168.1.229:80', 'TCP  192.168.1.229:81'), { isKnown: false }],
  ])('shows %s', (_, text, expected) => {
    expect(sumUpTable(documentCluster, lookAt({ table: text }), [])?.[0]).toMatchObject(expected);
  });

  test('knows services by mark and of IPv6', () => {
    const look = parseLook(mixedCluster, answer(allNames, { table: mixedTable }));
    const services = sumUpTable(mixedCluster, look, []) ?? [];
    expect(services.filter(({ isKnown }) => !isKnown)).toEqual([]);
    expect(services.find(({ name }) => name === 'FWM 1')?.servers).toMatchObject([
      { name: 'app1', place: '10.0.0.221', forward: 'Masq' },
      { name: 'app2' },
    ]);
    expect(services.map(({ name }) => name)).toContain('FWM 1 IPv6');
    expect(services.map(({ name }) => name)).toContain('TCP [fd00:1::229]:80');
  });

  test('says why there is none', () => {
    const [uptime, addresses, , ...rest] = answer(allNames, {});
    const refused = { status: 1, stdout: '', stderr: "Can't initialize ipvs\n" };
    const look = parseLook(
      documentCluster,
      [uptime, addresses, refused, ...rest].filter((one) => one !== undefined),
    );
    expect([look.table, look.tableProblem]).toEqual([null, "Can't initialize ipvs"]);
  });
});

describe('a watch on a director', () => {
  test('takes one round trip a look over one connection', async () => {
    const { open, asked, opened } = sessionThatSays({ uptime: 1000 }, { uptime: 1002 }, { uptime: 1004 });
    const watch = watchDirector(documentCluster, lb1, open);
    for (let look = 0; look < 3; look += 1) await watch.look();
    watch.close();
    expect(opened).toEqual(['open', 'close']);
    expect(asked).toHaveLength(3);
  });

  test('asks keepalived at first, when the VIP moves, and now and then', async () => {
    const { open, asked } = sessionThatSays(
      { uptime: 1000 },
      { uptime: 1002 },
      { uptime: 1004, addresses: withoutVip },
      { uptime: 1006, addresses: withoutVip, vrrp: vrrpOf('BACKUP', 100) },
      { uptime: 1008, addresses: withoutVip },
      { uptime: 1016, addresses: withoutVip },
      { uptime: 1018, addresses: withoutVip },
    );
    const watch = watchDirector(documentCluster, lb1, open);
    const states: unknown[] = [];
    for (let look = 0; look < 7; look += 1) states.push((await watch.look()).vrrp?.[0]?.state);
    expect(asked.map((names) => names.includes('vrrp'))).toEqual([true, false, false, true, false, false, true]);
    expect(states).toEqual(['MASTER', 'MASTER', 'MASTER', 'BACKUP', 'BACKUP', 'BACKUP', 'MASTER']);
  });

  test('says why a director is silent, and connects again', async () => {
    const { open, opened } = sessionThatSays({}, 'gone', { vrrp: vrrpOf('FAULT', 100) });
    const watch = watchDirector(documentCluster, lb1, open);
    expect(await watch.look()).toMatchObject({ silence: null, holds: ['192.168.1.229'] });
    expect(await watch.look()).toEqual({
      name: 'lb1',
      silence: 'the line was cut',
      holds: [],
      vrrp: null,
      services: null,
      tableProblem: null,
    });
    expect(await watch.look()).toMatchObject({ silence: null, vrrp: [{ state: 'FAULT' }] });
    expect(opened).toEqual(['open', 'close', 'open']);
  });
});

describe('a watch on clusters', () => {
  /** Time that goes on when somebody waits, and only then. */
  function clock() {
    let time = 0;
    const waiting: { at: number; go: () => void }[] = [];
    return {
      now: () => time,
      pause: (milliseconds: number) => new Promise<void>((go) => void waiting.push({ at: time + milliseconds, go })),
      /** Lets all that is due until then happen. */
      goTo: async (moment: number) => {
        for (;;) {
          await new Promise((resolve) => setImmediate(resolve));
          waiting.sort((a, b) => a.at - b.at);
          const [next] = waiting;
          if (next === undefined || next.at > moment) break;
          waiting.shift();
          time = next.at;
          next.go();
        }
        time = moment;
      },
    };
  }

  test('tells at each interval what is known, and of whom nothing was heard', async () => {
    const { now, pause, goTo } = clock();
    const end = new AbortController();
    const told: (readonly ClusterStatus[])[] = [];
    const healthy = sessionThatSays();
    const open = (name: string) => (name === 'lb1' ? healthy.open() : new Promise<never>(() => undefined));
    const done = watchStatus(
      [documentCluster],
      { open, pause, now },
      {
        interval: 2000,
        signal: end.signal,
        onStatus: (clusters) => told.push(clusters),
      },
    );
    await goTo(2000);
    const [first] = told;
    expect(first?.[0]?.directors).toMatchObject([
      { name: 'lb1', silence: null, holds: ['192.168.1.229'] },
      { name: 'lb2', silence: 'not reached yet' },
    ]);
    end.abort();
    await done;
  });

  test('does not take what was seen long ago for how it is', async () => {
    const { now, pause, goTo } = clock();
    const end = new AbortController();
    const told: (readonly ClusterStatus[])[] = [];
    let looks = 0;
    const open = (name: string) =>
      Promise.resolve<Session>({
        host: name,
        roundTrips: 0,
        run(snippets) {
          looks += 1;
          // The third one never comes back.
          return looks > 2
            ? new Promise(() => undefined)
            : Promise.resolve(
                answer(
                  snippets.map((one) => one.name),
                  { addresses: withVip },
                ),
              );
        },
        close: () => undefined,
      });
    const alone = { ...documentCluster, directors: [lb1] };
    const done = watchStatus(
      [alone],
      { open, pause, now },
      {
        interval: 1000,
        signal: end.signal,
        onStatus: (clusters) => told.push(clusters),
      },
    );
    await goTo(10_000);
    const silences = told.map(([cluster]) => cluster?.directors[0]?.silence);
    expect(silences.slice(0, 3)).toEqual([null, null, null]);
    expect(silences.at(-1)).toMatch(/^nothing for [89] s$/);
    end.abort();
    await done;
  });
});
