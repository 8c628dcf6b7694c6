import { describe, expect, it } from 'vitest';
import type { Holding, LongConnection, ProbedRequest } from '../../src/drill/drill.ts';
import { sumUp } from '../../src/drill/figures.ts';
import { judgeDrill, type Measured } from '../../src/drill/judge.ts';
import type { Expectations, Scenario } from '../../src/drill/scenario.ts';
import { cutLink, failback, reload, stopKeepalived, switchOver } from '../../src/drill/scenarios/director.ts';
import { drainRealServer, webDown, webUp } from '../../src/drill/scenarios/real-server.ts';
import { mixedCluster, mixedServices } from '../verify/mixed-cluster.ts';
import { answered, aimWith, documentAim, lost } from './aims.ts';

const vip = '192.168.1.229';

/** A director as it was seen five times a second. */
function seen(director: string, from: number, to: number, holds: boolean): Holding[] {
  const count = Math.max(0, Math.ceil((to - from) / 200));
  return Array.from({ length: count }, (_, index) => ({
    at: from + index * 200,
    director,
    vips: holds ? [vip] : [],
  }));
}

const alwaysOnLb1 = [...seen('lb1', 0, 10_000, true), ...seen('lb2', 50, 10_000, false)];
const moved = [
  ...seen('lb1', 0, 4000, true),
  ...seen('lb1', 4000, 10_000, false),
  ...seen('lb2', 50, 4600, false),
  ...seen('lb2', 4650, 10_000, true),
];

interface Story {
  readonly requests: readonly ProbedRequest[];
  readonly holdings?: readonly Holding[];
  readonly longConnection?: LongConnection;
  readonly emptiedAt?: number;
  readonly isolated?: Measured['isolated'];
  readonly undoneAt?: number;
}

/** What a scenario's drill finds when it is struck at 4000 and ends at 10 000: `failed outage-within-bound`. */
function verdicts(scenario: Scenario, story: Story, aim = documentAim): Readonly<Record<string, string>> {
  const { requests, holdings = alwaysOnLb1, longConnection = { kind: 'lived', server: null } } = story;
  const expected: Expectations = scenario.expects(aim);
  const found = judgeDrill(aim, expected, {
    requests,
    figures: sumUp(requests, aim.probe),
    longConnection,
    holdings,
    struckAt: 4000,
    undoneAt: story.undoneAt ?? 10_000,
    emptiedAt: story.emptiedAt ?? null,
    isolated: story.isolated ?? null,
  });
  return Object.fromEntries(found.map(({ id, outcome, found: words }) => [id, `${outcome}: ${words}`]));
}

const allAnswered = answered(0, 10_000);

describe('a drill in which all is as it should be', () => {
  it.each([
    { scenario: reload, story: { requests: allAnswered } },
    { scenario: switchOver, story: { requests: allAnswered } },
    { scenario: stopKeepalived, story: { requests: allAnswered, holdings: moved } },
    { scenario: failback, story: { requests: allAnswered } },
    { scenario: webUp, story: { requests: allAnswered } },
  ])('$scenario.name', ({ scenario, story }) => {
    const found = verdicts(scenario, { undoneAt: 4000, ...story });
    expect(Object.values(found).filter((words) => !words.startsWith('ok'))).toEqual([]);
    expect(Object.keys(found)).toContain('one-holder');
  });
});

describe('an outage', () => {
  const gone = (until: number) => ({
    requests: [...answered(0, 4000), ...lost(4000, until), ...answered(until, 10_000)],
    holdings: moved,
  });

  it('may be as long as the bound', () => {
    expect(verdicts(stopKeepalived, gone(4800))['outage-within-bound']).toBe(
      'ok: 800 ms, 8 of 100 requests got no answer',
    );
  });

  it('may not be longer', () => {
    expect(verdicts(stopKeepalived, gone(5000))['outage-within-bound']).toBe(
      'failed: 1000 ms, 10 of 100 requests got no answer',
    );
  });

  it('may not be at all when a configuration is loaded', () => {
    const { requests } = gone(4100);
    expect(verdicts(reload, { requests })['no-request-lost']).toBe('failed: 1 of 100 requests got no answer');
  });

  it('that does not end is one', () => {
    expect(verdicts(stopKeepalived, { requests: lost(0, 10_000), holdings: moved })['outage-within-bound']).toMatch(
      /^failed/,
    );
  });
});

describe('the VIP', () => {
  it('must end where the scenario wants it', () => {
    expect(verdicts(stopKeepalived, { requests: allAnswered })['vip-where-expected']).toBe('failed: on lb1');
    expect(verdicts(switchOver, { requests: allAnswered, holdings: moved })['vip-where-expected']).toBe(
      'failed: on lb2',
    );
  });

  it('stays with whoever took it where nobody preempts', () => {
    const aim = aimWith({ preempt: false });
    expect(verdicts(failback, { requests: allAnswered, holdings: moved }, aim)['vip-where-expected']).toBe(
      'ok: on lb2',
    );
  });

  it('may be on two for the moment of a hand-over', () => {
    const holdings = [...seen('lb1', 0, 5000, true), ...seen('lb1', 5000, 10_000, false), ...moved.slice(-50)];
    expect(verdicts(stopKeepalived, { requests: allAnswered, holdings })['one-holder']).toMatch(/^ok: \d+ ms/);
  });

  it('may not be on two for longer', () => {
    const holdings = [
      ...seen('lb1', 0, 10_000, true),
      ...seen('lb2', 50, 4600, false),
      ...seen('lb2', 4650, 10_000, true),
    ];
    const found = verdicts(stopKeepalived, { requests: allAnswered, holdings });
    expect(found['one-holder']).toMatch(/^failed: lb1 and lb2 had it at the same time for 5\d\d\d ms/);
  });

  it('may be on one more whom the client cannot reach', () => {
    const holdings = [
      ...seen('lb1', 0, 10_000, true),
      ...seen('lb2', 50, 4600, false),
      ...seen('lb2', 4650, 10_000, true),
    ];
    const isolated = { host: 'lb1', from: 4000, to: 10_000 };
    const found = verdicts(cutLink, { requests: allAnswered, holdings, isolated });
    expect(found['one-holder']).toMatch(/^ok/);
    expect(found['vip-where-expected']).toBe('ok: on lb2');
  });

  it('is not known to be anywhere when nobody was seen', () => {
    const found = verdicts(reload, { requests: allAnswered, holdings: [] });
    expect(found['vip-where-expected']).toBe('cannot tell: lb1 was not seen');
    expect(found['one-holder']).toBe('cannot tell: no director was seen');
  });
});

describe('a connection that was open', () => {
  const died: LongConnection = { kind: 'died', at: 5000, error: 'reset' };

  it('must live when the directors tell each other of connections', () => {
    expect(verdicts(stopKeepalived, { requests: allAnswered, longConnection: died })['long-connection-lives']).toBe(
      'failed: it died: reset',
    );
  });

  it('may die when they do not', () => {
    const found = verdicts(
      stopKeepalived,
      { requests: allAnswered, longConnection: died },
      aimWith({ syncDaemon: null }),
    );
    expect(found).not.toHaveProperty('long-connection-lives');
  });

  it('must always live through a reload', () => {
    const found = verdicts(reload, { requests: allAnswered, longConnection: died }, aimWith({ syncDaemon: null }));
    expect(found['long-connection-lives']).toBe('failed: it died: reset');
  });
});

describe('a real server', () => {
  const until = (end: number) => [...answered(0, 4000), ...lost(4000, end), ...answered(end, 30_000, 'web2')];

  it('that is down costs requests until the checkers have noticed', () => {
    const found = verdicts(webDown, { requests: until(15_000), emptiedAt: 15_000, undoneAt: 30_000 });
    expect(found['losses-within-window']).toBe('ok: 110 lost, the last one 10900 ms after it; 0 too late');
    expect(found['server-left']).toBe('ok: 0 of 149 answers were its own');
  });

  it('that costs requests later than that was not noticed', () => {
    const found = verdicts(webDown, { requests: until(21_000), emptiedAt: 15_000, undoneAt: 30_000 });
    expect(found['losses-within-window']).toMatch(/^failed: 170 lost.*; 7 too late/);
  });

  it('that answers although the table has it out is not out', () => {
    const requests = [...answered(0, 9000)];
    expect(verdicts(drainRealServer, { requests, emptiedAt: 5000, undoneAt: 8000 })['server-left']).toBe(
      'failed: 29 of 29 answers were its own',
    );
  });

  it('must be out of the table in time', () => {
    const requests = answered(0, 9000, 'web2');
    expect(verdicts(drainRealServer, { requests, emptiedAt: 6000, undoneAt: 8000 })['server-left']).toBe(
      'failed: it was out after 2000 ms',
    );
  });

  it('that is back must be asked in time', () => {
    const late = [...answered(0, 24_000, 'web2'), ...answered(24_000, 30_000, 'web1')];
    const never = answered(0, 30_000, 'web2');
    const nameless = answered(0, 30_000, null);
    const again = (requests: readonly ProbedRequest[]) =>
      verdicts(webUp, { requests, undoneAt: 4000 })['server-returned'];
    expect(again(answered(0, 9000))).toBe('ok: after 100 ms');
    expect(again(late)).toBe('ok: after 20000 ms');
    expect(again(never)).toBe('failed: it answered nothing');
    expect(again(nameless)).toMatch(/^cannot tell/);
  });

  it('may still answer a client that is known to it', () => {
    const [service] = documentAim.cluster.virtualServices;
    const aim = { ...documentAim, service: { ...documentAim.service, ...service } };
    expect(verdicts(drainRealServer, { requests: allAnswered, emptiedAt: 4500 }, aim)).not.toHaveProperty(
      'server-left',
    );
  });
});

describe('what a service of NAT needs of a director', () => {
  const [service] = mixedServices.filter(({ method, address }) => method === 'nat' && !address.includes(':'));
  if (service === undefined) throw new Error('the mixed cluster has NAT');
  const aim = { ...documentAim, cluster: mixedCluster, service };
  const holding = (vips: readonly string[]) =>
    alwaysOnLb1.map((one) => (one.vips.length === 0 ? one : { ...one, vips }));

  it('is its VIP and the gateway of its family', () => {
    const all = holding(['192.168.1.229', '10.0.0.254']);
    expect(verdicts(reload, { requests: allAnswered, holdings: all }, aim)['vip-where-expected']).toBe('ok: on lb1');
    const without = holding(['192.168.1.229', 'fd00:2::254']);
    expect(verdicts(reload, { requests: allAnswered, holdings: without }, aim)['vip-where-expected']).toBe(
      'failed: on lb1, without 10.0.0.254',
    );
  });

  it('is no address of another family: that may be elsewhere for a moment', () => {
    const other = [...holding(['192.168.1.229', '10.0.0.254']), ...seen('lb2', 50, 10_000, true)].map((one) =>
      one.director === 'lb2' && one.vips.length > 0 ? { ...one, vips: ['fd00:1::229'] } : one,
    );
    expect(verdicts(reload, { requests: allAnswered, holdings: other }, aim)['one-holder']).toMatch(/^ok/);
  });
});
