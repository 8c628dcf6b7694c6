import { readFile, writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DrillReport } from '../../../src/drill/drill.ts';
import type { Lab } from '../../../src/lab/index.ts';
import { bootLab, lvsdeploy } from '../deployment.ts';
import { lvsdeployWithin } from '../program.ts';

const scenarios = ['switch-over', 'stop-keepalived', 'cut-link'] as const;
let lab: Lab;
let inventory: readonly [string, string];

beforeAll(async () => {
  lab = await bootLab('test-methods-drill', 'mixed');
  inventory = ['--inventory', lab.inventoryPath];
  const text = await readFile(lab.inventoryPath, 'utf8');
  const synced = text.replace('virtualRouterId: 51', 'virtualRouterId: 51\n      syncDaemon: true');
  expect(synced).not.toBe(text);
  await writeFile(lab.inventoryPath, synced);
  await succeed('run', 'playbooks/site.ts', '--yes');
  await succeed('verify');
});
afterAll(() => lvsdeploy('lab', 'down', '--name', 'test-methods-drill'));

async function succeed(...words: readonly string[]) {
  const { status, stdout, stderr } = await lvsdeployWithin(10, ...words, ...inventory);
  expect(`${String(status)} ${status === 0 ? '' : stdout + stderr}`).toBe('0 ');
}

async function drill(service: string): Promise<readonly DrillReport[]> {
  const words = ['drill', ...scenarios, '--service', service, '--timeout', '3000', ...inventory, '--json'];
  const { status, stdout, stderr } = await lvsdeployWithin(15, ...words);
  expect([0, 4], stderr).toContain(status);
  const { drills } = JSON.parse(stdout) as { readonly drills: readonly DrillReport[] };
  for (const { scenario, figures, bound, longConnection } of drills) {
    const { outage, sent, failed, late } = figures;
    const limit = bound === null ? 'none allowed' : `at most ${bound.total} ms`;
    console.log(
      `${service} ${scenario}: ${outage} ms, ${limit}; ${failed} failed, ${late} late of ${sent}; ${longConnection.kind}`,
    );
  }
  return drills;
}

// The addresses of the inside and of the tunnels have to move with the VIP, or the answers of the long connection go astray.
describe('a director goes, with the sync daemon', () => {
  it.each([
    ['NAT', '192.168.1.229:8080'],
    ['NAT, IPv6', '[fd00:1::229]:8080'],
    ['TUN', '192.168.1.229:8002'],
    ['TUN, IPv6', '[fd00:1::229]:8002'],
  ] as const)('%s: within the bound, and a connection that is open lives on', async (_, service) => {
    const drills = await drill(service);
    expect(drills.map(({ scenario }) => scenario)).toEqual(scenarios);
    expect(drills.flatMap(({ verdicts }) => verdicts.filter(({ outcome }) => outcome !== 'ok'))).toEqual([]);
    expect(drills.map(({ longConnection }) => longConnection.kind)).toEqual(['lived', 'lived', 'lived']);
    expect(drills.find(({ scenario }) => scenario === 'cut-link')?.figures.outage).toBeGreaterThan(1000);
  });
});
