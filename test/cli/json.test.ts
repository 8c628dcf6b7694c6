import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Command } from 'commander';
import { describe, expect, test } from 'vitest';
import type { Engine } from '../../src/cli/context.ts';
import { buildProgram } from '../../src/cli/program.ts';
import { identifyRun } from '../../src/engine/run-identity.ts';
import { UnreachableError } from '../../src/errors.ts';
import { selectHosts } from '../../src/inventory/pattern.ts';
import { parse, web } from '../inventory/parse.ts';
import { differs, hostPlan, planOf, playPlan, value } from '../report/samples.ts';
import { answer } from '../status/samples.ts';
import { contextOf, runWith } from './console.ts';
import { engineThatAnswers } from './hosts-fake.ts';
import { elsewhere, shapes } from './json-shapes.ts';

const docs = (name: string) => readFileSync(new URL(`../../docs/${name}`, import.meta.url), 'utf8');
const page = docs('json.md');
const samples = [...page.matchAll(/^## `(.+?) --json`\n[^]*?```json\n([^]*?)```/gm)].map(
  ([, command = '', sample = '']) => [command, sample] as const,
);

function commandsWithJson(command: Command, path: readonly string[] = []): readonly string[] {
  const own = command.options.some(({ long }) => long === '--json') ? [path.join(' ')] : [];
  return [...own, ...command.commands.flatMap((child) => commandsWithJson(child, [...path, child.name()]))];
}

test('each command with --json is documented', async () => {
  const program = await buildProgram(contextOf({}).context);
  const documented = [...samples.map(([command]) => command), ...Object.keys(elsewhere)];
  // The same as others: inventory list, and the lines of run.
  const known = [...documented, 'hosts', 'history show'];
  expect(commandsWithJson(program).filter((command) => !known.includes(command))).toEqual([]);
  for (const [command, name] of Object.entries(elsewhere)) expect(docs(name)).toMatch(new RegExp(`${command}|--json`));
});

test.each(samples)('the sample of %s has the shape', (command, sample) => {
  expect(shapes[command]?.safeParse(JSON.parse(sample)).error).toBeUndefined();
});

describe('what is printed has the shape', () => {
  const inventory = parse(web);
  const reading: Partial<Engine> = {
    readInventory: () => Promise.resolve(inventory),
    selectHosts: (_, pattern) => Promise.resolve(selectHosts(inventory.hosts, pattern)),
  };
  const hosts = engineThatAnswers(web, (host, script) => {
    if (host === 'lb2') return null;
    if (script.startsWith('uname -r')) return { stdout: '6.1.0\nx86_64\nboot\n' };
    if (script.startsWith('id -u')) return { stdout: '0\nLinux 6.1.0\n' };
    const looked = answer(
      ['status: uptime', 'status: addresses', 'status: table', 'status: totals', 'status: rates', 'status: vrrp'],
      {},
    );
    const index = [
      'cat /proc/uptime',
      'ip -o',
      'ipvsadm -Ln',
      'ipvsadm -Ln --stats',
      'ipvsadm -Ln --rate',
    ].findLastIndex((part) => script.includes(part));
    return index < 0 ? {} : (looked[index] ?? {});
  }).engine;
  const plan: Engine['plan'] = () =>
    Promise.resolve({
      plan: planOf(
        playPlan(
          'directors',
          [hostPlan('lb1', { 'file:/a': differs(value('mode', null, '0644')) })],
          [{ host: 'lb2', error: new UnreachableError('no route', { place: 'lb2' }) }],
        ),
      ),
      request: { playbook: 'site.ts', inventory: 'inventory.yaml' },
      apply: () => Promise.reject(new Error('not to be applied')),
      save: () => undefined,
      close: () => undefined,
    });
  const findLocks: Engine['findLocks'] = async () => ({
    hosts: [
      { host: 'lb1', lock: { text: 'x', holder: await identifyRun('site.ts') } },
      { host: 'web1', lock: { text: 'x', holder: null } },
      { host: 'lb2', error: new UnreachableError('no route') },
    ],
    remove: () => Promise.resolve(),
    close: () => undefined,
  });

  test.each<[string, Partial<Engine>, readonly string[]]>([
    ['inventory list', reading, ['inventory', 'list']],
    ['inventory graph', reading, ['inventory', 'graph']],
    ['inventory show', reading, ['inventory', 'show', 'lb1']],
    ['ping', hosts, ['ping']],
    ['facts', hosts, ['facts']],
    ['exec', hosts, ['exec', 'all', '--json', '--', 'true']],
    ['status', hosts, ['status']],
    ['plan', { plan }, ['plan', 'site.ts']],
    ['history', {}, ['history']],
    ['unlock', { findLocks }, ['unlock', '--yes']],
  ])('of %s', async (command, engine, args) => {
    const { stdout } = await runWith(engine, args.includes('--json') ? args : [...args, '--json']);
    expect(shapes[command]?.safeParse(JSON.parse(stdout)).error).toBeUndefined();
  });

  test('of fetch', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'lvsdeploy-'));
    const file = join(folder, 'a.tar.gz');
    writeFileSync(file, 'one');
    const archive = { name: 'a.tar.gz', url: null, file };
    const archives = ['one', 'two'].map((content) => ({
      ...archive,
      name: `${content}.tar.gz`,
      sha256: createHash('sha256').update(content).digest('hex'),
    }));
    const findArchives: Engine['findArchives'] = () =>
      Promise.resolve({ archives, folder: join(folder, 'to'), isOfInventory: false });
    const { stdout, code } = await runWith({ findArchives }, ['fetch', '--json']);
    rmSync(folder, { recursive: true });
    expect(code).toBe(1);
    expect(shapes['fetch']?.safeParse(JSON.parse(stdout)).error).toBeUndefined();
    expect(JSON.parse(stdout)).toMatchObject({
      archives: [{ outcome: 'fetched' }, { error: { name: 'FetchFailed' } }],
    });
  });
});

test('unlock --json wants --yes', async () => {
  expect(await runWith({}, ['unlock', '--json'], true)).toMatchObject({ code: 64 });
});
