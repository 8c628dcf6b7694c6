import { Command, CommanderError } from 'commander';
import { exitCode } from '../errors.ts';
import type { Context } from './context.ts';
import { exitOfError } from './exit.ts';
import { readVersion } from './version.ts';

/** The commands in the order the help shows them; each is loaded when it is needed, so that a small run starts fast. */
const commands: Readonly<Record<string, (context: Context) => Promise<Command>>> = {
  setup: async (context) => (await import('./setup.ts')).setupCommand(context),
  plan: async (context) => (await import('./plan.ts')).planCommand(context),
  run: async (context) => (await import('./run.ts')).runCommand(context),
  verify: async (context) => (await import('./verify.ts')).verifyCommand(context),
  drill: async (context) => (await import('./drill.ts')).drillCommand(context),
  lint: async (context) => (await import('./lint.ts')).lintCommand(context),
  fetch: async (context) => (await import('./fetch.ts')).fetchCommand(context),
  hosts: async (context) => (await import('./hosts.ts')).hostsCommand(context),
  history: async (context) => (await import('./history.ts')).historyCommand(context),
  import: async (context) => (await import('./import.ts')).importCommand(context),
  unlock: async (context) => (await import('./unlock.ts')).unlockCommand(context),
  lab: async () => (await import('./lab.ts')).labCommand(),
};

/** Runs one command to its end; every error is shown and becomes an exit status. */
export async function runProgram(args: readonly string[], context: Context): Promise<void> {
  const { io } = context;
  try {
    const program = await buildProgram(args, context);
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

async function buildProgram(args: readonly string[], context: Context): Promise<Command> {
  const program = new Command('lvsdeploy')
    .description('turns Linux hosts into a highly available LVS cluster over SSH, and proves that it works')
    .version(readVersion())
    // `lab ssh HOST ls --version` is for ls.
    .enablePositionalOptions()
    .addHelpText(
      'after',
      '\nExit status: 0 done, 1 failed, 2 changes pending, 3 host unreachable, 4 not verified, 64 wrong usage, 130 interrupted (143 by SIGTERM)',
    );
  const named = commands[args[0] ?? ''];
  const builders = named === undefined ? Object.values(commands) : [named];
  for (const build of builders) program.addCommand(await build(context));
  return takeOver(program, context);
}

/** Keeps commander from writing and exiting by itself; a command made elsewhere inherits nothing. */
function takeOver(command: Command, context: Context): Command {
  const { stdout, stderr } = context.io;
  command
    .exitOverride()
    .showHelpAfterError('(--help shows what there is)')
    .configureOutput({ writeOut: (text) => stdout.write(text), writeErr: (text) => stderr.write(text) });
  for (const child of command.commands) takeOver(child, context);
  return command;
}
