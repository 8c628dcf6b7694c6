import type { Report } from '../inventory/problem.ts';
import { familyOf } from './address.ts';
import type { Cluster, VirtualService } from './cluster.ts';
import { contains } from './network.ts';

/** When a service has too few servers, and who answers then. */
export function validateQuorums(cluster: Cluster, report: Report): void {
  for (const [index, service] of cluster.virtualServices.entries()) {
    const refuse: Report = (path, message) => report(['virtualServices', index, ...path], message);
    if (cluster.form === 'ha') validateQuorum(service, refuse);
    validateSorryServer(cluster, service, refuse);
  }
}

/** keepalived lowers what can not be, and `keepalived -t` refuses the file for it (validate_check_config of check_data.c). */
function validateQuorum({ quorum, hysteresis, realServers }: VirtualService, refuse: Report): void {
  const total = realServers.reduce((sum, { weight }) => sum + weight, 0);
  if (realServers.length > 0 && total === 0) {
    refuse(
      ['realServers'],
      'all weights are 0, so that no server takes new connections and keepalived refuses it; expected one that is more',
    );
  } else if (realServers.length > 0 && quorum > total) {
    refuse(['quorum'], `found ${quorum}; expected ${total} at most, the sum of all weights: it could never be reached`);
  }
  if (hysteresis >= quorum) {
    refuse(['hysteresis'], `found ${hysteresis}; expected less than the quorum, ${quorum}: it could never be lost`);
  } else if (hysteresis > 0 && quorum <= total && quorum + hysteresis > total) {
    refuse(
      ['hysteresis'],
      `found ${hysteresis}; expected ${total - quorum} at most, as the quorum is won at quorum + hysteresis and all weights are ${total}`,
    );
  }
}

function validateSorryServer(cluster: Cluster, service: VirtualService, refuse: Report): void {
  const { sorryServer, method, mark, port } = service;
  // A service without an address has been reported already.
  if (sorryServer === null || service.address === '') return;
  const { address } = sorryServer;
  const at = ['sorryServer', 'address'];
  if (familyOf(address) !== familyOf(service.address)) {
    refuse(at, `found ${address}; expected an address of IPv${familyOf(service.address)}, as the service is`);
    return;
  }
  const wanted = mark === null ? port : 0;
  if (method !== 'nat' && sorryServer.port !== wanted) {
    const expectation = mark === null ? `${port}, the port of the virtual service` : 'none, as the mark has many';
    refuse(
      ['sorryServer', 'port'],
      `found ${sorryServer.port}; expected ${expectation}: ${method.toUpperCase()} does not translate ports (method nat does)`,
    );
  }
  const { segment, segment6, inside } = cluster;
  const onSegment = familyOf(service.address) === 6 ? segment6 : segment;
  const onInside = (familyOf(service.address) === 6 ? inside?.network6 : inside?.network) ?? null;
  const network = method === 'dr' ? onSegment : method === 'nat' ? onInside : null;
  if (network !== null && !contains(network, address)) {
    refuse(at, `found ${address}; expected an address in ${network}: it is reached by ${method.toUpperCase()}, too`);
  }
}
