import type { Command } from 'commander';
import { exitCode, UsageError } from '../errors.ts';
import { escapeLine } from '../escape.ts';
import { connectingCommand, type ConnectingOptions, type Context } from './context.ts';
import { renderExamples } from './examples.ts';
import { pattern } from './pattern-argument.ts';

interface Options extends ConnectingOptions {
  readonly yes?: boolean;
}

/** @returns `lvsdeploy unlock [PATTERN]`. */
export function unlockCommand(context: Context): Command {
  return connectingCommand('unlock')
    .summary('remove the locks that a broken run left behind')
    .description('show which runs have locked the hosts, ask, end what they have at work there, and remove the locks')
    .addArgument(pattern())
    .option('-y, --yes', 'do not ask')
    .addHelpText(
      'after',
      renderExamples(
        ['lvsdeploy unlock', 'show the locks of all hosts, and ask'],
        ['lvsdeploy unlock lb1 --yes', 'the one of a host, without asking'],
      ),
    )
    .action((selected: string, options: Options) => unlock(selected, options, context));
}

async function unlock(
  selected: string,
  { inventory, json = false, yes = false }: Options,
  { io, engine }: Context,
): Promise<void> {
  if (!yes && (json || !io.isInteractive)) {
    throw new UsageError('nobody is there to confirm it', {
      hint: 'Add --yes to remove the locks without asking.',
    });
  }
  const [{ describeLock }, { renderError }, { errorData, toJson }] = await Promise.all([
    import('../engine/lock.ts'),
    import('../report/error-text.ts'),
    import('../report/json.ts'),
  ]);
  const found = await engine.findLocks(inventory, selected);
  try {
    const locked = found.hosts.filter((host) => 'lock' in host);
    const failed = found.hosts.filter((host) => 'error' in host);
    io.exit(failed.length > 0 ? exitCode.unreachable : exitCode.done);
    if (json) {
      await found.remove();
      const removed = locked.map(({ host, lock }) => ({ host, run: lock.holder, text: describeLock(lock) }));
      const left = failed.map(({ host, error }) => ({ host, error: errorData(error) }));
      io.stdout.write(`${toJson({ removed, failed: left })}\n`);
      return;
    }
    for (const { error } of failed) io.stderr.write(renderError(error, { colour: io.colour }));
    for (const { host, lock } of locked) io.stdout.write(`${host}  ${escapeLine(describeLock(lock))}\n`);
    if (locked.length === 0) {
      io.stdout.write('No lock was found.\n');
      return;
    }
    const question =
      'Remove them? What their runs still have at work on these hosts is ended first; a step has half a minute for it.';
    if (!yes && !(await io.confirm(question))) {
      io.stdout.write('No lock was removed.\n');
      io.exit(exitCode.changesPending);
      return;
    }
    await found.remove();
    io.stdout.write('Removed.\n');
  } finally {
    found.close();
  }
}
