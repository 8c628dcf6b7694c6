import { followsPriorities, type Cluster, type Director } from '../../cluster/cluster.ts';
import { sh, type Shell } from '../../shell/shell.ts';
import type { Answer, Question, Verdict } from '../check.ts';
import { failoverBound } from '../failover-bound.ts';
import { floatingAddresses } from '../../cluster/floating-addresses.ts';
import { askAddresses } from '../host-addresses.ts';
import { askProcesses, runsKeepalived } from '../keepalived-process.ts';
import { deployTo, onHost } from '../repairs.ts';
import { findHolders, listNames } from '../vip-holders.ts';

/** What trying a switch needs of the world. */
export interface SwitchTools {
  /** Runs scripts on a host, the next one only after the one before. */
  readonly run: (
    host: string,
    scripts: readonly Shell[],
  ) => Promise<{ readonly status: number; readonly output: string }>;
  readonly ask: (question: Question) => Promise<Answer>;
  readonly pause: (milliseconds: number) => Promise<void>;
  readonly now: () => number;
  readonly signal: AbortSignal;
  /** @returns what makes the host start again by itself, whatever becomes of the connection. */
  readonly arm: () => Shell;
  /** @returns what starts it now, and takes that back. */
  readonly release: () => Shell;
}

const path = '/sbin/lvsdr.sh';

/** Seconds beyond an election: an init script may take its time. */
const leeway = 15;

/** Seconds after which a host that hears nothing any more starts by itself. */
export function armedFor(cluster: Cluster): number {
  return Math.ceil(2 * patienceOf(cluster) + 10);
}

export interface SwitchVerdicts {
  readonly refuses: Verdict;
  readonly stops: Verdict;
  readonly starts: Verdict;
}

/** Tries the switch of one director; whatever happens in between, it is started again. */
export async function trySwitch(cluster: Cluster, director: Director, tools: SwitchTools): Promise<SwitchVerdicts> {
  const { name } = director;
  const before = await holdersNow(cluster, tools);
  const refuses = judgeUsage(name, await tools.run(name, [sh`${path} adsa`]));
  try {
    await tools.run(name, [tools.arm(), sh`${path} stop`]);
    const stops = await awaitThat(cluster, tools, (now) => isStopped(cluster, director, before, now), {
      host: name,
      expected: expectedStopped(cluster, director),
      repair: deployTo(name),
    });
    await tools.run(name, [tools.release()]);
    const starts = await awaitThat(cluster, tools, (now) => isAsBefore(cluster, director, before, now), {
      host: name,
      expected: expectedStarted(cluster, director, before),
      repair: onHost(name, `${path} start`),
    });
    return { refuses, stops, starts };
  } finally {
    // What was released already has nothing left to do.
    await tools.run(name, [tools.release()]);
  }
}

/** @returns the names of the directors that hold a VIP. */
export async function holdersOf(cluster: Cluster, tools: SwitchTools): Promise<readonly string[]> {
  return (await holdersNow(cluster, tools)).holders.flat();
}

/** Who holds each VIP and gateway, in their order, and which directors run keepalived. */
interface Now {
  readonly holders: readonly (readonly string[])[];
  readonly running: readonly string[];
}

async function holdersNow(cluster: Cluster, { ask }: SwitchTools): Promise<Now> {
  const questions = cluster.directors.flatMap(({ name }) => [askAddresses(name), askProcesses(name)]);
  const answers = new Map(
    await Promise.all(
      questions.map(async (question) => [`${question.host} ${question.script.text}`, await ask(question)] as const),
    ),
  );
  const silent: Answer = { kind: 'unreachable', reason: 'it was not asked' };
  const answer = ({ host, script }: Question) => answers.get(`${host} ${script.text}`) ?? silent;
  return {
    holders: floatingAddresses(cluster).map((one) => findHolders(cluster, one, answer).holders.map(({ name }) => name)),
    running: cluster.directors.map(({ name }) => name).filter((name) => runsKeepalived(answer(askProcesses(name)))),
  };
}

function isStopped(cluster: Cluster, { name }: Director, before: Now, now: Now): boolean {
  if (cluster.form === 'standalone') return now.holders.every((holders) => holders.length === 0);
  const wanted = before.holders.map((holders) => (holders.includes(name) ? null : holders[0]));
  return (
    !now.running.includes(name) &&
    now.holders.every(([holder, second], index) => {
      const kept = wanted[index];
      return holder !== undefined && second === undefined && holder !== name && (kept == null || kept === holder);
    })
  );
}

/** A director that does not take the VIP back (`preempt: false`) stands by: its peer's turn brings it back. */
function isAsBefore(cluster: Cluster, { name }: Director, before: Now, now: Now): boolean {
  if (cluster.form === 'standalone') return now.holders.every((holders) => holders.includes(name));
  if (!now.running.includes(name)) return false;
  const comesBack = cluster.vrrp !== null && followsPriorities(cluster.vrrp);
  return now.holders.every(
    (holders, index) => holders.length === 1 && (!comesBack || holders[0] === before.holders[index]?.[0]),
  );
}

async function awaitThat(
  cluster: Cluster,
  tools: SwitchTools,
  holds: (now: Now) => boolean,
  { host, expected, repair }: { readonly host: string; readonly expected: string; readonly repair: string },
): Promise<Verdict> {
  const began = tools.now();
  for (;;) {
    const now = await holdersNow(cluster, tools);
    const seconds = (tools.now() - began) / 1000;
    const found = describe(cluster, now);
    if (holds(now)) return { host, outcome: 'ok', expected, found: `${found}, after ${seconds.toFixed(1)} s` };
    if (tools.signal.aborted)
      return { host, outcome: 'cannot tell', expected, found: `cannot tell: interrupted, ${found}` };
    if (seconds > patienceOf(cluster)) return { host, outcome: 'failed', expected, found, repair };
    await tools.pause(300);
  }
}

function patienceOf(cluster: Cluster): number {
  return (failoverBound(cluster) ?? 0) + (cluster.vrrp?.preemptDelay ?? 0) + leeway;
}

function judgeUsage(host: string, { status, output }: { readonly status: number; readonly output: string }): Verdict {
  const expected = `${path} adsa ends with 1, and says "Usage: ${path} {start|stop…}"`;
  const found = `it ends with ${status}: ${output.trim()}`;
  return status === 1 && output.includes(`Usage: ${path}`)
    ? { host, outcome: 'ok', expected, found }
    : { host, outcome: 'failed', expected, found, repair: deployTo(host) };
}

function expectedStopped(cluster: Cluster, { name }: Director): string {
  const { form, directors } = cluster;
  const addresses = listFloating(cluster);
  if (form === 'standalone') return `${addresses} is gone from ${name}`;
  return `${addresses} is gone from ${name}, and one of ${listNames(directors.filter((one) => one.name !== name))} has it`;
}

function expectedStarted(cluster: Cluster, { name }: Director, before: Now): string {
  if (cluster.form === 'standalone') return `${listFloating(cluster)} is on ${name} again`;
  return `keepalived runs on ${name}; ${describe(cluster, before)}`;
}

function listFloating(cluster: Cluster): string {
  return floatingAddresses(cluster)
    .map(({ address }) => address)
    .join(', ');
}

function describe(cluster: Cluster, { holders }: Now): string {
  return floatingAddresses(cluster)
    .map(({ address }, index) => `${address} on ${holders[index]?.join(' and ') || 'nobody'}`)
    .join(', ');
}
