import type { Command } from 'commander';
import { connectingCommand, type ConnectingOptions, type Context } from './context.ts';
import { renderExamples } from './examples.ts';
import { pattern } from './pattern-argument.ts';

/** @returns `lvsdeploy ping [PATTERN]`. */
export function pingCommand({ io, voice, engine }: Context): Command {
  return connectingCommand('ping')
    .summary('can each host be reached, and worked on as root?')
    .description(
      'connect to each host and ask for a shell with the rights of root; exit status 3 when one is unreachable',
    )
    .addArgument(pattern())
    .addHelpText(
      'after',
      renderExamples(['lvsdeploy ping', 'all hosts'], ['lvsdeploy ping directors -q', 'those that cannot be used']),
    )
    .action(async (selected: string, { inventory, json = false }: ConnectingOptions) => {
      const [{ hosts, open }, { visitHosts }, { pingHost }, { exitOfVisits, visitsData }, { renderPing }, { isQuiet }] =
        await Promise.all([
          engine.openHosts(inventory, selected),
          import('../engine/visit-hosts.ts'),
          import('../facts/ping.ts'),
          import('../report/visited.ts'),
          import('../report/ping-text.ts'),
          import('../report/verbosity.ts'),
        ]);
      const wide = Math.max(0, ...hosts.map(({ name }) => name.length));
      const visited = await visitHosts(hosts, {
        open,
        visit: pingHost,
        onVisited(one) {
          if (json || ('result' in one && isQuiet(voice.verbosity))) return;
          io.stdout.write(renderPing(one, wide, io));
        },
      });
      if (json) {
        const { toJson } = await import('../report/json.ts');
        io.stdout.write(`${toJson(visitsData(visited))}\n`);
      }
      io.exit(exitOfVisits(visited));
    });
}
