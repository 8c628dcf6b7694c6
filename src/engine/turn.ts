import { exitCode, isLvsdeployError, LvsdeployError, messageOf, UsageError } from '../errors.ts';
import type { Host } from '../inventory/host.ts';
import type { Session } from '../shell/session.ts';
import { applyHost, type HostTurn } from './apply-host.ts';
import type { Approval } from './approval.ts';
import { Interrupted, PlanChanged } from './errors.ts';
import type { HostOutcome, HostSummary, RunEvent } from './event.ts';
import { hasWork, type PlannedTask } from './plan.ts';
import { isProvablyGone, type RunIdentity } from './run-identity.ts';
import { readHostForPlay, type PlanRequest, type ReadHost, type ReadPlay } from './plan-playbook.ts';

/** Changes on one host that are not in what was agreed to. */
export interface UnplannedChange {
  readonly play: string;
  readonly host: string;
  readonly tasks: readonly PlannedTask[];
}

export interface TurnRequest extends PlanRequest {
  readonly approval: Approval;
  /** Asks whether to carry out what was not agreed to; left out, it is refused. */
  readonly askAgain?: ((change: UnplannedChange) => Promise<boolean>) | undefined;
  /** Each change is noted on the host under the name of this run. */
  readonly run?: RunIdentity | undefined;
  readonly emit: (event: RunEvent) => void;
  readonly signal?: AbortSignal | undefined;
  /** Resolves after that many milliseconds. */
  readonly pause: (milliseconds: number) => Promise<void>;
}

/**
 * Reads a host once more and brings it to what is wanted; an error is how its turn ended, and not thrown.
 * @param isTouched an earlier play changed it, so that its reading is not what the plan showed.
 */
export async function takeTurn(
  { play, name, index }: ReadPlay,
  planned: ReadHost,
  isTouched: boolean,
  request: TurnRequest,
): Promise<HostSummary> {
  const { connections, run, signal, pause } = request;
  const start = Date.now();
  if (!isTouched && !hasChanges(planned) && !(await isLeftLocked(planned, request)))
    return { host: planned.name, changed: 0, outcome: 'ok', milliseconds: 0, roundTrips: planned.roundTrips };

  request.emit({ type: 'host-started', play: name, host: planned.name });
  let changed = 0;
  let before = 0;
  let session: Session | null = null;
  const emit = (event: RunEvent) => {
    if (event.type === 'task-done' && event.outcome === 'changed') changed += 1;
    request.emit(event);
  };
  const spent = () => ({
    host: planned.name,
    changed,
    milliseconds: Date.now() - start,
    roundTrips: planned.roundTrips + (session === null ? 0 : session.roundTrips - before),
  });
  try {
    session = await connections.to(planned.host);
    before = session.roundTrips;
    const now = await readHostForPlay(play, planned.host, request);
    await refuseUnplanned({ play: name, host: planned.name, tasks: now.planned }, index, request);
    const turn: HostTurn = {
      play: name,
      session,
      tasks: now.tasks,
      run,
      signal,
      emit,
      pause,
      reconnect: () => connections.again(planned.host),
      peer: (name) => connections.to(hostNamed(name, request)),
    };
    await applyHost(turn, now.planned);
    return { ...spent(), outcome: 'ok' };
  } catch (error) {
    return { ...failedTurn(planned.name, error), ...spent() };
  }
}

function hostNamed(name: string, { inventory }: TurnRequest): Host {
  const host = inventory.hosts.find((candidate) => candidate.name === name);
  if (host === undefined) throw new UsageError('it is not in the inventory', { place: name });
  return host;
}

/** @returns whether there is something to do, or to find out, on the host. */
export function hasChanges({ name, planned }: ReadHost): boolean {
  return hasWork({ host: name, tasks: planned });
}

/** @returns whether a run that is gone has left its lock: taking the turn takes it over and gives it back. */
async function isLeftLocked({ lock }: ReadHost, { run }: TurnRequest): Promise<boolean> {
  if (lock === null || lock.holder === null || run === undefined) return false;
  return isProvablyGone(lock.holder.process, run.process);
}

/** @returns the summary of a turn that an error ended. */
export function failedTurn(host: string, thrown: unknown): HostSummary {
  const error = isLvsdeployError(thrown)
    ? thrown
    : new LvsdeployError(messageOf(thrown), { place: host, cause: thrown });
  return { host, changed: 0, outcome: outcomeOf(error), milliseconds: 0, roundTrips: 0, error };
}

function outcomeOf(error: LvsdeployError): HostOutcome {
  if (error instanceof Interrupted) return 'interrupted';
  return error.exitCode === exitCode.unreachable ? 'unreachable' : 'failed';
}

async function refuseUnplanned(found: UnplannedChange, play: number, request: TurnRequest): Promise<void> {
  const tasks = request.approval.beyond(play, found.host, found.tasks);
  if (tasks.length === 0 || (await request.askAgain?.({ ...found, tasks })) === true) return;
  const list = tasks.map(({ role, resource }) => `${role} › ${resource}`);
  throw new PlanChanged(`it changed since the plan was approved, which says nothing of these:\n${list.join('\n')}`, {
    place: found.host,
    hint: 'Nothing was changed in this turn. Run again to see what is to be done now.',
  });
}
