import type { Command } from 'commander';
import { exitCode, isLvsdeployError } from '../errors.ts';
import { escapeLine } from '../escape.ts';
import { inventoryCommand, type Context, type InventoryOptions } from './context.ts';
import { renderExamples } from './examples.ts';

interface Options extends InventoryOptions {
  readonly to?: string;
  readonly all?: true;
}

/** @returns `lvsdeploy fetch`. */
export function fetchCommand({ io, engine }: Context): Command {
  return inventoryCommand('fetch')
    .summary('bring the sources that hosts build from to this machine')
    .description('bring the archives that the inventory builds from to this machine, so that no host downloads one')
    .option('--to <folder>', 'where they go; default: archives of the inventory')
    .option('--all', 'also of programs that come as packages: what playbooks/documented.ts builds')
    .addHelpText(
      'after',
      renderExamples(
        ['lvsdeploy fetch', 'what the inventory builds from source'],
        ['lvsdeploy fetch --all --to archives', 'also what only playbooks/documented.ts builds'],
      ),
    )
    .action(async ({ inventory, ...options }: Options) => {
      const [{ fetchArchive }, { renderError }, { wordFetched }] = await Promise.all([
        import('../archives/fetch-archive.ts'),
        import('../report/error-text.ts'),
        import('../report/fetched-text.ts'),
      ]);
      const { archives, folder, isOfInventory } = await engine.findArchives(inventory, options);
      if (archives.length === 0) io.stdout.write('The inventory builds nothing from source.\n');
      for (const archive of archives) {
        try {
          const fetched = await fetchArchive(archive, folder);
          io.stdout.write(`${escapeLine(archive.name)}  ${wordFetched(fetched)}\n`);
        } catch (error) {
          if (!isLvsdeployError(error)) throw error;
          io.stderr.write(renderError(error, { colour: io.colour && io.stderr.isTTY }));
          io.exit(exitCode.failed);
        }
      }
      if (archives.length > 0 && !isOfInventory)
        io.stdout.write(`Say "archives: ${folder}" in the inventory, and they are sent to the hosts from there.\n`);
    });
}
