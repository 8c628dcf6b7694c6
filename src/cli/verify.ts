import type { Command } from 'commander';
import { UsageError } from '../errors.ts';
import type { VerifyReport } from '../verify/report.ts';
import { connectingCommand, type ConnectingOptions, type Context } from './context.ts';
import { tryDisruptive } from './disruptive.ts';
import { renderExamples } from './examples.ts';
import { exitOfVerify } from './exit.ts';
import { readVersion } from './version.ts';

interface Options extends ConnectingOptions {
  readonly cluster?: string;
  readonly disruptive?: boolean;
  readonly yes?: boolean;
  readonly html?: string;
  readonly junit?: string;
}

/** @returns `lvsdeploy verify`. */
export function verifyCommand(context: Context): Command {
  const { io, engine } = context;
  return connectingCommand('verify')
    .summary('hold the live cluster against the inventory; changes nothing')
    .description(
      'hold the clusters of the inventory against their hosts, changing nothing; exit status 4 unless all is ok',
    )
    .option('--cluster <name>', 'only this cluster')
    .option('--disruptive', 'if all is ok, ask, and switch each director off and on again: the VIP goes and comes back')
    .option('-y, --yes', 'do not ask')
    .option('--html <file>', 'write a page for a person too, with the cluster drawn')
    .option('--junit <file>', 'write JUnit XML for a program too')
    .addHelpText(
      'after',
      renderExamples(
        ['lvsdeploy verify', 'every check of every cluster'],
        ['lvsdeploy verify -q', 'only what is not ok'],
        ['lvsdeploy verify --cluster web --html web.html', 'one cluster, and a page to pass on'],
        ['lvsdeploy verify --disruptive --yes', 'switch the directors off and on, too'],
      ),
    )
    .action(async ({ inventory, cluster, json = false, disruptive = false, yes = false, html, junit }: Options) => {
      if (disruptive && !yes && (json || !io.isInteractive)) {
        throw new UsageError('nobody is there to agree to disruptive checks', {
          hint: 'Add --yes to make them without asking.',
        });
      }
      const { checkReportFiles, writeVerifyReports } = await import('../report/report-files.ts');
      checkReportFiles({ html, junit });
      const asked = await engine.verify(inventory, cluster);
      // For a program there is one answer, at the end.
      if (!json) await show(asked, json, context);
      const tried = disruptive ? await tryDisruptive(asked, { inventory, cluster, yes }, { io, engine }) : null;
      const reports = tried === null ? asked : asked.map((report) => withTried(report, tried.reports));
      if (json) await show(reports, json, context);
      else if (tried !== null && tried.reports.length > 0) await show(tried.reports, json, context);
      io.exit(tried?.exitCode ?? exitOfVerify(reports));
      // What was found is shown by now, whatever becomes of the files.
      await writeVerifyReports({ html, junit }, reports, { at: new Date(), version: readVersion() });
    });
}

async function show(reports: readonly VerifyReport[], json: boolean, { io, voice }: Context): Promise<void> {
  if (json) {
    const [{ verifyData }, { toJson }] = await Promise.all([
      import('../report/verify-json.ts'),
      import('../report/json.ts'),
    ]);
    io.stdout.write(`${toJson(verifyData(reports))}\n`);
    return;
  }
  const { renderVerify } = await import('../report/verify-text.ts');
  io.stdout.write(renderVerify(reports, { colour: io.colour, verbosity: voice.verbosity }));
}

function withTried(report: VerifyReport, tried: readonly VerifyReport[]): VerifyReport {
  const more = tried.find(({ cluster }) => cluster === report.cluster)?.results ?? [];
  return { ...report, results: [...report.results, ...more] };
}
