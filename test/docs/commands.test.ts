import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { buildProgram } from '../../src/cli/program.ts';
import { contextOf } from '../cli/console.ts';
import { commandsOf, spansOf } from './blocks.ts';
import { elsewhere } from './elsewhere.ts';
import { pages, readPage, story } from './pages.ts';
import { simpleCommands } from './words.ts';

const all = pages.flatMap((page) => commandsOf(page, readPage(page)));
const lvsdeployIn = (text: string) => simpleCommands(text).filter(([program]) => program === 'lvsdeploy');

/** @returns why the program does not take these words, or null; nothing is done. */
async function refusal([, ...args]: readonly string[]): Promise<string | null> {
  let said = '';
  const { context } = contextOf({});
  const program = await buildProgram(context);
  const reached: string[] = [];
  const prepare = (command: Command) => {
    command.action(() => void reached.push(command.name()));
    command.configureOutput({ writeOut: () => undefined, writeErr: (text) => void (said += text) });
    for (const child of command.commands) prepare(child);
  };
  for (const command of program.commands) prepare(command);
  try {
    await program.parseAsync(args, { from: 'user' });
  } catch (error) {
    if (args.at(-1) === '--help' && said === '') return null;
    return `${said}${String(error)}`;
  }
  return reached.length === 1 ? null : 'it is no command';
}

describe('the commands of the pages', () => {
  it('are found', () => {
    expect(all.length).toBeGreaterThan(50);
    expect(all.filter(({ text }) => text === 'lvsdeploy run playbooks/site.ts').length).toBeGreaterThan(3);
  });

  it.each(all.flatMap(({ page, line, text }) => lvsdeployIn(text).map((words) => [`${page}:${line}`, words] as const)))(
    '%s %j is one that the program takes',
    async (_, words) => {
      expect(await refusal(words)).toBeNull();
    },
  );

  it.each(pages)('%s names in its prose only commands that the program takes', async (page) => {
    for (const { line, text } of spansOf(readPage(page))) {
      // What a reader puts in is in capitals, and what may be left out in brackets.
      const example = text
        .replace(/\[[^\]]*\]/g, '')
        .replaceAll('SCENARIO…', 'all')
        .replace(/\bRULE\b/, 'vip-unused');
      for (const words of lvsdeployIn(example)) {
        // Prose may name a command without what it is given.
        if (words.length > 1)
          expect((await refusal(words)) ?? 'missing required argument', `${page}:${line} ${text}`).toContain(
            'missing required argument',
          );
      }
    }
  });

  it('are all run by a test', () => {
    const run = new Set([...story().map(({ text }) => text), ...Object.keys(elsewhere)]);
    const forgotten = all.filter(({ text }) => !run.has(text)).map(({ page, line, text }) => `${page}:${line} ${text}`);
    expect(forgotten).toEqual([]);
  });

  it('that are run elsewhere still stand in a page, and what runs them is there', () => {
    const texts = new Set(all.map(({ text }) => text));
    const stale = Object.entries(elsewhere).filter(
      ([text, { by }]) => !texts.has(text) || !existsSync(fileURLToPath(new URL(`../../${by}`, import.meta.url))),
    );
    expect(stale).toEqual([]);
  });
});

describe('a wrong command', () => {
  it.each([
    ['lvsdeploy pln playbooks/site.ts', "unknown command 'pln'"],
    ['lvsdeploy plan playbooks/site.ts --limt lb1', "unknown option '--limt'"],
    ['lvsdeploy drill', "missing required argument 'scenario'"],
    ['lvsdeploy lab kill lb1 lb2', 'too many arguments'],
  ])('%s would be noticed', async (line, reason) => {
    const [words = []] = lvsdeployIn(line);
    expect(await refusal(words)).toContain(reason);
  });
});

describe('the words of a line', () => {
  it.each([
    ['lvsdeploy plan a.ts', [['lvsdeploy', 'plan', 'a.ts']]],
    ["lvsdeploy exec all --shell -- 'a | b; c'", [['lvsdeploy', 'exec', 'all', '--shell', '--', 'a | b; c']]],
    [
      'cd "$(dirname "$(lvsdeploy lab inventory)")"',
      [
        ['cd', '$(dirname "$(lvsdeploy lab inventory)")'],
        ['dirname', '$(lvsdeploy lab inventory)'],
        ['lvsdeploy', 'lab', 'inventory'],
      ],
    ],
    ['lvsdeploy setup --print-answers > answers.yaml', [['lvsdeploy', 'setup', '--print-answers']]],
    ['a | b && c', [['a'], ['b'], ['c']]],
  ])('%s', (line, commands) => {
    expect(simpleCommands(line)).toEqual(commands);
  });
});
