import { InvalidArgumentError, type Command } from 'commander';
import type { Cluster } from '../cluster/cluster.ts';
import { chooseClusters } from '../engine/verify-clusters.ts';
import { exitCode, type ExitCode } from '../errors.ts';
import { toJson } from '../report/json.ts';
import { openScreen, type LiveScreen } from '../report/live-screen.ts';
import { renderStatus } from '../report/status-text.ts';
import { showsActions } from '../report/verbosity.ts';
import { wordClock } from '../report/wording.ts';
import type { ClusterStatus } from '../status/status.ts';
import { readStatus, watchStatus, type WatchTools } from '../status/watch.ts';
import { connectingCommand, type ConnectingOptions, type Context, type OpenHosts } from './context.ts';
import { renderExamples } from './examples.ts';
import { createInterrupt } from './interrupt.ts';

interface Options extends ConnectingOptions {
  readonly cluster?: string;
  readonly watch?: boolean;
  readonly interval: number;
}

/** @returns `lvsdeploy status`. */
export function statusCommand(context: Context): Command {
  return connectingCommand('status')
    .summary('who has the VIP, and the table with its load; --watch')
    .description(
      'show who has the VIPs, the states of VRRP and the table with its load; exit status 3 when a director is silent',
    )
    .option('--cluster <name>', 'only this cluster')
    .option('-w, --watch', 'look again and again, until ^C')
    .option('--interval <seconds>', 'how often', readInterval, 2)
    .addHelpText(
      'after',
      renderExamples(
        ['lvsdeploy status', 'how it is now'],
        ['lvsdeploy status --watch', 'and how it goes on, in place'],
        ['lvsdeploy status --watch --interval 5 --json', 'a line each time, for a program'],
      ),
    )
    .action((options: Options) => status(options, context));
}

async function status(options: Options, context: Context): Promise<void> {
  const { inventory: file, cluster, json = false, watch = false } = options;
  const { io, engine } = context;
  const opened = await engine.openHosts(file, 'all');
  const clusters = chooseClusters(opened.inventory, cluster);
  if (watch) {
    io.exit(await watchOn(clusters, opened, options, context));
    return;
  }
  const found = await readStatus(clusters, { open: openerOf(opened) });
  io.stdout.write(json ? `${toJson(statusData(found))}\n` : renderStatus(found, io));
  io.exit(exitOfStatus(found));
}

async function watchOn(
  clusters: readonly Cluster[],
  opened: OpenHosts,
  { interval, json = false }: Options,
  { io, voice }: Context,
): Promise<ExitCode> {
  const interrupt = createInterrupt();
  const { signal } = interrupt;
  // What is told of the steps would tear the screen.
  const screen = !json && io.isLive && !showsActions(voice.verbosity) ? openScreen(io.stdout) : null;
  const onStatus = (found: readonly ClusterStatus[]) => {
    if (json) io.stdout.write(`${toJson(statusData(found))}\n`);
    else if (screen === null) io.stdout.write(`${wordClock(Date.now())}\n${renderStatus(found, io)}\n`);
    else screen.draw(`${wordClock(Date.now())}, every ${interval} s, ^C ends it\n\n${renderStatus(found, io)}`);
  };
  const tools: WatchTools = {
    open: openerOf(opened),
    now: Date.now,
    pause: (milliseconds) => pause(milliseconds, signal),
  };
  const stops = screen === null ? null : suspendable(screen);
  try {
    await interrupt.during(
      () => watchStatus(clusters, tools, { interval: interval * 1000, signal, onStatus }),
      () => undefined,
    );
  } finally {
    stops?.end();
    screen?.close();
  }
  // ^C is how it is meant to end.
  const ended = interrupt.exitCode() ?? exitCode.done;
  return ended === exitCode.interrupted ? exitCode.done : ended;
}

/** ^Z stops the program without the screen that it took. */
function suspendable(screen: LiveScreen): { readonly end: () => void } {
  const stop = () => {
    screen.suspend();
    process.kill(process.pid, 'SIGSTOP');
  };
  const go = () => {
    screen.resume();
  };
  process.on('SIGTSTP', stop).on('SIGCONT', go);
  return { end: () => void process.off('SIGTSTP', stop).off('SIGCONT', go) };
}

/** A director that is gone is tried again and again: there is no need to be patient with each try. */
function openerOf({ inventory, open }: OpenHosts): WatchTools['open'] {
  const hosts = new Map(inventory.hosts.map((host) => [host.name, host]));
  return async (name) => {
    const host = hosts.get(name);
    if (host === undefined) throw new TypeError(`${name} is in no inventory`);
    const { access } = host;
    const connectTimeout = Math.min(access.connectTimeout, 5000);
    return open({ ...host, access: { ...access, connectTimeout, connectionAttempts: 1 } });
  };
}

function statusData(clusters: readonly ClusterStatus[]): unknown {
  return { time: new Date().toISOString(), clusters };
}

function exitOfStatus(clusters: readonly ClusterStatus[]): ExitCode {
  const isSilent = clusters.some(({ directors }) => directors.some(({ silence }) => silence !== null));
  return isSilent ? exitCode.unreachable : exitCode.done;
}

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, milliseconds);
    signal.addEventListener('abort', end);
  });
}

function readInterval(text: string): number {
  const value = Number(text);
  if (Number.isFinite(value) && value >= 0.2 && value <= 3600) return value;
  throw new InvalidArgumentError('It must be a number of seconds, from 0.2 to 3600.');
}
