import { Command, CommanderError } from 'commander';
import { exitCode } from '../errors.ts';
import type { Context } from './context.ts';
import { exitOfError } from './exit.ts';
import { helpCommand } from './help.ts';
import { renderOverview, type Group } from './overview.ts';
import { prepare } from './prepare.ts';
import { readVersion } from './version.ts';

interface Entry {
  readonly group: Group;
  /** Kept for those who know it; another command does the same. */
  readonly isHidden?: true;
  readonly load: (context: Context) => Promise<Command>;
}

/** The commands in the order the help shows them; each is loaded when it is needed, so that a small run starts fast. */
const commands: Readonly<Record<string, Entry>> = {
  setup: { group: 'Set up', load: async (context) => (await import('./setup/setup.ts')).setupCommand(context) },
  import: { group: 'Set up', load: async (context) => (await import('./import.ts')).importCommand(context) },
  lint: { group: 'Set up', load: async (context) => (await import('./lint.ts')).lintCommand(context) },
  inventory: {
    group: 'Set up',
    load: async (context) => (await import('./inventory.ts')).inventoryCommands(context),
  },
  fetch: { group: 'Set up', load: async (context) => (await import('./fetch.ts')).fetchCommand(context) },
  lab: { group: 'Set up', load: async () => (await import('./lab.ts')).labCommand() },
  status: { group: 'Look', load: async (context) => (await import('./status.ts')).statusCommand(context) },
  ping: { group: 'Look', load: async (context) => (await import('./ping.ts')).pingCommand(context) },
  facts: { group: 'Look', load: async (context) => (await import('./facts.ts')).factsCommand(context) },
  history: { group: 'Look', load: async (context) => (await import('./history.ts')).historyCommand(context) },
  plan: { group: 'Change', load: async (context) => (await import('./plan.ts')).planCommand(context) },
  run: { group: 'Change', load: async (context) => (await import('./run.ts')).runCommand(context) },
  exec: { group: 'Change', load: async (context) => (await import('./exec.ts')).execCommand(context) },
  unlock: { group: 'Change', load: async (context) => (await import('./unlock.ts')).unlockCommand(context) },
  verify: { group: 'Prove', load: async (context) => (await import('./verify.ts')).verifyCommand(context) },
  drill: { group: 'Prove', load: async (context) => (await import('./drill.ts')).drillCommand(context) },
  completion: {
    group: 'Shell',
    load: async (context) => (await import('./completion.ts')).completionCommand(context),
  },
  hosts: {
    group: 'Set up',
    isHidden: true,
    load: async (context) => (await import('./inventory.ts')).listCommand('hosts', context),
  },
};

/** Runs one command to its end; every error is shown and becomes an exit status. */
export async function runProgram(args: readonly string[], context: Context): Promise<void> {
  const { io } = context;
  try {
    const [first = ''] = args;
    const program = await buildProgram(context, first in commands ? [first] : Object.keys(commands));
    await program.parseAsync(args, { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError) {
      // Commander has said what is wrong, or what was asked for: the help, the version.
      io.exit(error.exitCode === 0 ? exitCode.done : exitCode.usage);
      return;
    }
    io.exit(exitOfError(error));
    if (exitOfError(error) === exitCode.interrupted) return;
    const { renderError } = await import('../report/error-text.ts');
    io.stderr.write(renderError(error, { colour: io.colour && io.stderr.isTTY }));
  }
}

/** @returns the program with some of its commands, or with all of them. */
export async function buildProgram(
  context: Context,
  names: readonly string[] = Object.keys(commands),
): Promise<Command> {
  const program = new Command('lvsdeploy')
    .version(readVersion())
    // `lab ssh HOST ls --version` is for ls.
    .enablePositionalOptions()
    .helpCommand(false)
    .configureHelp({ formatHelp: renderOverview })
    .hook('preAction', (_, command) => prepare(command, context));
  for (const name of names) {
    const entry = commands[name];
    if (entry === undefined) continue;
    const command = await entry.load(context);
    program.addCommand(command.helpGroup(entry.group), { hidden: entry.isHidden === true });
  }
  program.addCommand(helpCommand(program, context));
  return takeOver(program, context);
}

const behindDashes = '; all behind -- is for the command that is run';

function runsAnother(command: Command): boolean {
  return command.usage().includes(' -- ');
}

/** Keeps commander from writing and exiting by itself; a command made elsewhere inherits nothing. */
function takeOver(command: Command, context: Context): Command {
  const { stdout, stderr } = context.io;
  command
    .exitOverride()
    .showHelpAfterError(`(--help shows what there is${runsAnother(command) ? behindDashes : ''})`)
    .configureOutput({ writeOut: (text) => stdout.write(text), writeErr: (text) => stderr.write(text) });
  for (const child of command.commands) takeOver(child, context);
  return command;
}
