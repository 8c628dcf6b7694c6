import type { Command } from 'commander';
import { connectingCommand, type ConnectingOptions, type Context } from './context.ts';
import { renderExamples } from './examples.ts';
import { pattern } from './pattern-argument.ts';

/** @returns `lvsdeploy facts [PATTERN]`. */
export function factsCommand({ io, engine }: Context): Command {
  return connectingCommand('facts')
    .summary('what each host is: system, kernels, addresses')
    .description('show what each host is, as roles see it')
    .addArgument(pattern())
    .addHelpText(
      'after',
      renderExamples(
        ['lvsdeploy facts lb1', 'one host'],
        ['lvsdeploy facts directors --json', 'the facts that a role is given'],
      ),
    )
    .action(async (selected: string, { inventory, json = false }: ConnectingOptions) => {
      const [{ hosts, open }, { visitHosts }, { factSnippets, parseFacts }, report, { renderFacts }, { renderError }] =
        await Promise.all([
          engine.openHosts(inventory, selected, { saysWaiting: true }),
          import('../engine/visit-hosts.ts'),
          import('../facts/read.ts'),
          import('../report/visited.ts'),
          import('../report/facts-text.ts'),
          import('../report/error-text.ts'),
        ]);
      const visited = await visitHosts(hosts, {
        open,
        visit: async (session, { name }) => ({
          facts: parseFacts(await session.run(factSnippets, { deadline: 60_000 }), name),
        }),
      });
      if (json) {
        const { toJson } = await import('../report/json.ts');
        io.stdout.write(`${toJson(report.visitsData(visited))}\n`);
      } else {
        const shown = visited.flatMap((one) => ('result' in one ? [renderFacts(one.host, one.result.facts, io)] : []));
        io.stdout.write(shown.join('\n'));
        for (const one of visited) {
          if ('error' in one) io.stderr.write(renderError(one.error, { colour: io.colour && io.stderr.isTTY }));
        }
      }
      io.exit(report.exitOfVisits(visited));
    });
}
