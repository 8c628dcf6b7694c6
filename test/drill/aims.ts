import { documentCluster, web1 } from '../verify/document-cluster.ts';
import type { Cluster, Vrrp } from '../../src/cluster/cluster.ts';
import type { ProbedRequest } from '../../src/drill/drill.ts';
import type { Aim } from '../../src/drill/scenario.ts';

const [lb1, lb2] = documentCluster.directors;
const [client] = documentCluster.clients;
const [service] = documentCluster.virtualServices;
if (lb1 === undefined || lb2 === undefined || client === undefined || service === undefined) {
  throw new Error('the document has two directors, a service and a client');
}

/** The document's cluster, lb1 with the VIP, asked ten times a second with a patience of 200 ms. */
export const documentAim: Aim = {
  cluster: documentCluster,
  client,
  service: { ...service, persistence: null },
  probe: { rate: 10, timeout: 200 },
  holder: lb1,
  standby: lb2,
  server: web1,
};

/** The same with other settings of VRRP. */
export function aimWith(vrrp: Partial<Vrrp>): Aim {
  const cluster: Cluster = {
    ...documentCluster,
    vrrp: documentCluster.vrrp && { ...documentCluster.vrrp, ...vrrp },
  };
  return { ...documentAim, cluster };
}

/** A request every 100 ms from one moment to another, answered 5 ms later by web1. */
export function answered(from: number, to: number, server: string | null = 'web1'): ProbedRequest[] {
  const count = Math.max(0, Math.ceil((to - from) / 100));
  return Array.from({ length: count }, (_, index) => ({
    sentAt: from + index * 100,
    answeredAt: from + index * 100 + 5,
    server,
    error: null,
  }));
}

/** The same without an answer. */
export function lost(from: number, to: number): ProbedRequest[] {
  return answered(from, to).map(({ sentAt }) => ({ sentAt, answeredAt: null, server: null, error: 'timeout' }));
}
