import { describe, expect, it } from 'vitest';
import { sh } from '../../src/shell/shell.ts';
import type { Snippet } from '../../src/shell/session.ts';
import type { Check, Outcome, Question } from '../../src/verify/check.ts';
import { siteChecks } from '../../src/verify/site-checks.ts';
import { outcomeOf, verify } from '../../src/verify/verify.ts';
import type { ForwardingMethod } from '../../src/cluster/cluster.ts';
import { clusterWith, documentCluster, standaloneCluster } from './document-cluster.ts';
import { addressesOn, healthyHosts, withHost } from './healthy-hosts.ts';
import { hostsToAsk, type Hosts } from './hosts.ts';

function check(id: string, questions: readonly Question[], outcome: Outcome = 'ok'): Check {
  return {
    id,
    title: id,
    step: '1',
    severity: 'critical',
    asks: () => questions,
    judge: (_cluster, answer) =>
      questions.map((question) => {
        const reply = answer(question);
        const found = reply.kind === 'answered' ? reply.stdout : reply.reason;
        return { host: question.host, outcome, expected: question.script.text, found };
      }),
  };
}

const uptime = { host: 'lb1', script: sh`uptime` };
const date = { host: 'lb1', script: sh`date` };

describe('verify', () => {
  it('asks a question of two checks once, all questions to a host together, and gives each check its answer', async () => {
    const sent: [string, readonly Snippet[]][] = [];
    const report = await verify(
      documentCluster,
      [check('a', [uptime]), check('b', [date, uptime]), check('c', [{ ...uptime, host: 'lb2' }])],
      (host, scripts) => {
        sent.push([host, scripts]);
        const answers = scripts.map(({ script }) => `${host} ${script.text}`);
        return Promise.resolve(answers.map((stdout) => ({ kind: 'answered', status: 0, stdout, stderr: '' }) as const));
      },
    );
    expect(sent.map(([host, scripts]) => [host, scripts.map(({ name, script }) => [name, script.text])])).toEqual([
      [
        'lb1',
        [
          ['verify: a', 'uptime'],
          ['verify: b', 'date'],
        ],
      ],
      ['lb2', [['verify: c', 'uptime']]],
    ]);
    expect(report.results.map(({ verdicts }) => verdicts.map(({ found }) => found))).toEqual([
      ['lb1 uptime'],
      ['lb1 date', 'lb1 uptime'],
      ['lb2 uptime'],
    ]);
    expect(report.roundTrips).toBe(2);
  });

  it('leaves out a check that has nothing to say, and takes a missing answer for no answer', async () => {
    const report = await verify(documentCluster, [check('silent', []), check('a', [uptime])], () =>
      Promise.resolve([]),
    );
    expect(report.results).toMatchObject([
      { check: { id: 'a' }, verdicts: [{ found: 'the connection ended before the answer' }] },
    ]);
  });

  it('refuses a check that judges by a question that it did not ask', async () => {
    const careless: Check = { ...check('careless', [date]), asks: () => [] };
    await expect(verify(documentCluster, [careless], () => Promise.resolve([]))).rejects.toThrow('did not ask');
  });

  it.each<[readonly Outcome[], Outcome]>([
    [['ok', 'ok'], 'ok'],
    [['ok', 'cannot tell'], 'cannot tell'],
    [['cannot tell', 'failed', 'ok'], 'failed'],
  ])('%j is %s', async (outcomes, worst) => {
    const checks = outcomes.map((outcome, index) => check(String(index), [uptime], outcome));
    expect(outcomeOf(await verify(documentCluster, checks, () => Promise.resolve([])))).toBe(worst);
  });

  it('says nothing is ok when no host can be reached', async () => {
    const names = Object.keys(healthyHosts);
    const gone: Hosts = Object.fromEntries(names.map((name) => [name, 'no route to host']));
    const report = await verify(documentCluster, siteChecks(), hostsToAsk(gone).ask);
    const outcomes = report.results.flatMap(({ verdicts }) => verdicts.map(({ outcome }) => outcome));
    expect(outcomes).not.toContain('ok');
    const [reachable] = report.results;
    expect(reachable?.verdicts.map(({ host, outcome }) => [host, outcome])).toEqual(
      ['lb1', 'lb2', 'web1', 'web2', 'client'].map((name) => [name, 'failed']),
    );
  });
});

describe('what does not apply is not asked', () => {
  const idsAsked = (cluster: typeof documentCluster) =>
    siteChecks()
      .filter((one) => one.asks(cluster).length > 0)
      .map(({ id }) => id);

  it('NAT: the real servers do not hold the VIP', () => {
    const ids = idsAsked(clusterWith({ method: 'nat' }));
    expect(ids.filter((id) => id.startsWith('real-server'))).toEqual(['real-server-answers']);
    expect(ids).toContain('ipvs-table-matches');
  });

  it('IPv6: nobody needs to keep quiet on ARP', () => {
    const address = '2001:db8::229';
    const cluster = {
      ...clusterWith({ address }),
      vips: documentCluster.vips.map((vip) => ({ ...vip, address, prefixLength: 128 })),
    };
    const ids = idsAsked(cluster);
    expect(ids).toContain('real-server-vip');
    for (const id of ['real-server-arp', 'real-server-route']) expect(ids).not.toContain(id);
  });

  it('without persistence no template keeps a client', () => {
    expect(idsAsked(clusterWith({ persistence: null }))).not.toContain('quiescent-templates');
    expect(idsAsked(documentCluster)).toContain('quiescent-templates');
  });

  it('standalone: there is no keepalived, no priority and no peer to synchronise with', () => {
    const ids = idsAsked(standaloneCluster);
    for (const id of ['keepalived-running', 'vip-owner-has-priority', 'sync-daemon']) expect(ids).not.toContain(id);
  });
});

describe('TUN', () => {
  it('takes a VIP on the tunnel device', async () => {
    const tunnel = '3: tunl0    inet 192.168.1.229/32 scope global tunl0\\       valid_lft forever\n';
    const hosts = withHost('web1', { addresses: addressesOn('192.168.1.220', tunnel) });
    const checks = siteChecks().filter(({ id }) => id === 'real-server-vip');
    const outcomeWith = async (method: ForwardingMethod) => {
      const report = await verify(clusterWith({ method }), checks, hostsToAsk(hosts).ask);
      const found = report.results.find(({ check: { id } }) => id === 'real-server-vip');
      return found?.verdicts.find(({ host }) => host === 'web1')?.outcome;
    };
    expect(await outcomeWith('tun')).toBe('ok');
    expect(await outcomeWith('dr')).toBe('failed');
  });
});
