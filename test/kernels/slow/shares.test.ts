import { readFile, writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DrillReport } from '../../../src/drill/drill.ts';
import type { Lab } from '../../../src/lab/index.ts';
import { bootLab, lvsdeploy, tell } from '../deployment.ts';

let lab: Lab;
let inventory: readonly [string, string];
let original = '';

beforeAll(async () => {
  lab = await bootLab('shares', 'pair');
  inventory = ['--inventory', lab.inventoryPath];
  original = await readFile(lab.inventoryPath, 'utf8');
});
afterAll(() => lvsdeploy('lab', 'down', '--name', 'shares'));

/** Gives the one service another scheduler and other weights, as a user would: in the inventory, and by a run. */
async function deploy(scheduler: string, [first, second]: readonly [number, number], persistence?: number) {
  const weights = [first, second];
  const text = original
    .replace(/scheduler: \w+/, `scheduler: ${scheduler}`)
    .replace(/weight: \d+/g, (word) => `weight: ${weights.shift() ?? word}`)
    .replace(/ +persistence: .*\n/, '')
    .replace(/^( +)scheduler: .*\n/m, (line, indent: string) =>
      persistence === undefined ? line : `${line}${indent}persistence: ${persistence}\n`,
    );
  expect(weights).toEqual([]);
  await writeFile(lab.inventoryPath, text);
  const { status, stdout, stderr } = await lvsdeploy('run', 'playbooks/site.ts', ...inventory, '--yes');
  expect(`${String(status)} ${status === 0 ? '' : stdout + stderr}`).toBe('0 ');
}

async function measure(): Promise<DrillReport> {
  const { status, stdout, stderr } = await lvsdeploy('drill', 'shares', ...inventory, '--json');
  expect([0, 4], stderr).toContain(status);
  const { drills } = JSON.parse(stdout) as { readonly drills: readonly DrillReport[] };
  const [report] = drills;
  if (report === undefined) throw new Error(stderr);
  const { shares, verdicts } = report;
  const found = verdicts.map((one) => `${one.id} ${one.outcome}: ${one.found}`);
  console.log(`${JSON.stringify(shares)}\n  ${found.join('\n  ')}`);
  return report;
}

const outcomes = ({ verdicts }: DrillReport) =>
  Object.fromEntries(verdicts.map(({ id, outcome }) => [id, outcome] as const));

const allOk = { 'no-request-lost': 'ok', 'counters-agree': 'ok', 'share-answered': 'ok', 'share-counted': 'ok' };

describe('the share of each real server on a kernel', () => {
  it.each<{ scheduler: string; weights: readonly [number, number]; expected?: Readonly<Record<string, number>> }>([
    { scheduler: 'rr', weights: [3, 1], expected: { web1: 20, web2: 20 } },
    { scheduler: 'wrr', weights: [3, 1], expected: { web1: 30, web2: 10 } },
    { scheduler: 'sh', weights: [3, 1] },
    { scheduler: 'dh', weights: [3, 1] },
    { scheduler: 'fo', weights: [1, 3], expected: { web1: 0, web2: 40 } },
    { scheduler: 'mh', weights: [3, 1] },
    { scheduler: 'nq', weights: [3, 1] },
    { scheduler: 'sed', weights: [1, 3], expected: { web1: 0, web2: 40 } },
    { scheduler: 'wlc', weights: [3, 1] },
    { scheduler: 'lc', weights: [3, 1] },
    { scheduler: 'ovf', weights: [3, 1], expected: { web1: 40, web2: 0 } },
  ])('is as simulated under $scheduler with $weights', async ({ scheduler, weights, expected }) => {
    await deploy(scheduler, weights);
    const report = await measure();
    expect(outcomes(report)).toEqual(allOk);
    expect(report.figures.failed).toBe(0);
    expect(report.shares?.others).toBe(0);
    if (expected !== undefined) expect(report.shares?.expected).toEqual(expected);
  });

  it('is found wrong when somebody changed a weight in the kernel', async () => {
    await deploy('wrr', [3, 1]);
    const web2 = lab.hosts.find(({ name }) => name === 'web2')?.address ?? '';
    const [vip = ''] = /\d+\.\d+\.\d+\.\d+:80/.exec(await tell(lab, 'lb1', 'ipvsadm -Ln')) ?? [];
    await tell(lab, 'lb1', `ipvsadm -e -t ${vip} -r ${web2}:80 -g -w 3`);
    const report = await measure();
    expect(outcomes(report)).toEqual({ ...allOk, 'share-answered': 'failed', 'share-counted': 'failed' });
    expect(report.shares?.counted).toEqual({ web1: 20, web2: 20 });
    await tell(lab, 'lb1', `ipvsadm -e -t ${vip} -r ${web2}:80 -g -w 1`);
    expect(outcomes(await measure())).toEqual(allOk);
  });

  it('is told with persistence by as many addresses as make whole rounds, as long as they met no server before', async () => {
    await deploy('rr', [3, 1], 120);
    const report = await measure();
    expect(outcomes(report)).toEqual(allOk);
    expect(report.figures.sent).toBe(40);
    await deploy('wrr', [3, 1], 120);
    const sticky = { ...allOk, 'share-answered': 'cannot tell', 'share-counted': 'cannot tell' };
    expect(outcomes(await measure())).toEqual(sticky);
  });

  it('is not taken for wrong while others ask as well, whose connections are told', async () => {
    await deploy('wrr', [3, 1]);
    const ask = `curl -s -o /dev/null -m 2 http://192.168.1.229/`;
    const others = tell(lab, 'client', `touch /tmp/ask; while [ -e /tmp/ask ]; do ${ask}; sleep 0.3; done`);
    const report = await measure();
    await tell(lab, 'client', 'rm /tmp/ask');
    await others;
    expect(report.shares?.others).toBeGreaterThan(0);
    expect(outcomes(report)).toMatchObject({ 'no-request-lost': 'ok', 'counters-agree': 'ok' });
    expect(['ok', 'cannot tell']).toContain(outcomes(report)['share-answered']);
    expect(['ok', 'cannot tell']).toContain(outcomes(report)['share-counted']);
  });
});
