import { describe, expect, it } from 'vitest';
import type { DrillRequest, Engine } from '../../src/cli/context.ts';
import type { DrillReport, ScenarioName } from '../../src/drill/drill.ts';
import { LvsdeployError } from '../../src/errors.ts';
import { seeCluster } from '../../src/verify/seen.ts';
import { documentCluster } from '../verify/document-cluster.ts';
import { runWith } from './console.ts';

const seen = seeCluster(documentCluster, () => null);

function reportOf(scenario: ScenarioName, outcome: 'ok' | 'failed' | 'cannot tell' = 'ok'): DrillReport {
  return {
    cluster: 'web',
    scenario,
    round: 1,
    host: 'lb1',
    client: 'client',
    service: '192.168.1.229:80',
    startedAt: '2026-11-25T10:00:00.000Z',
    tool: 'python3',
    probe: { rate: 20, timeout: 1000 },
    requests: [],
    longConnection: { kind: 'lived', server: null },
    marks: [],
    holdings: [],
    figures: { sent: 0, answered: 0, failed: 0, late: 0, outage: 0, gap: null, servedBy: {} },
    bound: null,
    shares: null,
    verdicts: [{ id: 'one-holder', title: 'one holder', outcome, expected: 'one', found: 'two' }],
  };
}

/** An engine that has carried out what was asked for, and what it was asked for. */
function engineThatFinds(reports: readonly DrillReport[], error: Error | null = null) {
  const requests: DrillRequest[] = [];
  const drill: Engine['drill'] = (request) => {
    requests.push(request);
    reports.forEach(request.onReport);
    return Promise.resolve({ seen, reports, leftOut: [], error });
  };
  return { requests, engine: { drill } };
}

describe('lvsdeploy drill', () => {
  it('asks for the scenarios that were named, as often and as fast as was said', async () => {
    const { requests, engine } = engineThatFinds([reportOf('cut-link')]);
    const words = ['cut-link', 'reload', '--rounds', '3', '--rate', '50', '--timeout', '150', '--server', 'web2'];
    expect((await runWith(engine, ['drill', ...words])).code).toBe(0);
    expect(requests).toMatchObject([
      {
        inventory: 'inventory.yaml',
        scenarios: ['cut-link', 'reload'],
        rounds: 3,
        probe: { rate: 50, timeout: 150 },
        choice: { client: undefined, service: undefined, server: 'web2' },
      },
    ]);
  });

  it.each([
    ['ok', 0],
    ['failed', 4],
    ['cannot tell', 4],
  ] as const)('ends a drill that is %s with %i', async (outcome, code) => {
    const { engine } = engineThatFinds([reportOf('reload'), reportOf('cut-link', outcome)]);
    expect((await runWith(engine, ['drill', 'all'])).code).toBe(code);
  });

  it('names the scenario that was meant', async () => {
    const { engine, requests } = engineThatFinds([]);
    const { code, stderr } = await runWith(engine, ['drill', 'cut-lnik']);
    expect(code).toBe(64);
    expect(stderr).toContain('there is no scenario cut-lnik (did you mean cut-link?)');
    expect(requests).toEqual([]);
  });

  it.each(['0', '-1', '1.5', 'often'])('takes no rate of %s', async (rate) => {
    const { engine, requests } = engineThatFinds([]);
    const { code, stderr } = await runWith(engine, ['drill', 'reload', '--rate', rate]);
    expect(code).toBe(64);
    expect(stderr).toContain('a whole number above 0');
    expect(requests).toEqual([]);
  });

  it('shows what was measured before it could not go on, and why it could not', async () => {
    const { engine } = engineThatFinds(
      [reportOf('reload')],
      new LvsdeployError('the probe ended', { place: 'client' }),
    );
    const { code, stdout, stderr } = await runWith(engine, ['drill', 'reload', 'cut-link', '--json']);
    expect(code).toBe(1);
    expect((JSON.parse(stdout) as { drills: unknown[] }).drills).toHaveLength(1);
    expect(stderr).toContain('client: the probe ended');
  });

  it('ends as the signal says when it is interrupted, and tells what has become of the cluster', async () => {
    const { engine } = engineThatFinds(
      [reportOf('reload')],
      new LvsdeployError('it cannot be put back', { place: 'lb1', hint: 'See its console.' }),
    );
    const interrupted: typeof engine.drill = (request) => {
      process.emit('SIGINT', 'SIGINT');
      return engine.drill(request);
    };
    const { code, stderr } = await runWith({ drill: interrupted }, ['drill', 'reload', 'cut-link']);
    expect(code).toBe(130);
    expect(stderr).toMatch(/^interrupted: the cluster is put back first/);
    expect(stderr).toMatch(/^lb1: it cannot be put back\n {2}→ See its console\.$/m);
  });

  it('wants a folder for its reports before anything is done', async () => {
    const { engine, requests } = engineThatFinds([reportOf('reload')]);
    const { code } = await runWith(engine, ['drill', 'reload', '--html', '/nowhere/at/all.html']);
    expect(code).toBe(64);
    expect(requests).toEqual([]);
  });
});

describe('a cluster that is not marked as one to drill', () => {
  const asking = () => {
    const answers: boolean[] = [];
    const drill: Engine['drill'] = async ({ confirm }) => {
      answers.push(await confirm('web'));
      return { seen, reports: [], leftOut: [], error: null };
    };
    return { answers, engine: { drill } };
  };

  it('is struck when its name is typed', async () => {
    const { answers, engine } = asking();
    const { asked } = await runWith(engine, ['drill', 'reload'], true, undefined, 'web');
    expect(asked).toEqual(['Clients of web may notice this. Type the name of the cluster to go on:']);
    expect(answers).toEqual([true]);
  });

  it('is not struck by a yes', async () => {
    const { answers, engine } = asking();
    await runWith(engine, ['drill', 'reload'], true, undefined, 'yes');
    expect(answers).toEqual([false]);
  });

  it('is not struck where nobody can type', async () => {
    const { engine } = asking();
    const { code, stderr } = await runWith(engine, ['drill', 'reload']);
    expect(code).toBe(64);
    expect(stderr).toContain('drillable: true');
  });
});
