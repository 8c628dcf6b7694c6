import type { Cluster } from '../cluster/cluster.ts';
import type { Check, Verdict } from '../verify/check.ts';
import { failoverBound } from '../verify/failover-bound.ts';
import { verify, type Ask } from '../verify/verify.ts';
import { GateFailed } from './errors.ts';
import type { RunEvent } from './event.ts';

// An election takes at most 3 advertisements and a skew below one (RFC 5798, 6.1), a server enters the table after one round of checks.
const patience = 60_000;

export interface Gate {
  readonly play: string;
  /** What it stands before. */
  readonly before: 'the first batch' | 'the next batch';
  readonly checks: readonly Check[];
  readonly clusters: readonly Cluster[];
  /** Hosts that are done: the others need not be as wanted yet. */
  readonly done: readonly string[];
  readonly ask: Ask;
  readonly emit: (event: RunEvent) => void;
  readonly signal?: AbortSignal | undefined;
  readonly pause: (milliseconds: number) => Promise<void>;
}

/**
 * Waits until every check holds, and goes on holding for as long as an election can take: right after a reload everything
 * still looks well.
 * @throws GateFailed with what does not, when they do not hold in time or nobody wants to wait any more.
 */
export async function passGate(gate: Gate): Promise<void> {
  const { play, checks, clusters, done, ask, emit, signal, pause } = gate;
  const start = Date.now();
  emit({ type: 'gate-waiting', play, checks: checks.map(({ id }) => id), until: start + patience });
  const steady = Math.max(0, ...clusters.map((cluster) => failoverBound(cluster, 0) ?? 0)) * 1000;
  let healthySince: number | null = null;
  for (;;) {
    const reports = await Promise.all(clusters.map((cluster) => verify(cluster, checks, ask, { rolledOut: done })));
    const verdicts = reports.flatMap(({ results }) => results.flatMap((result) => result.verdicts));
    const open = verdicts.filter(({ outcome }) => outcome !== 'ok');
    healthySince = open.length > 0 ? null : (healthySince ?? Date.now());
    if (healthySince !== null && (Date.now() - healthySince >= steady || signal?.aborted === true)) {
      emit({ type: 'gate-passed', play, milliseconds: Date.now() - start });
      return;
    }
    if (open.length > 0 && (Date.now() - start >= patience || signal?.aborted === true)) {
      throw gateFailed(gate, open);
    }
    await pause(500);
  }
}

function gateFailed({ play, before, emit }: Gate, verdicts: readonly Verdict[]): GateFailed {
  emit({ type: 'gate-failed', play, verdicts });
  const list = verdicts.map(
    ({ host, expected, found }) => `${host ?? 'cluster'}: expected ${expected}, found ${found}`,
  );
  const what =
    before === 'the first batch'
      ? 'the cluster is not healthy, so no host of this play was touched'
      : 'the cluster is not healthy after this batch, so the next one was not touched';
  return new GateFailed(`${what}:\n${list.join('\n')}`, {
    place: play,
    hint: 'Run `lvsdeploy verify` for the evidence, mend it, and run again.',
  });
}
