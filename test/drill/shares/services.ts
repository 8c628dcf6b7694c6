import type { Scheduler, VirtualService } from '../../../src/cluster/cluster.ts';
import { documentCluster } from '../../verify/document-cluster.ts';

const [service] = documentCluster.virtualServices;
const [server] = service?.realServers ?? [];
const addresses: Readonly<Record<string, string>> = {
  web1: '192.168.1.226',
  web2: '192.168.1.227',
  web3: '192.168.1.228',
};

/** The document's service, without persistence and health checks, with another scheduler and other weights. */
export function serviceOf(scheduler: Scheduler, weights: Readonly<Record<string, number>>): VirtualService {
  if (service === undefined || server === undefined) throw new Error('the document has a service');
  const realServers = Object.entries(weights).map(([name, weight]) => ({
    ...server,
    name,
    weight,
    address: addresses[name] ?? '',
    healthCheck: null,
  }));
  return { ...service, scheduler, persistence: null, realServers };
}
