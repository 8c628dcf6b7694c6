import type { Report } from '../inventory/problem.ts';
import { endpoint, familyOf } from './address.ts';
import type { Cluster, VirtualService } from './cluster.ts';
import { nameOfService } from './service-name.ts';
import { trafficOf } from './traffic.ts';

/** What a virtual service asks of its VIP and of its real servers, and its settings of each other. */
export function validateServices({ vips, virtualServices }: Cluster, report: Report): void {
  for (const [index, service] of virtualServices.entries()) {
    const refuse: Report = (path, message) => report(['virtualServices', index, ...path], message);
    const { address, mark } = service;
    if (mark === null && address !== '' && !vips.some((vip) => vip.address === address)) {
      refuse(
        ['vip'],
        `found ${address}; expected one of the cluster's VIPs: ${vips.map((vip) => vip.address).join(', ')}`,
      );
    }
    if (mark === null && virtualServices.slice(0, index).some((other) => isSame(other, service)))
      refuse(['port'], `found ${nameOfService(service)} a second time; expected each virtual service once`);
    validatePorts(service, refuse);
    validateScheduling(service, refuse);
  }
}

function isSame(other: VirtualService, { address, port, protocol }: VirtualService): boolean {
  return other.mark === null && other.address === address && other.port === port && other.protocol === protocol;
}

function validatePorts({ port, mark, method, realServers }: VirtualService, refuse: Report): void {
  if (method === 'nat') return;
  const name = method.toUpperCase();
  for (const server of realServers) {
    const at = ['realServers', server.name, 'port'];
    if (mark === null && server.port !== port) {
      refuse(
        at,
        `found ${server.port}; expected ${port}, the port of the virtual service: ${name} does not translate ports (method nat does)`,
      );
    }
    if (mark !== null && server.port !== 0) {
      refuse(
        at,
        `found ${server.port}; expected none: with a mark each client's port stays as it is, and ${name} does not translate ports (method nat does)`,
      );
    }
  }
}

function validateScheduling(service: VirtualService, refuse: Report): void {
  const { scheduler, schedulerFlags, method, onePacket, persistence, persistencePrefix } = service;
  const stranger = schedulerFlags.find((flag) => !flag.startsWith(`${scheduler}-`));
  if (stranger !== undefined) {
    refuse(
      ['schedulerFlags'],
      `found ${stranger} with the scheduler ${scheduler}; expected the scheduler ${stranger.split('-')[0] ?? ''}, or no such flag`,
    );
  }
  if (persistencePrefix !== null && familyOf(service.address) === 4 && persistencePrefix > 32) {
    refuse(
      ['persistence', 'prefixLength'],
      `found ${persistencePrefix}; expected a prefix length from 1 to 32, as the service is of IPv4`,
    );
  }
  if (!onePacket) return;
  const tcp = trafficOf(service).find(({ protocol }) => protocol === 'tcp');
  if (tcp !== undefined) {
    refuse(
      ['onePacket'],
      `found true for ${endpoint(tcp.address, tcp.ports[0]?.from ?? 0)}/tcp; expected it with udp only, since a connection of TCP has to stay where it began`,
    );
  }
  // ip_vs_conn_hash of ip_vs_conn.c keeps no connection of one packet, and by that alone an answer is known.
  if (method === 'nat') {
    refuse(
      ['onePacket'],
      'found true with the method nat, whose answers would keep the address of the real server; expected dr or tun',
    );
  }
  if (persistence !== null) {
    refuse(
      ['onePacket'],
      'found true with persistence, by which a client stays with its server; expected one of the two',
    );
  }
}
