import { setTimeout as delay } from 'node:timers/promises';
import { exitCode, isLvsdeployError, LvsdeployError, messageOf } from '../errors.ts';
import type { Ask } from '../verify/verify.ts';
import type { Session } from '../shell/session.ts';
import { applyHost } from './apply-host.ts';
import type { HostOutcome, HostSummary, RunEvent, RunSummary } from './event.ts';
import { clustersOf } from './expand.ts';
import { Interrupted } from './errors.ts';
import { passGate } from './gate.ts';
import { hasWork } from './plan.ts';
import { readHostForPlay, type PlanRequest, type ReadHost, type ReadPlay } from './plan-playbook.ts';

export interface RunRequest extends PlanRequest {
  readonly ask: Ask;
  readonly emit: (event: RunEvent) => void;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Carries out what was read: play after play, batch after batch, the hosts of a batch side by side. A host that fails or
 * cannot be reached, and a gate that does not hold, end the run there: what comes after it is reported as not run.
 */
export async function runPlays(plays: readonly ReadPlay[], request: RunRequest): Promise<RunSummary> {
  const summaries: HostSummary[] = [];
  const touched = new Set<string>();
  let stopped = false;
  let gateError: LvsdeployError | null = null;
  for (const read of plays) {
    const { name } = read;
    request.emit({ type: 'play-started', play: name, hosts: read.batches.flat().map((host) => host.name) });
    const end = (summary: HostSummary) => {
      summaries.push(summary);
      request.emit({ type: 'host-done', play: name, ...summary });
    };
    for (const { host, error } of read.failed) end(failedTurn(host.name, error));
    // A director that cannot be reached may be the one that fails next: its peers are left alone.
    if (read.failed.length > 0) stopped = true;
    for (const [index, batch] of read.batches.entries()) {
      if (stopped || request.signal?.aborted === true) {
        batch.forEach((host) =>
          end({ host: host.name, changed: 0, outcome: 'not run', milliseconds: 0, roundTrips: host.roundTrips }),
        );
        stopped = true;
        continue;
      }
      const turns = await Promise.all(batch.map((host) => takeTurn(read, host, touched.has(host.name), request)));
      turns.forEach(end);
      turns.filter(({ changed }) => changed > 0).forEach(({ host }) => touched.add(host));
      stopped = turns.some(({ outcome }) => outcome !== 'ok');
      const goesOn =
        turns.some(({ changed }) => changed > 0) ||
        read.batches
          .slice(index + 1)
          .flat()
          .some(hasChanges);
      if (!stopped && goesOn) gateError = await gateAfter(read, index, request);
      stopped ||= gateError !== null;
    }
  }
  const ok = gateError === null && summaries.every(({ outcome }) => outcome === 'ok');
  return { hosts: summaries, ok, ...(gateError && { error: gateError }) };
}

async function takeTurn(
  { play, name }: ReadPlay,
  planned: ReadHost,
  isTouched: boolean,
  request: RunRequest,
): Promise<HostSummary> {
  const start = Date.now();
  // An earlier play may have changed what this one read: facts belong to a play.
  if (!isTouched && !hasChanges(planned))
    return { host: planned.name, changed: 0, outcome: 'ok', milliseconds: 0, roundTrips: planned.roundTrips };

  request.emit({ type: 'host-started', play: name, host: planned.name });
  let changed = 0;
  let before = 0;
  let session: Session | null = null;
  const count = (emit: RunRequest['emit']) => (event: RunEvent) => {
    if (event.type === 'task-done' && event.outcome === 'changed') changed += 1;
    emit(event);
  };
  const spent = () => ({
    host: planned.name,
    changed,
    milliseconds: Date.now() - start,
    roundTrips: planned.roundTrips + (session === null ? 0 : session.roundTrips - before),
  });
  try {
    session = await request.connections.to(planned.host);
    before = session.roundTrips;
    const now = await readHostForPlay(play, planned.host, request);
    const turn = {
      play: name,
      session,
      tasks: now.tasks,
      signal: request.signal,
      emit: count(request.emit),
      pause: delay,
    };
    await applyHost(turn, now.planned);
    return { ...spent(), outcome: 'ok' };
  } catch (error) {
    return { ...failedTurn(planned.name, error), ...spent() };
  }
}

/**
 * A gate stands after a batch that changed something, and before one that will: also when the run that changed its peer
 * died before that peer was proven healthy.
 * @returns what it says against going on, or null.
 */
async function gateAfter(
  { play, name, batches }: ReadPlay,
  index: number,
  request: RunRequest,
): Promise<LvsdeployError | null> {
  if (play.gate === undefined) return null;
  const done = batches.slice(0, index + 1).flat();
  const clusters = new Set(done.flatMap(({ host }) => clustersOf(host, request.inventory.clusters)));
  try {
    await passGate({
      play: name,
      checks: play.gate,
      clusters: [...clusters],
      done: done.map((host) => host.name),
      ask: request.ask,
      emit: request.emit,
      signal: request.signal,
      pause: delay,
    });
    return null;
  } catch (error) {
    if (isLvsdeployError(error)) return error;
    throw error;
  }
}

function hasChanges({ name, planned }: ReadHost): boolean {
  return hasWork({ host: name, tasks: planned });
}

function outcomeOf(error: LvsdeployError): HostOutcome {
  if (error instanceof Interrupted) return 'interrupted';
  return error.exitCode === exitCode.unreachable ? 'unreachable' : 'failed';
}

function failedTurn(host: string, thrown: unknown): HostSummary {
  const error = isLvsdeployError(thrown)
    ? thrown
    : new LvsdeployError(messageOf(thrown), { place: host, cause: thrown });
  return { host, changed: 0, outcome: outcomeOf(error), milliseconds: 0, roundTrips: 0, error };
}
