import type { Command } from 'commander';
import { exitCode, isLvsdeployError } from '../errors.ts';
import { escapeLine } from '../escape.ts';
import { isQuiet } from '../report/verbosity.ts';
import { inventoryCommand, type Context, type InventoryOptions } from './context.ts';
import { renderExamples } from './examples.ts';

interface Options extends InventoryOptions {
  readonly to?: string;
  readonly all?: true;
}

/** @returns `lvsdeploy fetch`. */
export function fetchCommand(context: Context): Command {
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
    .action((options: Options) => fetchAll(options, context));
}

async function fetchAll({ inventory, json = false, to, all }: Options, { io, voice, engine }: Context): Promise<void> {
  const [{ fetchArchive }, { renderError }, { wordFetched }, { errorData, toJson }] = await Promise.all([
    import('../archives/fetch-archive.ts'),
    import('../report/error-text.ts'),
    import('../report/fetched-text.ts'),
    import('../report/json.ts'),
  ]);
  const options = { ...(to !== undefined && { to }), ...(all !== undefined && { all }) };
  const { archives, folder, isOfInventory } = await engine.findArchives(inventory, options);
  const say = (line: string) => {
    if (!json && !isQuiet(voice.verbosity)) io.stdout.write(`${line}\n`);
  };
  if (archives.length === 0) say('The inventory builds nothing from source.');
  const became: object[] = [];
  for (const archive of archives) {
    const { name } = archive;
    try {
      if (io.isLive && archive.url !== null) voice.note(`fetching ${archive.url}`);
      const fetched = await fetchArchive(archive, folder);
      became.push({ name, ...fetched });
      say(`${escapeLine(name)}  ${wordFetched(fetched)}`);
    } catch (error) {
      if (!isLvsdeployError(error)) throw error;
      became.push({ name, error: errorData(error) });
      if (!json) io.stderr.write(renderError(error, { colour: io.colour && io.stderr.isTTY }));
      io.exit(exitCode.failed);
    }
  }
  if (json) io.stdout.write(`${toJson({ folder, archives: became })}\n`);
  if (archives.length > 0 && !isOfInventory)
    say(`Say "archives: ${folder}" in the inventory, and they are sent to the hosts from there.`);
}
