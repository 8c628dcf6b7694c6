import { InvalidArgumentError, type Command } from 'commander';
import { scenarioNames, type DrillReport, type ScenarioName } from '../drill/drill.ts';
import { exitCode, UsageError } from '../errors.ts';
import { didYouMean } from '../inventory/nearest.ts';
import { isQuiet } from '../report/verbosity.ts';
import { connectingCommand, type ConnectingOptions, type Context, type DrillRequest } from './context.ts';
import { renderExamples } from './examples.ts';
import { createInterrupt } from './interrupt.ts';
import { readVersion } from './version.ts';

interface Options extends ConnectingOptions {
  readonly cluster?: string;
  readonly client?: string;
  readonly service?: string;
  readonly server?: string;
  readonly rounds: number;
  readonly rate: number;
  readonly timeout: number;
  readonly html?: string;
  readonly junit?: string;
}

/** @returns `lvsdeploy drill SCENARIO…`. */
export function drillCommand(context: Context): Command {
  return connectingCommand('drill')
    .summary('do to a cluster what it must survive, and measure it')
    .description(
      'do to a cluster what it must survive, measure what a client sees of it, and put it back; exit status 4 unless all is within its bound',
    )
    .argument('<scenario...>', `${scenarioNames.join(', ')}, or all`)
    .option('--cluster <name>', 'the cluster, where the inventory has several')
    .option('--client <host>', 'who asks; default: the first of its clients')
    .option(
      '--service <vip:port>',
      'what is asked; "udp vip:port" and "mark number", too; default: the first TCP service',
    )
    .option('--server <host>', 'the real server to strike; default: the one with the highest weight')
    .option('--rounds <number>', 'how often each is done', positive, 1)
    .option('--rate <number>', 'requests a second', positive, 20)
    .option('--timeout <ms>', 'milliseconds that a request may take', positive, 1000)
    .option('--html <file>', 'write a page for a person too, with what the client saw drawn over time')
    .option('--junit <file>', 'write JUnit XML for a program too')
    .addHelpText(
      'after',
      renderExamples(
        ['lvsdeploy drill switch-over', 'move the VIP to the other director, and back'],
        ['lvsdeploy drill all --cluster web --html drill.html', 'everything, with a page of it'],
        ['lvsdeploy drill cut-link --rounds 3 --client client', 'three times, seen from that client'],
        ['lvsdeploy drill shares --service 192.168.1.229:80', 'who gets how much; strikes nothing'],
      ),
    )
    .action(async (words: string[], options: Options) => {
      await drill(scenariosOf(words), options, context);
    });
}

async function drill(scenarios: readonly ScenarioName[], options: Options, context: Context): Promise<void> {
  const { io, engine, voice } = context;
  const { inventory, json = false, cluster, client, service, server, rounds, rate, timeout, html, junit } = options;
  const interrupt = createInterrupt();
  const tell = voice.note;
  const [{ renderDrill, renderDrills }, { renderError }, { drillData }, { toJson }, files] = await Promise.all([
    import('../report/drill-text.ts'),
    import('../report/error-text.ts'),
    import('../report/drill-json.ts'),
    import('../report/json.ts'),
    import('../report/report-files.ts'),
  ]);
  files.checkReportFiles({ html, junit });
  const request: DrillRequest = {
    inventory,
    cluster,
    scenarios,
    rounds,
    choice: { client, service, server },
    probe: { rate, timeout },
    signal: interrupt.signal,
    tell,
    onReport: (report) => {
      if (!json && !isQuiet(voice.verbosity)) io.stdout.write(renderDrill(report, io));
    },
    confirm: (name) => confirmByName(name, json, context),
  };
  const drilled = await interrupt.during(
    () => engine.drill(request),
    () => tell('interrupted: the cluster is put back first; a second time leaves that to the hosts themselves'),
  );
  const { reports, leftOut, error } = drilled;
  if (json) io.stdout.write(`${toJson(drillData(reports))}\n`);
  else io.stdout.write(renderDrills(reports, io));
  for (const { scenario, reason } of leftOut) tell(`${scenario} was left out: ${reason}`);
  io.exit(interrupt.exitCode() ?? exitOfDrill(reports));
  const written = { at: new Date(), version: readVersion() };
  await files.writeDrillReports({ html, junit }, reports, written, [drilled.seen]);
  if (error === null) return;
  if (interrupt.exitCode() === null) throw error;
  // How it ends is said by the signal, but not what has become of the cluster.
  io.stderr.write(renderError(error, { colour: io.colour && io.stderr.isTTY }));
}

/** @returns how `drill` ends: what cannot be told is not proven. */
export function exitOfDrill(reports: readonly DrillReport[]) {
  const isFine = reports.every(({ verdicts }) => verdicts.every(({ outcome }) => outcome === 'ok'));
  return isFine && reports.length > 0 ? exitCode.done : exitCode.verifyFailed;
}

/** A cluster that people depend on is not struck by a slip of the hand. */
async function confirmByName(name: string, json: boolean, { io }: Context): Promise<boolean> {
  if (json || !io.isInteractive) {
    throw new UsageError(`${name} is not marked as one that may be drilled, and nobody is there to confirm it`, {
      place: name,
      hint: 'Say `drillable: true` in its inventory if it may be struck at any time.',
    });
  }
  const answer = await io.ask(`Clients of ${name} may notice this. Type the name of the cluster to go on:`);
  return answer.trim() === name;
}

function scenariosOf(words: readonly string[]): readonly ScenarioName[] {
  if (words.includes('all')) return scenarioNames;
  const isKnown = (word: string): word is ScenarioName => scenarioNames.some((name) => name === word);
  return words.map((word) => {
    if (isKnown(word)) return word;
    throw new UsageError(`there is no scenario ${word}${didYouMean(word, scenarioNames)}`, {
      hint: `It is one of ${scenarioNames.join(', ')}, or all.`,
    });
  });
}

function positive(text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value > 0) return value;
  throw new InvalidArgumentError('It must be a whole number above 0.');
}
