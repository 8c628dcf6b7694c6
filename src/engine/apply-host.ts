import type { Session, SnippetResult } from '../shell/session.ts';
import { assess } from './assess.ts';
import { DidNotConverge, StateUnknown } from './errors.ts';
import type { RunEvent } from './event.ts';
import { keepJournal } from './host-journal.ts';
import { applyPart, interrupted } from './apply-part.ts';
import { bulkReadings, observe, readingSnippets } from './observe.ts';
import type { PlannedTask, Task } from './plan.ts';
import { placeOf, trackProgress } from './progress.ts';
import { partsOf } from './wave-parts.ts';
import { nextWave, waveSnippets, type Step } from './wave.ts';
import type { RunIdentity } from './run-identity.ts';

/** What one host's turn needs. */
export interface HostTurn {
  readonly play: string;
  readonly session: Session;
  readonly tasks: readonly Task[];
  /** Each change is noted on the host under the name of this run. */
  readonly run?: RunIdentity | undefined;
  /** Connects {@link session} anew, after a reboot. @throws when the host cannot be reached yet. */
  readonly reconnect: () => Promise<void>;
  /** @returns a session with another host of the inventory, by its name. */
  readonly peer: (name: string) => Promise<Session>;
  readonly signal?: AbortSignal | undefined;
  readonly emit: (event: RunEvent) => void;
  /** Resolves after that many milliseconds. */
  readonly pause: (milliseconds: number) => Promise<void>;
}

/** @returns what every task finds on the host now; one round trip. */
export async function readHost(session: Session, tasks: readonly Task[]): Promise<readonly PlannedTask[]> {
  const readings = bulkReadings(tasks.map(({ resource }) => resource));
  return assess(tasks, observe(readings, await session.run(readingSnippets(readings))));
}

/**
 * Read, apply, read: applies what differs up to the next pending task and reads everything again in the same round trip,
 * until every task has converged.
 * @param planned what was just read.
 * @returns how many tasks were changed.
 * @throws ActionFailed, DidNotConverge, StateUnknown, and what {@link Session.run} throws; the rest of the tasks was not run.
 */
export async function applyHost(turn: HostTurn, planned: readonly PlannedTask[]): Promise<number> {
  const applied = new Set<string>();
  let state = planned;
  for (;;) {
    refuseUnknown(turn, state);
    const wave = nextWave(turn.tasks, state);
    // The first task that has not converged waits for nothing: when there is nothing to apply, nothing is pending either.
    if (wave.length === 0) return applied.size;
    if (turn.signal?.aborted === true) throw interrupted(turn);
    const again = wave.find(({ task }) => applied.has(task.resource.id));
    if (again !== undefined) throw notConverged(turn, again);
    state = await applyWave(turn, wave);
    for (const { task } of wave) applied.add(task.resource.id);
    state = await settle(turn, wave, state);
  }
}

async function applyWave(turn: HostTurn, wave: readonly Step[]): Promise<readonly PlannedTask[]> {
  const plain = waveSnippets(wave);
  const snippets = turn.run === undefined ? plain : keepJournal(plain, turn.run);
  const readings = bulkReadings(turn.tasks.map(({ resource }) => resource));
  const progress = trackProgress(turn, snippets);
  const parts = partsOf(snippets);
  let results: readonly SnippetResult[] = [];
  for (const part of parts) {
    if (part.start > 0 && turn.signal?.aborted === true) throw interrupted(turn);
    const isLast = part === parts.at(-1);
    results = await applyPart(turn, part, isLast ? readingSnippets(readings) : [], progress);
  }
  return assess(turn.tasks, observe(readings, results));
}

/** Waits for what was applied to show, as long as its resource says that may take. */
async function settle(
  turn: HostTurn,
  wave: readonly Step[],
  state: readonly PlannedTask[],
): Promise<readonly PlannedTask[]> {
  let current = state;
  const start = Date.now();
  for (;;) {
    const late = wave.find(({ task }) =>
      current.some(({ resource, planned }) => resource === task.resource.id && planned.state === 'differs'),
    );
    if (late === undefined) return current;
    if (turn.signal?.aborted === true) throw interrupted(turn);
    if (Date.now() - start >= (late.task.resource.settles ?? 0) * 1000) throw notConverged(turn, late, current);
    await turn.pause(200);
    current = await readHost(turn.session, turn.tasks);
  }
}

function refuseUnknown(turn: HostTurn, state: readonly PlannedTask[]): void {
  for (const { role, resource, planned } of state) {
    if (planned.state !== 'unknown') continue;
    throw new StateUnknown(`its state could not be read: ${planned.reason}`, {
      place: placeOf(turn, role, resource),
      hint: 'Nothing more was changed on this host. Mend the cause and run again.',
    });
  }
}

function notConverged(turn: HostTurn, step: Step, state: readonly PlannedTask[] = []): DidNotConverge {
  const left = state.find(({ resource }) => resource === step.task.resource.id)?.planned;
  const changes = left?.state === 'differs' ? left.changes : step.changes;
  const list = changes.map(({ what, from, to, format, secret }) =>
    format === 'text' || secret === true ? what : `${what} is ${from ?? 'absent'}, wanted ${to ?? 'absent'}`,
  );
  return new DidNotConverge(`it was changed and still differs: ${list.join('; ')}`, {
    place: placeOf(turn, step.task.role, step.task.resource.id),
    hint: 'Something on the host may be changing it back, or its action does not do what it says.',
  });
}
