import type { Command } from 'commander';
import { inventoryCommand, type Context, type InventoryOptions } from './context.ts';
import { exitOfVerify } from './exit.ts';

interface Options extends InventoryOptions {
  readonly cluster?: string;
}

/** @returns `lvsdeploy verify`. */
export function verifyCommand({ io, engine }: Context): Command {
  return inventoryCommand('verify')
    .description(
      'hold the clusters of the inventory against their hosts, changing nothing; exit status 4 unless all is ok',
    )
    .option('--cluster <name>', 'only this cluster')
    .action(async ({ inventory, cluster, json }: Options) => {
      const reports = await engine.verify(inventory, cluster);
      if (json === true) {
        const [{ verifyData }, { toJson }] = await Promise.all([
          import('../report/verify-json.ts'),
          import('../report/json.ts'),
        ]);
        io.stdout.write(`${toJson(verifyData(reports))}\n`);
      } else {
        const { renderVerify } = await import('../report/verify-text.ts');
        io.stdout.write(renderVerify(reports, io));
      }
      io.exit(exitOfVerify(reports));
    });
}
