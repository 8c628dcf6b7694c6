import type { Command } from 'commander';
import { inventoryCommand, type Context, type InventoryOptions } from './context.ts';
import { exitOfVerify } from './exit.ts';
import { readVersion } from './version.ts';

interface Options extends InventoryOptions {
  readonly cluster?: string;
  readonly html?: string;
  readonly junit?: string;
}

/** @returns `lvsdeploy verify`. */
export function verifyCommand({ io, engine }: Context): Command {
  return inventoryCommand('verify')
    .description(
      'hold the clusters of the inventory against their hosts, changing nothing; exit status 4 unless all is ok',
    )
    .option('--cluster <name>', 'only this cluster')
    .option('--html <file>', 'write a page for a person too, with the cluster drawn')
    .option('--junit <file>', 'write JUnit XML for a program too')
    .action(async ({ inventory, cluster, json, html, junit }: Options) => {
      const { checkReportFiles, writeVerifyReports } = await import('../report/report-files.ts');
      checkReportFiles({ html, junit });
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
      // What was found is shown by now, whatever becomes of the files.
      await writeVerifyReports({ html, junit }, reports, { at: new Date(), version: readVersion() });
    });
}
