import { Argument, Command } from 'commander';
import { isLvsdeployError } from '../errors.ts';
import { roleGroups } from '../inventory/pattern.ts';
import type { Context } from './context.ts';
import { bashCompletion } from './completion/bash.ts';
import { fishCompletion } from './completion/fish.ts';
import { completedCommand } from './completion/tree.ts';
import { zshCompletion } from './completion/zsh.ts';
import { renderExamples } from './examples.ts';
import { buildProgram } from './program.ts';

const shells = { bash: bashCompletion, zsh: zshCompletion, fish: fishCompletion } as const;

/** @returns `lvsdeploy completion SHELL`; the scripts ask it for `hosts` and `clusters`, too. */
export function completionCommand(context: Context): Command {
  return new Command('completion')
    .summary('print what completes commands in bash, zsh or fish')
    .description('print the script that completes commands, options, hosts and scenarios in a shell')
    .addArgument(new Argument('<shell>', 'bash, zsh or fish').choices([...Object.keys(shells), 'hosts', 'clusters']))
    .option('-i, --inventory <file>', 'of whose hosts', 'inventory.yaml')
    .addHelpText(
      'after',
      renderExamples(
        ['eval "$(lvsdeploy completion bash)"', 'in ~/.bashrc; zsh in ~/.zshrc after compinit'],
        ['lvsdeploy completion fish > ~/.config/fish/completions/lvsdeploy.fish', 'once'],
      ),
    )
    .action(
      async (shell: keyof typeof shells | 'hosts' | 'clusters', { inventory }: { readonly inventory: string }) => {
        const text =
          shell === 'hosts' || shell === 'clusters'
            ? await namesIn(inventory, shell, context)
            : shells[shell](completedCommand(await buildProgram(context)));
        context.io.stdout.write(text);
      },
    );
}

/** Whoever presses the tabulator wants no errors: an inventory that cannot be read has no names. */
async function namesIn(file: string, kind: 'hosts' | 'clusters', { engine }: Context): Promise<string> {
  try {
    const { hosts, clusters } = await engine.readInventory(file);
    const names =
      kind === 'clusters'
        ? clusters.map(({ name }) => name)
        : [
            ...new Set([
              ...hosts.map(({ name }) => name),
              ...hosts.flatMap(({ groups }) => groups),
              ...roleGroups,
              'all',
            ]),
          ];
    return names.map((name) => `${name}\n`).join('');
  } catch (error) {
    if (isLvsdeployError(error)) return '';
    throw error;
  }
}
