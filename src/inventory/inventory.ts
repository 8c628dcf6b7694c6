import type { Cluster } from '../cluster/cluster.ts';
import type { Host } from './host.ts';

/** Everything one inventory file says, validated, with every default resolved. */
export interface Inventory {
  /** The file as the user named it, for messages. */
  readonly file: string;
  readonly hosts: readonly Host[];
  readonly clusters: readonly Cluster[];
}
