import type { Cluster } from '../cluster/cluster.ts';
import { UsageError } from '../errors.ts';
import type { Host } from '../inventory/host.ts';
import type { Inventory } from '../inventory/inventory.ts';
import { maskOf } from '../mask.ts';
import { secretsIn } from '../secret.ts';
import type { Session } from '../shell/session.ts';
import type { Check } from '../verify/check.ts';
import type { VerifyReport } from '../verify/report.ts';
import { verify } from '../verify/verify.ts';
import { askThrough } from './ask.ts';
import { connectLazily } from './connections.ts';
import { maskCheck } from './mask-check.ts';
import { maskSessions } from './mask-sessions.ts';

export interface VerifyClustersOptions {
  readonly inventory: Inventory;
  /** The name of one cluster; all of them when left out. */
  readonly cluster?: string | undefined;
  readonly checks: readonly Check[];
  readonly open: (host: Host) => Promise<Session>;
}

/** Holds the clusters against their hosts, changing nothing. @throws UsageError when there is no cluster of that name. */
export async function verifyClusters({
  inventory,
  cluster: name,
  checks,
  open,
}: VerifyClustersOptions): Promise<readonly VerifyReport[]> {
  const clusters = chooseClusters(inventory, name);
  const mask = maskOf(secretsIn(inventory));
  const connections = connectLazily(maskSessions(open, mask));
  const ask = askThrough(inventory, connections);
  const masked = checks.map((check) => maskCheck(check, mask));
  try {
    return await Promise.all(clusters.map((cluster) => verify(cluster, masked, ask)));
  } finally {
    connections.close();
  }
}

/** @returns the cluster of that name, or all of them. @throws UsageError when there is none. */
export function chooseClusters({ clusters, file }: Inventory, name: string | undefined): readonly Cluster[] {
  const chosen = clusters.filter((cluster) => name === undefined || cluster.name === name);
  if (chosen.length > 0) return chosen;
  if (clusters.length === 0) {
    throw new UsageError('the inventory has no cluster', {
      place: file,
      hint: 'Say one under `clusters`, as inventory.example.yaml does; `lvsdeploy setup` writes one, too.',
    });
  }
  throw new UsageError(`there is no cluster ${name ?? ''}`, {
    place: file,
    hint: `It has ${clusters.map((cluster) => cluster.name).join(', ')}.`,
  });
}
