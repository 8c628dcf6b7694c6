import type { Report } from '../inventory/problem.ts';
import type { ClusterSettings } from '../inventory/schema.ts';
import type { Cluster, VirtualService } from './cluster.ts';

// In net/netfilter/ipvs: these look at no weight but 0 (sh has weighted its table since Linux 3.10).
const unweighted: readonly VirtualService['scheduler'][] = ['rr', 'lc', 'dh'];

/** Points out what is allowed and yet seldom meant; paths start at the cluster. */
export function lintCluster(cluster: Cluster, settings: ClusterSettings, warn: Report): void {
  for (const [index, service] of cluster.virtualServices.entries()) {
    lintService(service, (path, message) => warn(['virtualServices', index, ...path], message));
    const { healthCheck } = settings.virtualServices[index] ?? {};
    if (cluster.form === 'standalone' && healthCheck !== undefined && healthCheck.none === undefined) {
      warn(['virtualServices', index, 'healthCheck'], 'is not run in the form standalone, which has no keepalived');
    }
    if (cluster.form === 'ha' && healthCheck === undefined && service.protocol === 'udp') {
      warn(
        ['virtualServices', index, 'healthCheck'],
        'missing, so that a dead server keeps its share; there is no default for udp: say tcp, http or none',
      );
    }
  }
  for (const { name } of cluster.realServers) {
    if (cluster.virtualServices.some((service) => service.realServers.some((server) => server.name === name))) continue;
    warn(['realServers', name], `${name} is a real server of no virtual service`);
  }
}

function lintService({ scheduler, realServers }: VirtualService, warn: Report): void {
  const weights = new Set(realServers.map((server) => server.weight));
  if (weights.size === 1 && weights.has(0)) warn(['realServers'], 'all weights are 0: no server takes new connections');
  if (unweighted.includes(scheduler) && new Set([...weights].filter((weight) => weight !== 0)).size > 1) {
    warn(
      ['scheduler'],
      `${scheduler} does not look at weights, and they differ here; ${scheduler === 'lc' ? 'wlc' : 'wrr'} does`,
    );
  }
}
