import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { DrillReport } from '../../src/drill/drill.ts';
import { scenarioNames } from '../../src/drill/drill.ts';
import type { Lab } from '../../src/lab/index.ts';
import { bootLab, lvsdeploy, tell } from './deployment.ts';
import { lvsdeployWithin, program, root } from './program.ts';

const site = 'playbooks/site.ts';
let lab: Lab;
let inventory: readonly [string, string];

beforeAll(async () => {
  lab = await bootLab('test-drill', 'pair');
  inventory = ['--inventory', lab.inventoryPath];
  await say(/virtualRouterId: 51/, 'virtualRouterId: 51\n      syncDaemon: true');
  await deploy();
});
afterAll(() => lvsdeploy('lab', 'down', '--name', 'test-drill'));

/** Says something else in the inventory. */
async function say(what: RegExp, instead: string) {
  const text = await readFile(lab.inventoryPath, 'utf8');
  const other = text.replace(what, instead);
  expect(other).not.toBe(text);
  await writeFile(lab.inventoryPath, other);
}

async function deploy() {
  const { status, stdout, stderr } = await lvsdeploy('run', site, ...inventory, '--yes');
  expect(`${String(status)} ${status === 0 ? '' : stdout + stderr}`).toBe('0 ');
}

async function expectVerified() {
  const { status, stdout, stderr } = await lvsdeploy('verify', ...inventory);
  expect(`${String(status)} ${status === 0 ? '' : stdout + stderr}`).toBe('0 ');
}

async function drill(...words: readonly string[]): Promise<readonly DrillReport[]> {
  const { status, stdout, stderr } = await lvsdeployWithin(10, 'drill', ...words, ...inventory, '--json');
  expect([0, 4], stderr).toContain(status);
  const { drills } = JSON.parse(stdout) as { readonly drills: readonly DrillReport[] };
  for (const { scenario, figures, bound, longConnection, verdicts } of drills) {
    const { outage, sent, failed, late } = figures;
    const limit = bound === null ? 'none allowed' : `at most ${bound.total} ms`;
    console.log(
      `${scenario}: ${outage} ms, ${limit}; ${failed} failed, ${late} late of ${sent}; ${longConnection.kind}`,
    );
    expect(verdicts.filter(({ outcome }) => outcome !== 'ok')).toEqual([]);
  }
  return drills;
}

/** Starts a drill, ends it by a signal a moment after its host was struck, and says how the program ended. */
async function drillUntil(signal: NodeJS.Signals, scenario: string) {
  const child = spawn(process.execPath, [program, 'drill', scenario, ...inventory], { cwd: root, stdio: 'pipe' });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text));
  const ended = once(child, 'exit');
  await vi.waitFor(() => expect(said).toContain('restores itself at'), { timeout: 60_000, interval: 50 });
  child.kill(signal);
  const [status] = (await ended) as [number | null];
  return { status, said };
}

const armed = '/var/run/lvsdeploy-drill';

describe('a drill', () => {
  it('finds each scenario within its bound, and a connection that lives on with the sync daemon', async () => {
    // Some requests are answered late on a busy machine: what is lost is judged with a patience of 3 s.
    const drills = await drill('all', '--timeout', '3000');
    expect(drills.map(({ scenario }) => scenario)).toEqual(scenarioNames);
    const ofDirectors = ['switch-over', 'stop-keepalived', 'cut-link', 'crash-director'];
    const connections = drills.filter(({ scenario }) => ofDirectors.includes(scenario));
    expect(connections.map(({ longConnection }) => longConnection.kind)).toEqual(['lived', 'lived', 'lived', 'lived']);
    // An outage that nobody could have noticed would mean that nothing was struck.
    const outageOf = (name: string) => drills.find(({ scenario }) => scenario === name)?.figures.outage ?? 0;
    expect(outageOf('cut-link')).toBeGreaterThan(1000);
    expect(outageOf('crash-director')).toBeGreaterThan(1000);
    await expectVerified();
  });

  it('puts the cluster back when it is interrupted', async () => {
    const { status, said } = await drillUntil('SIGINT', 'stop-keepalived');
    expect(said).toContain('start keepalived on lb1 again');
    expect(status).toBe(130);
    expect(await tell(lab, 'lb1', `ls ${armed} 2>&1 || true`)).toContain('No such file');
    await vi.waitFor(expectVerified, { timeout: 60_000, interval: 1000 });
  });

  it.each(['cut-link', 'stop-keepalived'])(
    'leaves the hosts to put the cluster back when its machine dies: %s',
    async (scenario) => {
      await drillUntil('SIGKILL', scenario);
      const { status } = await lvsdeploy('verify', ...inventory);
      expect(status).toBe(4);
      await vi.waitFor(expectVerified, { timeout: 90_000, interval: 1000 });
      expect(await tell(lab, 'lb1', `ls ${armed} 2>&1 || true`)).toContain('No such file');
    },
  );

  it('does nothing to a cluster that is not well', async () => {
    await tell(lab, 'lb2', 'systemctl stop keepalived');
    const before = await tell(lab, 'lb1', 'systemctl show -p MainPID keepalived');
    const { status, stderr } = await lvsdeploy('drill', 'stop-keepalived', ...inventory);
    expect(status).toBe(1);
    expect(stderr).toContain('the cluster is not well, so nothing was done to it');
    expect(stderr).toContain('keepalived-running, lb2');
    expect(await tell(lab, 'lb1', 'systemctl show -p MainPID keepalived')).toBe(before);
    await tell(lab, 'lb2', 'systemctl start keepalived');
    await vi.waitFor(expectVerified, { timeout: 60_000, interval: 1000 });
  });

  it('asks for a name that nobody is there to type when the cluster is not marked', async () => {
    await say(/drillable: true/, 'drillable: false');
    const { status, stderr } = await lvsdeploy('drill', 'reload', ...inventory);
    expect(status).toBe(64);
    expect(stderr).toContain('not marked as one that may be drilled');
    await say(/drillable: false/, 'drillable: true');
  });

  it('sees a connection die when nobody tells the other director of it', async () => {
    await say(/ {6}syncDaemon: true\n/, '');
    await deploy();
    // keepalived 2.2.7 leaves the daemon of the old configuration at work.
    const { status, stdout } = await lvsdeploy('verify', ...inventory);
    expect(status).toBe(4);
    for (const [director, state] of [
      ['lb1', 'master'],
      ['lb2', 'backup'],
    ] as const) {
      expect(stdout).toContain(`on ${director}: ipvsadm --stop-daemon ${state}`);
      await tell(lab, director, `ipvsadm --stop-daemon ${state}`);
    }
    await vi.waitFor(expectVerified, { timeout: 60_000, interval: 1000 });
    const [report] = await drill('cut-link');
    expect(report?.longConnection.kind).toBe('died');
  });
});
