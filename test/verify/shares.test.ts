import { describe, expect, it } from 'vitest';
import type { Scheduler, VirtualService } from '../../src/cluster/cluster.ts';
import { judgeShares } from '../../src/verify/judge-shares.ts';
import { serverNamedIn } from '../../src/verify/share-measurement.ts';
import { promiseOf } from '../../src/verify/share-promise.ts';
import { web1, web2, webService } from './document-cluster.ts';

const quiet: VirtualService = { ...webService, persistence: null };

/** Requests, each from an address of its own, answered as often as said. */
function served(counts: Readonly<Record<string, number>>) {
  const servers = Object.entries(counts).flatMap(([server, count]) => Array.from({ length: count }, () => server));
  return servers.map((server, index) => ({ source: `192.168.1.${index + 1}`, server }));
}

describe('promiseOf', () => {
  it('shortens the weights of wrr, and ignores them for rr', () => {
    const servers = [
      { ...web1, weight: 150 },
      { ...web2, weight: 50 },
      { ...web2, name: 'web3', weight: 0 },
    ];
    expect(promiseOf({ ...quiet, realServers: servers })).toEqual({
      kind: 'shares',
      parts: new Map([
        ['web1', 3],
        ['web2', 1],
      ]),
      round: 4,
    });
    expect(promiseOf({ ...quiet, scheduler: 'rr', realServers: servers })).toMatchObject({ round: 2 });
  });
});

describe('judgeShares without persistence', () => {
  it.each([
    ['exactly 3:1', { web1: 30, web2: 10 }, 'ok'],
    ['one off, for one more request in between', { web1: 29, web2: 11 }, 'ok'],
    ['near: other clients may have taken turns', { web1: 27, web2: 13 }, 'cannot tell'],
    ['1:1 in place of 3:1', { web1: 20, web2: 20 }, 'failed'],
    ['a server that answers nothing', { web1: 40, web2: 0 }, 'failed'],
    ['the weights the wrong way round', { web1: 10, web2: 30 }, 'failed'],
  ])('wrr, %s', (_what, counts, outcome) => {
    expect(judgeShares(served(counts), quiet, 1).outcome).toBe(outcome);
  });

  it('allows one turn more for each client that asks at the same time', () => {
    expect(judgeShares(served({ web1: 28, web2: 12 }), quiet, 1).outcome).toBe('cannot tell');
    expect(judgeShares(served({ web1: 28, web2: 12 }), quiet, 2).outcome).toBe('ok');
  });

  it('rr is equal whatever the weights', () => {
    const service: VirtualService = { ...quiet, scheduler: 'rr' };
    expect(judgeShares(served({ web1: 20, web2: 20 }), service, 1).outcome).toBe('ok');
    expect(judgeShares(served({ web1: 30, web2: 10 }), service, 1).outcome).toBe('failed');
  });

  it.each<Scheduler>(['wrr', 'wlc', 'lblc'])('%s: a server with weight 0 answers nothing', (scheduler) => {
    const service: VirtualService = { ...quiet, scheduler, realServers: [web1, { ...web2, weight: 0 }] };
    expect(judgeShares(served({ web1: 39, web2: 1 }), service, 1)).toMatchObject({
      outcome: 'failed',
      found: expect.stringContaining('a server with weight 0 answered 1 times') as string,
    });
  });

  it.each<[Scheduler, Record<string, number>, string]>([
    ['wlc', { web1: 25, web2: 15 }, 'ok'],
    ['wlc', { web1: 40, web2: 0 }, 'cannot tell'],
    ['lblc', { web1: 40, web2: 0 }, 'cannot tell'],
    ['dh', { web1: 0, web2: 10 }, 'ok'],
    ['dh', { web1: 5, web2: 5 }, 'failed'],
    ['fo', { web1: 10, web2: 0 }, 'ok'],
    ['fo', { web1: 0, web2: 10 }, 'failed'],
  ])('%s %o: %s', (scheduler, counts, outcome) => {
    expect(judgeShares(served(counts), { ...quiet, scheduler }, 1).outcome).toBe(outcome);
  });

  it('sh keeps each address with one server', () => {
    const service: VirtualService = { ...quiet, scheduler: 'sh' };
    const steady = [
      { source: '192.168.1.1', server: 'web1' },
      { source: '192.168.1.2', server: 'web2' },
      { source: '192.168.1.1', server: 'web1' },
    ];
    expect(judgeShares(steady, service, 1).outcome).toBe('ok');
    const restless = [...steady, { source: '192.168.1.2', server: 'web1' }];
    expect(judgeShares(restless, service, 1).found).toContain('192.168.1.2 met more than one server');
  });
});

describe('judgeShares with persistence', () => {
  it('counts whole rounds of addresses', () => {
    const requests = [...served({ web1: 30, web2: 10 }), { source: '192.168.1.99', server: 'web1' }];
    expect(judgeShares(requests, webService, 1)).toEqual({
      outcome: 'ok',
      found: 'of 40 requests web1 answered 30, web2 answered 10',
    });
  });

  it('cannot tell from fewer addresses than a round takes', () => {
    expect(judgeShares(served({ web1: 3 }), webService, 1).found).toContain(
      'the client has 3 addresses: a round takes 4',
    );
  });

  it('does not accuse a cluster whose clients stay with the server that they met while another was down', () => {
    const { outcome, found } = judgeShares(served({ web1: 40, web2: 0 }), webService, 1);
    expect(outcome).toBe('cannot tell');
    expect(found).toContain('for 60 s after their last connection has ended');
  });
});

describe('serverNamedIn', () => {
  const servers = [web1, web2, { ...web2, name: 'web10', address: '192.168.1.22' }];

  it.each([
    ['<h1>web1</h1>', 'web1'],
    ['It works! (web10)', 'web10'],
    ['served by 192.168.1.220.', 'web1'],
    ['web1 and web2', null],
    ['It works!', null],
    ['web11 or web1-old', null],
  ])('%s: %s', (body, name) => {
    expect(serverNamedIn(body, servers)).toBe(name);
  });
});
