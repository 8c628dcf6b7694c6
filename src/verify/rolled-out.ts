import type { Cluster } from '../cluster/cluster.ts';

/** @returns the cluster as if it had only these hosts; its services keep the whole of their real servers. */
export function rolledOutPart(cluster: Cluster, hosts: readonly string[]): Cluster {
  const isOut = ({ name }: { readonly name: string }) => hosts.includes(name);
  return {
    ...cluster,
    directors: cluster.directors.filter(isOut),
    realServers: cluster.realServers.filter(isOut),
    clients: cluster.clients.filter(isOut),
  };
}
