import type { Cluster, Destination, Director, ForwardingMethod, VirtualService } from '../cluster/cluster.ts';
import { canonicalAddress, endpoint } from './address.ts';
import type { TableDestination, TableService } from './ipvsadm-table.ts';

const forwards = { dr: 'Route', nat: 'Masq', tun: 'Tunnel' } as const satisfies Record<ForwardingMethod, string>;

/** @returns in words, each with what it means, how a director's table differs from the model. */
export function compareTable(table: readonly TableService[], cluster: Cluster, director: Director): readonly string[] {
  return [
    ...cluster.virtualServices.flatMap((service) => {
      const found = table.find((candidate) => isSame(candidate, service));
      return found === undefined
        ? [
            `the virtual service ${nameOf(service)} is missing: clients of ${director.name} get no answer (keepalived puts nothing back that another hand removed: restart it there, on the standby first)`,
          ]
        : compareService(found, service, director);
    }),
    ...table
      .filter(
        (found) => belongsTo(cluster, found) && !cluster.virtualServices.some((service) => isSame(found, service)),
      )
      .map((found) => `${describe(found)} is a virtual service that the model does not have`),
  ];
}

/** @returns the same, but for servers that are out of service: they count only when none is left to serve. */
export function compareServingTable(
  table: readonly TableService[],
  cluster: Cluster,
  director: Director,
): readonly string[] {
  const virtualServices = cluster.virtualServices.map((service) => {
    const found = table.find((candidate) => isSame(candidate, service))?.destinations ?? [];
    const weightOf = (server: Destination) => found.find((entry) => isAt(entry, server))?.weight ?? 0;
    if (!service.realServers.some((server) => server.weight > 0 && weightOf(server) > 0)) return service;
    // What is out of service may be missing, or be there with weight 0: as it is found, so it is wanted.
    const realServers = service.realServers
      .filter((server) => found.some((entry) => isAt(entry, server)))
      .map((server) => (weightOf(server) === 0 ? { ...server, weight: 0 } : server));
    return { ...service, realServers };
  });
  return compareTable(table, { ...cluster, virtualServices }, director);
}

function compareService(found: TableService, wanted: VirtualService, director: Director): readonly string[] {
  const name = nameOf(wanted);
  const problems: string[] = [];
  if (found.scheduler !== wanted.scheduler) {
    problems.push(`${name} is scheduled by ${found.scheduler}, not by ${wanted.scheduler}`);
  }
  if (found.persistence !== wanted.persistence) {
    problems.push(`${name} has ${persistenceText(found.persistence)}, not ${persistenceText(wanted.persistence)}`);
  }
  for (const server of wanted.realServers) {
    const entry = found.destinations.find((candidate) => isAt(candidate, server));
    problems.push(
      ...(entry === undefined ? [missingText(name, server)] : compareServer(entry, server, wanted, director)),
    );
  }
  const extra = found.destinations.filter((entry) => !wanted.realServers.some((server) => isAt(entry, server)));
  return [
    ...problems,
    ...extra.map((entry) => `${name} sends to ${endpoint(entry.address, entry.port)}, unknown to the model`),
  ];
}

function compareServer(
  found: TableDestination,
  wanted: Destination,
  { method }: VirtualService,
  director: Director,
): readonly string[] {
  const server = `${wanted.name} (${endpoint(wanted.address, wanted.port)})`;
  const problems: string[] = [];
  const isOwn = canonicalAddress(wanted.address) === canonicalAddress(director.address);
  if (found.forward !== forwards[method] && !(isOwn && found.forward === 'Local')) {
    problems.push(`${server} is reached by ${found.forward}, not by ${forwards[method]}`);
  }
  if (found.weight === wanted.weight) return problems;
  const reason =
    found.weight === 0 && wanted.inhibitOnFailure
      ? ': out of service, its health check fails (inhibit_on_failure keeps the entry)'
      : ': changed by hand, or by a script that keepalived does not know of';
  return [...problems, `${server} has weight ${found.weight}, not ${wanted.weight}${reason}`];
}

function missingText(service: string, { name, address, port, inhibitOnFailure, healthCheck }: Destination): string {
  const reason =
    healthCheck === null || inhibitOnFailure
      ? 'it was removed by hand, or never added'
      : 'its health check fails, or it was removed by hand';
  return `${name} (${endpoint(address, port)}) is missing from ${service}: ${reason}`;
}

function isSame({ key }: TableService, { protocol, address, port }: VirtualService): boolean {
  if (key.kind === 'mark') return false;
  return key.protocol === protocol && key.port === port && key.address === canonicalAddress(address);
}

function isAt(entry: TableDestination, { address, port }: Destination): boolean {
  return entry.address === canonicalAddress(address) && entry.port === port;
}

/** Another cluster may share the directors: its addresses, and firewall marks, are not this one's business. */
function belongsTo({ vips }: Cluster, { key }: TableService): boolean {
  return key.kind === 'address' && vips.some(({ address }) => canonicalAddress(address) === key.address);
}

function nameOf({ protocol, address, port }: VirtualService): string {
  return `${protocol.toUpperCase()} ${endpoint(address, port)}`;
}

function describe({ key }: TableService): string {
  return key.kind === 'mark' ? `FWM ${key.mark}` : `${key.protocol.toUpperCase()} ${endpoint(key.address, key.port)}`;
}

function persistenceText(seconds: number | null): string {
  return seconds === null ? 'no persistence' : `a persistence of ${seconds} s`;
}

/** @returns the service as `ipvsadm -Ln` would print it, for the reader to compare. */
export function describeWanted(service: VirtualService): string {
  const persistence = service.persistence === null ? '' : ` persistent ${service.persistence}`;
  const servers = service.realServers.map(
    ({ address, port, weight }) => `${endpoint(address, port)} ${forwards[service.method]} ${weight}`,
  );
  return `${nameOf(service)} ${service.scheduler}${persistence} -> ${servers.join(', ')}`;
}
