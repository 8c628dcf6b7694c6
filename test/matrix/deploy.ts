import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import type { Lab } from '../../src/lab/index.ts';
import { lvsdeploy, lvsdeployWithin } from '../kernels/program.ts';
import { serviceSettings, type Combination, type Subject } from './combination.ts';

/** What came of the services of a combination. */
export interface Deployed {
  /** Those that are deployed. */
  readonly subjects: readonly Subject[];
  /** Those that the product does not take, and why. */
  readonly refused: ReadonlyMap<Subject, string>;
  /** What a run said that did not succeed, or null. */
  readonly failure: string | null;
  /** What a second run changed; null when it did not succeed. */
  readonly changedAgain: number | null;
  readonly seconds: number;
}

const site = 'playbooks/site.ts';

/** Deploys the services on the lab by a run of the product; what its plan refuses is left out, and the plan says why. */
export async function deploy(lab: Lab, combination: Combination, all: readonly Subject[]): Promise<Deployed> {
  const began = Date.now();
  const path = join(lab.runFolder, 'matrix.yaml');
  const { subjects, refused } = await withoutRefused(lab, path, combination, all);
  const run = await lvsdeployWithin(5, 'run', site, '--inventory', path, '--yes');
  if (run.status !== 0) {
    const failure = `${run.stdout}${run.stderr}`;
    return { subjects, refused, failure, changedAgain: null, seconds: secondsSince(began) };
  }
  const again = await lvsdeploy('run', site, '--inventory', path, '--yes', '--json');
  const changedAgain = again.status === 0 ? changesIn(again.stdout) : null;
  return { subjects, refused, failure: null, changedAgain, seconds: secondsSince(began) };
}

async function withoutRefused(lab: Lab, path: string, combination: Combination, all: readonly Subject[]) {
  const refused = new Map<Subject, string>();
  for (;;) {
    const subjects = all.filter((subject) => !refused.has(subject));
    await writeInventory(lab, path, combination, subjects);
    const reasons = await reasonsAgainst(path, subjects);
    if (reasons.size === 0) return { subjects, refused };
    for (const [subject, reason] of reasons) refused.set(subject, reason);
  }
}

/** @returns why the plan does not take some of the subjects; none when it is a plan, or when it is not about one of them. */
async function reasonsAgainst(path: string, subjects: readonly Subject[]): Promise<ReadonlyMap<Subject, string>> {
  const { status, stdout, stderr } = await lvsdeploy('plan', site, '--inventory', path);
  const reasons = new Map<Subject, string>();
  if (status === 0 || status === 2) return reasons;
  const lines = `${stdout}\n${stderr}`
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => !line.startsWith('warning:'));
  for (const [index, subject] of subjects.entries()) {
    // An inventory's problem has the path of the service; a host's, like that of its kernel, has the scheduler's module.
    const inKernel = new RegExp(`\\bip_vs_${subject.scheduler}\\b`);
    const line = lines.find((text) => text.includes(`virtualServices[${index}]`) || inKernel.test(text));
    if (line !== undefined) reasons.set(subject, line.replace(/^.*?virtualServices\[\d+\]\.?/, ''));
  }
  return reasons;
}

async function writeInventory(lab: Lab, path: string, combination: Combination, subjects: readonly Subject[]) {
  const inventory = parse(await readFile(lab.inventoryPath, 'utf8')) as { clusters: { web: object } };
  const virtualServices = subjects.map((subject) => serviceSettings(combination, subject));
  const web = { ...inventory.clusters.web, virtualServices };
  await writeFile(path, stringify({ ...inventory, clusters: { web } }));
}

/** @returns how much the hosts say was changed, of the lines of `run --json`. */
function changesIn(stdout: string): number {
  const events = stdout.split('\n').filter((line) => line.startsWith('{'));
  const ends = events.map((line) => JSON.parse(line) as { readonly type: string; readonly changed?: number });
  return ends.reduce((sum, { type, changed }) => sum + (type === 'host-done' ? (changed ?? 0) : 0), 0);
}

function secondsSince(began: number): number {
  return (Date.now() - began) / 1000;
}
