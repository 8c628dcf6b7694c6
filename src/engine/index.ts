import { setTimeout as delay } from 'node:timers/promises';
import type { Host } from '../inventory/host.ts';
import type { Inventory } from '../inventory/inventory.ts';
import { maskOf } from '../mask.ts';
import type { Playbook } from '../playbook/playbook.ts';
import { secretsIn } from '../secret.ts';
import type { Session } from '../shell/session.ts';
import { approvalOf, type Approval } from './approval.ts';
import { askThrough } from './ask.ts';
import { connectLazily } from './connections.ts';
import type { RunEvent, RunSummary } from './event.ts';
import type { Plan } from './plan.ts';
import { planOf, readPlaybook, type PlanRequest } from './plan-playbook.ts';
import { holdHosts } from './hold-hosts.ts';
import { maskSessions } from './mask-sessions.ts';
import type { RunIdentity } from './run-identity.ts';
import { runPlays } from './run-plays.ts';
import type { TagSelection } from './tags.ts';
import type { UnplannedChange } from './turn.ts';

export type { Plan, PlayPlan, HostPlan, PlannedTask, PlannedState, UnplannedHost } from './plan.ts';
export type { Approval } from './approval.ts';
export type { UnplannedChange } from './turn.ts';
export { verifyClusters, type VerifyClustersOptions } from './verify-clusters.ts';
export { identifyRun, type RunIdentity } from './run-identity.ts';
export type { HostSummary, RunEvent, RunSummary } from './event.ts';

export interface PlanPlaybookOptions extends TagSelection {
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
  /** Makes the changes; every host is locked and read again just before it is touched. */
  apply(emit: (event: RunEvent) => void, run: RunIdentity, consent?: Consent): Promise<RunSummary>;
  close(): void;
}

/** What the changes of a run may be. */
export interface Consent {
  /** What was agreed to; the plan itself when left out. */
  readonly approval?: Approval;
  /** Asks about changes beyond that; left out, they are refused. */
  readonly askAgain?: (change: UnplannedChange) => Promise<boolean>;
}

/** Reads every host and says what a run would change. A host that cannot be read is part of the plan, not an error of it. */
export async function planPlaybook({ open, signal, ...options }: PlanPlaybookOptions): Promise<PlannedRun> {
  const mask = maskOf(secretsIn(options.inventory));
  const connections = connectLazily(maskSessions(open, mask));
  const request: PlanRequest = { ...options, connections, mask };
  const ask = askThrough(options.inventory, connections);
  try {
    const plays = await readPlaybook(request);
    const plan = planOf(options.playbook, plays);
    return {
      plan,
      async apply(emit, run, { approval = approvalOf(plan), askAgain } = {}) {
        const held = holdHosts({
          connections,
          run,
          onNote: (host, text, until) => emit({ type: 'host-note', host, text, ...(until !== undefined && { until }) }),
        });
        const turns = { ...request, connections: held, ask, run, approval, askAgain, emit, signal, pause: delay };
        try {
          return await runPlays(plays, turns);
        } finally {
          await held.release();
        }
      },
      close: () => connections.close(),
    };
  } catch (error) {
    connections.close();
    throw error;
  }
}
