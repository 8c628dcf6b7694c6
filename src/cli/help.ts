import { Command } from 'commander';
import { exitCode, UsageError } from '../errors.ts';
import { didYouMean } from '../inventory/nearest.ts';
import type { Context } from './context.ts';
import { renderExamples } from './examples.ts';
import { topics } from './overview.ts';

/** @returns `lvsdeploy help [COMMAND…]`, which knows topics, too. */
export function helpCommand(program: Command, { io }: Pick<Context, 'io'>): Command {
  return new Command('help')
    .description('explain a command, or a topic: exit-codes, environment')
    .argument('[command...]')
    .addHelpText(
      'after',
      renderExamples(
        ['lvsdeploy help run', 'the options of a command, and how it is used'],
        ['lvsdeploy help exit-codes', 'what the exit status says'],
      ),
    )
    .action((words: readonly string[]) => {
      const [first = ''] = words;
      const topic = topics[first];
      if (topic === undefined) findCommand(program, words).outputHelp();
      else io.stdout.write(topic());
      io.exit(exitCode.done);
    });
}

function findCommand(program: Command, words: readonly string[]): Command {
  return words.reduce((command, word) => {
    const found = command.commands.find((child) => child.name() === word || child.aliases().includes(word));
    if (found !== undefined) return found;
    const known = [...command.commands.map((child) => child.name()), ...Object.keys(topics)];
    throw new UsageError(`there is no command ${word}${didYouMean(word, known)}`, {
      hint: '`lvsdeploy --help` lists them.',
    });
  }, program);
}
