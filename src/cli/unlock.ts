import type { Command } from 'commander';
import { exitCode, UsageError } from '../errors.ts';
import { escapeLine } from '../escape.ts';
import { connectingCommand, type ConnectingOptions, type Context } from './context.ts';
import { renderExamples } from './examples.ts';

interface Options extends ConnectingOptions {
  readonly yes?: boolean;
}

/** @returns `lvsdeploy unlock [PATTERN]`. */
export function unlockCommand({ io, engine }: Context): Command {
  return connectingCommand('unlock')
    .summary('remove the locks that a broken run left behind')
    .description('show which runs have locked the hosts, ask, end what they have at work there, and remove the locks')
    .argument('[pattern]', 'names, groups, globs; , for or, :& for and, :! for not', 'all')
    .option('-y, --yes', 'do not ask')
    .addHelpText(
      'after',
      renderExamples(
        ['lvsdeploy unlock', 'show the locks of all hosts, and ask'],
        ['lvsdeploy unlock lb1 --yes', 'the one of a host, without asking'],
      ),
    )
    .action(async (pattern: string, { inventory, yes = false }: Options) => {
      if (!yes && !io.isInteractive) {
        throw new UsageError('nobody is there to confirm it', {
          hint: 'Add --yes to remove the locks without asking.',
        });
      }
      const [{ describeLock }, { renderError }] = await Promise.all([
        import('../engine/lock.ts'),
        import('../report/error-text.ts'),
      ]);
      const found = await engine.findLocks(inventory, pattern);
      try {
        const locked = found.hosts.filter((host) => 'lock' in host);
        const failed = found.hosts.filter((host) => 'error' in host);
        for (const { error } of failed) io.stderr.write(renderError(error, { colour: io.colour }));
        for (const { host, lock } of locked) io.stdout.write(`${host}  ${escapeLine(describeLock(lock))}\n`);
        io.exit(failed.length > 0 ? exitCode.unreachable : exitCode.done);
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
    });
}
