import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Command } from 'commander';
import { describe, expect, test } from 'vitest';
import type { Engine } from '../../src/cli/context.ts';
import { buildProgram } from '../../src/cli/program.ts';
import { exitCode, UsageError } from '../../src/errors.ts';
import type { RunEvent } from '../../src/engine/index.ts';
import { check, verdict } from '../report/samples.ts';
import { contextOf, runWith } from './console.ts';

const { context } = contextOf({});
const program = await buildProgram(context);
const commands = commandsBelow(program);

function commandsBelow(command: Command): readonly Command[] {
  return command.commands.flatMap((child) => [child, ...commandsBelow(child)]);
}

function pathOf(command: Command): string {
  return command.parent === null ? command.name() : `${pathOf(command.parent)} ${command.name()}`;
}

async function helpOf(command: Command): Promise<string> {
  return (await runWith({}, [...pathOf(command).split(' ').slice(1), '--help'])).stdout;
}

/** @returns the words of an example, as a shell would part them. */
function wordsOf(example: string): readonly string[] {
  return [...example.matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g)].map(([, a, b, c]) => a ?? b ?? c ?? '');
}

describe('the help of the program', () => {
  test('fits a terminal of 80 columns and 24 lines, with the prompt below', async () => {
    const { stdout, code } = await runWith({}, ['--help']);
    expect(code).toBe(0);
    const lines = stdout.trimEnd().split('\n');
    expect(lines.length).toBeLessThanOrEqual(23);
    expect(lines.filter((line) => line.length > 80)).toEqual([]);
    expect(stdout).toMatch(/^Change +plan +show what a run would change/m);
  });

  test('is what the program says without a command, on standard error', async () => {
    expect(await runWith({}, [])).toMatchObject({ code: 64, stdout: '', stderr: (await runWith({}, ['-h'])).stdout });
  });

  test('lists every exit status with its meaning', async () => {
    const { stdout } = await runWith({}, ['help', 'exit-codes']);
    expect([...stdout.matchAll(/^ +(\d+) {2}\w/gm)].map(([, code]) => Number(code))).toEqual(Object.values(exitCode));
  });

  test.each([
    [['help', 'plan'], 'Usage: lvsdeploy plan'],
    [['help', 'history', 'show'], 'Usage: lvsdeploy history show'],
    [['help'], 'Usage: lvsdeploy COMMAND'],
    [['help', 'environment'], 'NO_COLOR'],
  ])('%j explains it', async (args, text) => {
    const { stdout, code } = await runWith({}, args);
    expect(code).toBe(0);
    expect(stdout).toContain(text);
  });
});

describe('the help of a command', () => {
  test.each(commands.map((command) => [pathOf(command), command] as const))(
    '%s has examples that parse',
    async (_, command) => {
      const help = await helpOf(command);
      const examples = [...help.matchAll(/^ {2}(lvsdeploy .*?)(?: {3}.*)?$/gm)].map(([, example = '']) => example);
      expect(help).toContain('\nExamples:\n');
      expect(examples.length).toBeGreaterThan(0);
      for (const example of examples) {
        const fresh = await buildProgram(contextOf({}).context);
        const reached: string[] = [];
        for (const each of commandsBelow(fresh)) each.action(() => void reached.push(pathOf(each)));
        await fresh.parseAsync(wordsOf(example).slice(1), { from: 'user' });
        expect(reached, example).toHaveLength(1);
      }
    },
  );
});

describe('a slip of the hand', () => {
  test.each([
    [['pln'], 'Did you mean plan?'],
    [['plan', 'a.ts', '--limt', 'x'], 'Did you mean --limit?'],
    [['lab', 'kil'], 'Did you mean kill?'],
    [['history', 'shw'], 'did you mean show?'],
    [['help', 'pln'], 'did you mean plan?'],
    [['help', 'exit-code'], 'did you mean exit-codes?'],
    [['lint', '--explain', 'vip-unusd'], 'did you mean vip-unused?'],
    [['drill', 'switchover'], 'did you mean switch-over?'],
  ])('%j gets a suggestion', async (args, suggestion) => {
    const ended = await runWith({}, args);
    expect(ended.code).toBe(64);
    expect(ended.stderr).toContain(suggestion);
  });
});

describe('the inventory that nobody named', () => {
  const asking = () => {
    const asked: string[] = [];
    const verify: Engine['verify'] = (inventory) => {
      asked.push(inventory);
      return Promise.reject(new UsageError('enough'));
    };
    return { asked, engine: { verify } };
  };

  test('is found above the current folder, which is told', async () => {
    const top = mkdtempSync(join(tmpdir(), 'lvsdeploy-'));
    writeFileSync(join(top, 'inventory.yaml'), '');
    mkdirSync(join(top, 'a'));
    const { asked, engine } = asking();
    const inside = await runWith(engine, ['verify'], undefined, undefined, '', join(top, 'a'));
    expect(inside.stderr).toMatch(/^inventory: \.\.\/inventory\.yaml\n/);
    const quiet = await runWith(engine, ['verify', '-q'], undefined, undefined, '', join(top, 'a'));
    expect(quiet.stderr).toBe('enough\n');
    const named = await runWith(engine, ['verify', '-i', 'b.yaml'], undefined, undefined, '', join(top, 'a'));
    expect(named.stderr).toBe('enough\n');
    expect((await runWith(engine, ['verify'], undefined, undefined, '', top)).stderr).toBe('enough\n');
    expect(asked).toEqual(['../inventory.yaml', '../inventory.yaml', 'b.yaml', 'inventory.yaml']);
    rmSync(top, { recursive: true });
  });
});

test('--quiet and --verbose do not go together', async () => {
  expect(await runWith({}, ['verify', '-q', '-v'])).toMatchObject({ code: 64 });
});

describe('--quiet', () => {
  const results = [
    { check: check('a', 'a is well', '1'), verdicts: [verdict('ok')] },
    { check: check('b', 'b is well', '2'), verdicts: [verdict('failed')] },
  ];

  test('leaves out what is well', async () => {
    const verify: Engine['verify'] = () => Promise.resolve([{ cluster: 'web', results }]);
    const { stdout } = await runWith({ verify }, ['verify', '-q']);
    expect(stdout).not.toContain('a is well');
    expect(stdout).toContain('b is well');
    expect(stdout).toContain('2 checks: 1 ok, 1 failed');
  });

  test('leaves a plan its sum, and a run its recap', async () => {
    const planned = {
      plan: { playbook: 'site', plays: [{ name: 'directors', hosts: [], batches: [], failed: [] }] },
      request: { playbook: 'site.ts', inventory: 'inventory.yaml' },
      apply: (emit: (event: RunEvent) => void) => {
        emit({ type: 'play-started', play: 'directors', hosts: ['lb1'] });
        emit({ type: 'host-note', host: 'lb1', text: 'waits' });
        return Promise.resolve({ ok: true, hosts: [] });
      },
      save: () => undefined,
      close: () => undefined,
    };
    const plan: Engine['plan'] = () => Promise.resolve(planned);
    expect((await runWith({ plan }, ['plan', 'site.ts', '-q'])).stdout).toMatch(/^site: .*\n$/);
    expect((await runWith({ plan }, ['run', 'site.ts', '-q', '--yes'])).stdout).toMatch(
      /^site: .*\n\n0 hosts: 0 changed\n?$/,
    );
  });
});
