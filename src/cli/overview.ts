import type { Command } from 'commander';
import { exitCode, exitMeanings } from '../errors.ts';

/** What a command is for. */
export const groups = ['Set up', 'Look', 'Change', 'Prove', 'Shell'] as const;
export type Group = (typeof groups)[number];

/** @returns the help of the program itself, which fits a terminal of 80 columns and 24 lines. */
export function renderOverview(program: Command): string {
  const shown = program.createHelp().visibleCommands(program);
  const wide = Math.max(...shown.map((command) => command.name().length));
  const rows = groups.flatMap((group) =>
    shown
      .filter((command) => command.helpGroup() === group)
      .map((command, index) => [(index === 0 ? group : '').padEnd(7), command.name().padEnd(wide), command.summary()]),
  );
  return [
    'Usage: lvsdeploy COMMAND [OPTION…]',
    'Turns Linux hosts into a highly available LVS cluster, and proves that it works.',
    '',
    ...rows.map((cells) => cells.join('  ')),
    '',
    '`lvsdeploy help COMMAND` has its options and examples; `help exit-codes` and',
    '`help environment` the rest. -i FILE names the inventory; --json, -q, -v; -V.',
    '',
  ].join('\n');
}

/** What `lvsdeploy help` explains besides commands. */
export const topics: Readonly<Record<string, () => string>> = {
  'exit-codes': () => {
    const names = Object.keys(exitCode) as (keyof typeof exitCode)[];
    const rows = names.map((name) => `  ${String(exitCode[name]).padStart(3)}  ${exitMeanings[name]}`);
    return ['Exit status of every command:', ...rows, ''].join('\n');
  },
  environment: () =>
    [
      'What lvsdeploy looks at in its environment:',
      '  NO_COLOR         no colours, when it is not empty',
      '  CI               nobody is there to answer, and no line is rewritten',
      '  TERM=dumb        no colours, and no line is rewritten',
      '  SSH_AUTH_SOCK    the agent that has keys, as for ssh',
      '  XDG_STATE_HOME   records of runs and running labs; default: ~/.local/state',
      '  XDG_CACHE_HOME   what labs are made from; default: ~/.cache',
      'An inventory can name further variables, for secrets: { env: NAME }.',
      '',
    ].join('\n'),
};
