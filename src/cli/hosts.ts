import type { Command } from 'commander';
import { toJson } from '../report/json.ts';
import { renderExamples } from './examples.ts';
import { inventoryCommand, type Context, type InventoryOptions } from './context.ts';

/** @returns `lvsdeploy hosts [PATTERN]`. */
export function hostsCommand({ io, engine }: Context): Command {
  return inventoryCommand('hosts')
    .summary('list the hosts of a pattern')
    .description('list the hosts that a pattern selects, without connecting to any')
    .argument('[pattern]', 'names, groups, globs; , for or, :& for and, :! for not', 'all')
    .addHelpText('after', renderExamples(['lvsdeploy hosts directors', 'who is meant by a pattern']))
    .action(async (pattern: string, { inventory, json }: InventoryOptions) => {
      const hosts = await engine.selectHosts(inventory, pattern);
      const rows = hosts.map(({ name, access: { address }, groups }) => ({ name, address, groups }));
      if (json === true) {
        io.stdout.write(`${toJson(rows)}\n`);
        return;
      }
      const [wide, long] = (['name', 'address'] as const).map((key) =>
        Math.max(0, ...rows.map((row) => row[key].length)),
      );
      for (const { name, address, groups } of rows) {
        io.stdout.write(`${name.padEnd(wide ?? 0)}  ${address.padEnd(long ?? 0)}  ${groups.join(', ')}\n`);
      }
    });
}
