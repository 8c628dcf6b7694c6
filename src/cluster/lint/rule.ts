import type { Path } from '../../inventory/problem.ts';
import type { ClusterSettings } from '../../inventory/schema.ts';
import type { Cluster, VirtualService } from '../cluster.ts';

/**
 * How much a rule matters. `error`: it deploys and does not work as it reads. `warning`: seldom meant, or wrong after the next
 * fault. `note`: a trade-off to know of.
 */
export type Severity = 'error' | 'warning' | 'note';

/** What is allowed in a cluster and yet a pitfall. */
export interface Rule {
  /** The same in later versions. */
  readonly id: string;
  readonly severity: Severity;
  /** What it looks for, in a line. */
  readonly title: string;
  /** What happens then. */
  readonly reason: string;
  /** Where that is written, or was measured. */
  readonly source: string;
  /** What to do. */
  readonly fix: string;
  /** @returns each place where it holds; paths start at the cluster. */
  readonly find: (cluster: Cluster, context: LintContext) => readonly Found[];
}

export interface Found {
  readonly path: Path;
  /** What is there. */
  readonly message: string;
}

/** What is known beside the cluster itself. */
export interface LintContext {
  /** What the inventory says of it: that a default was chosen is no doubt. Left out, nothing was said. */
  readonly settings?: ClusterSettings;
  /** The clusters that share its networks. */
  readonly others?: readonly Cluster[];
}

/** One pitfall at one place of a cluster. */
export interface Finding extends Found {
  readonly id: string;
  readonly severity: Severity;
  /** Name of the cluster. */
  readonly cluster: string;
  readonly fix: string;
}

/** @returns what a test of single services finds in all of them. */
export function inServices(
  find: (service: VirtualService, cluster: Cluster, context: LintContext, index: number) => readonly Found[],
): Rule['find'] {
  return (cluster, context) =>
    cluster.virtualServices.flatMap((service, index) =>
      find(service, cluster, context, index).map(({ path, message }) => ({
        path: ['virtualServices', index, ...path],
        message,
      })),
    );
}

/** @returns one place, or none when it does not hold. */
export function when(holds: boolean, path: Path, message: string): readonly Found[] {
  return holds ? [{ path, message }] : [];
}
