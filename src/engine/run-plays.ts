import { exitCode, isLvsdeployError, type LvsdeployError } from '../errors.ts';
import type { Ask } from '../verify/verify.ts';
import type { HostSummary, RunSummary } from './event.ts';
import { clustersOf } from './expand.ts';
import { passGate, type Gate } from './gate.ts';
import { maskCheck } from './mask-check.ts';
import type { ReadHost, ReadPlay } from './plan-playbook.ts';
import { orderNow } from './reorder.ts';
import { batchSizes, endsRun } from './rollout.ts';
import { apartIn, refuseApart } from './together.ts';
import { failedTurn, hasChanges, takeTurn, type TurnRequest } from './turn.ts';

export interface RunRequest extends TurnRequest {
  readonly ask: Ask;
}

/** How far a run has come. */
interface Run {
  readonly request: RunRequest;
  readonly summaries: HostSummary[];
  /** Names of hosts that were changed. */
  readonly touched: Set<string>;
  /** Names of hosts that failed and were left behind. */
  readonly lost: Set<string>;
  stopped: boolean;
  error: LvsdeployError | null;
}

/**
 * Carries out what was read: play after play, batch after batch, the hosts of a batch side by side. More failed hosts than
 * the play allows, and a gate that does not hold, end the run there: what comes after it is reported as not run.
 * @throws UsageError when something that cannot be meant was found on any host; nothing was changed then.
 */
export async function runPlays(plays: readonly ReadPlay[], request: RunRequest): Promise<RunSummary> {
  refuseImpossible(plays);
  refuseApart(plays, request.inventory.clusters);
  const run: Run = { request, summaries: [], touched: new Set(), lost: new Set(), stopped: false, error: null };
  for (const read of plays) await runPlay(read, run);
  const ok = run.error === null && run.summaries.every(({ outcome }) => outcome === 'ok');
  return { hosts: run.summaries, ok, ...(run.error && { error: run.error }) };
}

/** What cannot be meant on one host is known before any host is changed. */
function refuseImpossible(plays: readonly ReadPlay[]): void {
  const impossible = plays.flatMap(({ failed }) => failed).find(({ error }) => error.exitCode === exitCode.usage);
  if (impossible !== undefined) throw impossible.error;
}

async function runPlay(read: ReadPlay, run: Run): Promise<void> {
  const { request, touched, lost } = run;
  const { play, name, failed } = read;
  const hosts = read.batches.flat();
  request.emit({ type: 'play-started', play: name, hosts: hosts.map((host) => host.name) });
  const end = (summary: HostSummary) => {
    run.summaries.push(summary);
    if (summary.outcome !== 'ok' && summary.outcome !== 'not run') lost.add(summary.host);
    request.emit({ type: 'host-done', play: name, ...summary });
  };
  const leave = ({ name: host, roundTrips }: ReadHost) =>
    end({ host, changed: 0, outcome: 'not run', milliseconds: 0, roundTrips });

  for (const { host, error } of failed) end(failedTurn(host.name, error));
  hosts.filter((host) => lost.has(host.name)).forEach(leave);
  let left = hosts.filter((host) => !lost.has(host.name));
  // A director that cannot be reached may be the one that fails next: its peers are left alone.
  const isOver = () =>
    run.stopped ||
    request.signal?.aborted === true ||
    endsRun(play, failed.length + hosts.filter((host) => lost.has(host.name)).length);

  if (!isOver() && left.some(hasChanges)) {
    run.error = await passChecks(read, 'the first batch', hosts, run);
    run.stopped = run.error !== null;
  }
  for (const size of batchSizes(play, left.length)) {
    if (!isOver()) {
      const { order, failed: silent } = await orderNow(read, left, size, request);
      left = [...order];
      silent.forEach(end);
    }
    if (isOver()) break;
    const batch = left.slice(0, size);
    const turns = await Promise.all(batch.map((host) => takeTurn(read, host, touched.has(host.name), request)));
    turns.forEach(end);
    turns.filter(({ changed }) => changed > 0).forEach(({ host }) => touched.add(host));
    left = left.slice(size);
    const isChanged = turns.some(({ changed, outcome }) => changed > 0 || outcome !== 'ok');
    // Those who changed apart from the rest, in a run that ended there, are well again only when the rest has changed, too.
    const isTorn = !isChanged && left.some((host) => apartIn(host) !== null);
    if (isOver() || isTorn || !(isChanged || left.some(hasChanges))) continue;
    const had = hosts.filter(({ name: host }) => left.every((other) => other.name !== host));
    run.error = await passChecks(read, 'the next batch', had, run);
    run.stopped = run.error !== null;
  }
  if (isOver()) run.stopped = true;
  left.forEach(leave);
}

/**
 * What a play requires must hold before its first batch. A gate stands after a batch that changed something, and before one
 * that will: also when the run that changed its peer died before that peer was proven healthy.
 * @param had the hosts that are held against the model.
 * @returns what it says against going on, or null.
 */
async function passChecks(
  { play, name }: ReadPlay,
  before: Gate['before'],
  had: readonly ReadHost[],
  { request, lost }: Run,
): Promise<LvsdeployError | null> {
  const checks = before === 'the first batch' ? play.requires : play.gate;
  if (checks === undefined) return null;
  const clusters = new Set(had.flatMap(({ host }) => clustersOf(host, request.inventory.clusters)));
  try {
    await passGate({
      play: name,
      before,
      checks: checks.map((check) => maskCheck(check, request.mask)),
      clusters: [...clusters],
      done: had.map((host) => host.name).filter((host) => !lost.has(host)),
      ask: request.ask,
      emit: request.emit,
      signal: request.signal,
      pause: request.pause,
    });
    return null;
  } catch (error) {
    if (isLvsdeployError(error)) return error;
    throw error;
  }
}
