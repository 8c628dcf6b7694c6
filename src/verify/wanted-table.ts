import type { Cluster, Destination, Director, ForwardingMethod, VirtualService } from '../cluster/cluster.ts';
import { canonicalAddress, endpoint } from '../cluster/address.ts';
import { isServer, isService, type TableDestination, type TableService } from './ipvsadm-table.ts';

const forwards = { dr: 'Route', nat: 'Masq', tun: 'Tunnel' } as const satisfies Record<ForwardingMethod, string>;

/** One way in which a director's table differs from the model. */
export interface TableProblem {
  /** In words, with what it means. */
  readonly text: string;
  /** `out of service`: as if a health check failed. `drained`: on purpose. `drift`: another hand was there. `extra`: nothing that keepalived knows of. */
  readonly kind: 'out of service' | 'drained' | 'drift' | 'extra';
  /** The server that is missing or has another weight. */
  readonly server?: Destination;
  /** What takes away what is extra. */
  readonly removal?: string;
}

/** @returns how a director's table differs from the model. */
export function compareTable(
  table: readonly TableService[],
  cluster: Cluster,
  director: Director,
): readonly TableProblem[] {
  return [
    ...cluster.virtualServices.flatMap((service) => {
      const found = table.find((candidate) => isService(candidate, service));
      return found === undefined
        ? [drift(`the virtual service ${nameOf(service)} is missing: clients of ${director.name} get no answer`)]
        : compareService(found, service, director);
    }),
    ...table
      .filter(
        (found) => belongsTo(cluster, found) && !cluster.virtualServices.some((service) => isService(found, service)),
      )
      .map((found): TableProblem => {
        const text = `${describe(found)} is a virtual service that the model does not have`;
        return { kind: 'extra', text, removal: `ipvsadm -D ${optionOf(found)}` };
      }),
  ];
}

/** @returns the same, but for servers that are out of service: they count only when none is left to serve. */
export function compareServingTable(
  table: readonly TableService[],
  cluster: Cluster,
  director: Director,
): readonly TableProblem[] {
  const virtualServices = cluster.virtualServices.map((service) => {
    const found = table.find((candidate) => isService(candidate, service))?.destinations ?? [];
    const weightOf = (server: Destination) => found.find((entry) => isServer(entry, server))?.weight ?? 0;
    if (!service.realServers.some((server) => server.weight > 0 && weightOf(server) > 0)) return service;
    // What is out of service may be missing, or be there with weight 0: as it is found, so it is wanted.
    const realServers = service.realServers
      .filter((server) => found.some((entry) => isServer(entry, server)))
      .map((server) => (weightOf(server) === 0 ? { ...server, weight: 0 } : server));
    return { ...service, realServers };
  });
  return compareTable(table, { ...cluster, virtualServices }, director);
}

function compareService(found: TableService, wanted: VirtualService, director: Director): readonly TableProblem[] {
  const name = nameOf(wanted);
  const problems: TableProblem[] = [];
  if (found.scheduler !== wanted.scheduler) {
    problems.push(drift(`${name} is scheduled by ${found.scheduler}, not by ${wanted.scheduler}`));
  }
  if (found.persistence !== wanted.persistence) {
    problems.push(
      drift(`${name} has ${persistenceText(found.persistence)}, not ${persistenceText(wanted.persistence)}`),
    );
  }
  for (const server of wanted.realServers) {
    const entry = found.destinations.find((candidate) => isServer(candidate, server));
    problems.push(...(entry === undefined ? [missing(name, server)] : compareServer(entry, server, wanted, director)));
  }
  const extra = found.destinations.filter((entry) => !wanted.realServers.some((server) => isServer(entry, server)));
  return [
    ...problems,
    ...extra.map((entry): TableProblem => {
      const place = endpoint(entry.address, entry.port);
      const text = `${name} sends to ${place}, unknown to the model`;
      return { kind: 'extra', text, removal: `ipvsadm -d ${optionOf(found)} -r ${place}` };
    }),
  ];
}

function compareServer(
  found: TableDestination,
  wanted: Destination,
  { method }: VirtualService,
  director: Director,
): readonly TableProblem[] {
  const server = `${wanted.name} (${endpoint(wanted.address, wanted.port)})`;
  const problems: TableProblem[] = [];
  const isOwn = canonicalAddress(wanted.address) === canonicalAddress(director.address);
  if (found.forward !== forwards[method] && !(isOwn && found.forward === 'Local')) {
    problems.push(drift(`${server} is reached by ${found.forward}, not by ${forwards[method]}`));
  }
  if (found.weight === wanted.weight) return problems;
  const text = `${server} has weight ${found.weight}, not ${wanted.weight}`;
  if (found.weight === 0 && wanted.inhibitOnFailure) {
    const reason = 'out of service, its health check fails (inhibit_on_failure keeps the entry)';
    return [...problems, { kind: 'out of service', server: wanted, text: `${text}: ${reason}` }];
  }
  const reason = 'changed by hand, or by a script that keepalived does not know of';
  return [...problems, { kind: 'drift', server: wanted, text: `${text}: ${reason}` }];
}

function missing(service: string, server: Destination): TableProblem {
  const { name, address, port, inhibitOnFailure, healthCheck } = server;
  const text = `${name} (${endpoint(address, port)}) is missing from ${service}`;
  return healthCheck === null || inhibitOnFailure
    ? { kind: 'drift', server, text: `${text}: it was removed by hand, or never added` }
    : { kind: 'out of service', server, text: `${text}: its health check fails, or it was removed by hand` };
}

function drift(text: string): TableProblem {
  return { kind: 'drift', text };
}

/** @returns the service as ipvsadm(8) takes it. */
function optionOf({ key }: TableService): string {
  if (key.kind === 'mark') return `-f ${key.mark}${key.family === 6 ? ' -6' : ''}`;
  const option = { tcp: '-t', udp: '-u', sctp: '--sctp-service' }[key.protocol];
  return `${option} ${endpoint(key.address, key.port)}`;
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
