import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { parse, stringify } from 'yaml';
import type { Lab } from '../../src/lab/index.ts';
import type { Verdict } from '../../src/verify/check.ts';
import { bootLab, lvsdeploy, tell } from './deployment.ts';
import { sabotages } from './sabotages.ts';

const name = 'test-sabotage';
let lab: Lab;
let inventory: readonly [string, string];

beforeAll(async () => {
  lab = await bootLab(name, 'pair');
  const file = join(lab.runFolder, 'sabotage.yaml');
  const content = parse(readFileSync(lab.inventoryPath, 'utf8')) as { clusters: { web: { vrrp: object } } };
  const { web } = content.clusters;
  web.vrrp = { ...web.vrrp, syncDaemon: true };
  writeFileSync(file, stringify(content));
  inventory = ['--inventory', file];
  const { status, stdout, stderr } = await lvsdeploy('run', 'playbooks/site.ts', ...inventory, '--yes');
  expect(`${String(status)} ${status === 0 ? '' : stdout + stderr}`).toBe('0 ');
});
afterAll(() => lvsdeploy('lab', 'down', '--name', name));

interface CheckResult {
  readonly id: string;
  readonly outcome: string;
  readonly verdicts: readonly Verdict[];
}

/** @returns what is not ok: `vip-has-one-owner`, `cannot tell sync-daemon`, in the order of the checks, and its failed verdicts. */
async function verify() {
  const { stdout, stderr } = await lvsdeploy('verify', ...inventory, '--json');
  expect(stderr).toBe('');
  const { clusters } = JSON.parse(stdout) as { clusters: readonly { checks: readonly CheckResult[] }[] };
  const checks = clusters.flatMap((cluster) => cluster.checks).filter(({ outcome }) => outcome !== 'ok');
  return {
    open: checks.map(({ id, outcome }) => (outcome === 'failed' ? id : `${outcome} ${id}`)),
    failed: checks.flatMap(({ verdicts }) => verdicts.filter(({ outcome }) => outcome === 'failed')),
  };
}

/** A cluster that was broken needs some seconds: health checks take servers in again, neighbours forget. */
const expectSilence = () =>
  vi.waitFor(async () => expect((await verify()).open).toEqual([]), { timeout: 60_000, interval: 500 });

describe('verify on a healthy cluster that is broken in one way at a time', () => {
  const score: string[] = [];
  let named = 0;

  it('says nothing before', expectSilence);

  it.each(sabotages)('$name: $expect', async ({ name: what, host, break: damage, undo, expect: id }) => {
    await tell(lab, host, damage);
    const { open, failed } = await verify().finally(() => tell(lab, host, undo));
    const isNamed = open.includes(id);
    named += isNamed ? 1 : 0;
    const others = open.filter((one) => one !== id).join(', ');
    score.push(`${isNamed ? 'named ' : 'MISSED'}  ${what}: ${id}${others === '' ? '' : `; also ${others}`}`);
    expect(open).toContain(id);
    for (const verdict of failed) expect(verdict).toHaveProperty('repair');
  });

  it('says nothing afterwards', expectSilence);

  it('tries the switch of each director when asked to, and leaves all as it was', async () => {
    const { status, stdout, stderr } = await lvsdeploy('verify', ...inventory, '--disruptive', '--yes', '--json');
    expect(`${String(status)} ${status === 0 ? '' : stdout}`).toBe('0 ');
    expect(stderr).toBe('lb2: /sbin/lvsdr.sh stop, then start\nlb1: /sbin/lvsdr.sh stop, then start\n');
    const ids = ['switch-refuses-other-words', 'switch-stops', 'switch-starts'];
    for (const id of ids) expect(stdout).toContain(`"${id}"`);
    await expectSilence();
  });

  it('has named them all', () => {
    console.log(`${score.join('\n')}\n${named} of ${sabotages.length} named`);
    expect(named).toBe(sabotages.length);
  });
});
