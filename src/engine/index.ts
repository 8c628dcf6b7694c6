import type { Host } from '../inventory/host.ts';
import type { Inventory } from '../inventory/inventory.ts';
import type { Playbook } from '../playbook/playbook.ts';
import type { Session } from '../shell/session.ts';
import { askThrough } from './ask.ts';
import { connectLazily } from './connections.ts';
import type { RunEvent, RunSummary } from './event.ts';
import type { Plan } from './plan.ts';
import { planOf, readPlaybook, type PlanRequest } from './plan-playbook.ts';
import { runPlays } from './run-plays.ts';

export type { Plan, PlayPlan, HostPlan, PlannedTask, PlannedState, UnplannedHost } from './plan.ts';
export { verifyClusters, type VerifyClustersOptions } from './verify-clusters.ts';
export type { HostSummary, RunEvent, RunSummary } from './event.ts';

export interface PlanPlaybookOptions {
  readonly playbook: Playbook;
  readonly inventory: Inventory;
  /** A host pattern; hosts outside it are read where they are needed, never changed. */
  readonly limit?: string | undefined;
  /** Take back also files that another hand changed since they were written. */
  readonly discardChanges?: boolean | undefined;
  /** Opens a connection to a host; `(host) => openSession(ssh2Transport(), host)`. */
  readonly open: (host: Host) => Promise<Session>;
  readonly signal?: AbortSignal | undefined;
}

/** A plan, and the open connections to carry it out over. */
export interface PlannedRun {
  readonly plan: Plan;
  /** Makes the changes; every host is read again just before it is touched. */
  apply(emit: (event: RunEvent) => void): Promise<RunSummary>;
  close(): void;
}

/** Reads every host and says what a run would change. A host that cannot be read is part of the plan, not an error of it. */
export async function planPlaybook({ open, signal, ...options }: PlanPlaybookOptions): Promise<PlannedRun> {
  const connections = connectLazily(open);
  const request: PlanRequest = { ...options, connections };
  const ask = askThrough(options.inventory, connections);
  try {
    const plays = await readPlaybook(request);
    return {
      plan: planOf(options.playbook, plays),
      apply: (emit) => runPlays(plays, { ...request, ask, emit, signal }),
      close: () => connections.close(),
    };
  } catch (error) {
    connections.close();
    throw error;
  }
}
