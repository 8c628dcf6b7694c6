import type { Cluster, Destination, Director, VirtualService } from '../cluster/cluster.ts';
import { canonicalAddress } from '../cluster/address.ts';
import { isServer, isService, type TableDestination, type TableService } from './ipvsadm-table.ts';
import { nameInTable } from './service-places.ts';
import { flagsOf, parseFlags } from './table-flags.ts';
import { describeEntry, forwards, optionOf, persistenceText, placeOf, prefixText } from './table-words.ts';

/** One way in which a director's table differs from the model. */
export interface TableProblem {
  /** In words, with what it means. */
  readonly text: string;
  /**
   * `out of service`: as if a health check failed. `no quorum`: it gave way to the sorry server. `drained`: on purpose. `drift`:
   * another hand was there. `extra`: nothing that keepalived knows of.
   */
  readonly kind: 'out of service' | 'no quorum' | 'drained' | 'drift' | 'extra';
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
        ? [drift(`the virtual service ${nameInTable(service)} is missing: clients of ${director.name} get no answer`)]
        : compareService(found, service, director);
    }),
    ...table
      .filter(
        (found) => belongsTo(cluster, found) && !cluster.virtualServices.some((service) => isService(found, service)),
      )
      .map((found): TableProblem => {
        const text = `${describeEntry(found)} is a virtual service that the model does not have`;
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
  const name = nameInTable(wanted);
  const problems: TableProblem[] = [];
  if (found.scheduler !== wanted.scheduler) {
    problems.push(drift(`${name} is scheduled by ${found.scheduler}, not by ${wanted.scheduler}`));
  }
  problems.push(...compareFlags(found, wanted));
  const sorry = sorryEntry(found, wanted);
  if (sorry !== undefined) return [...problems, ...withoutQuorum(found, wanted, sorry)];
  for (const server of wanted.realServers) {
    const entry = found.destinations.find((candidate) => isServer(candidate, server));
    problems.push(...(entry === undefined ? [missing(name, server)] : compareServer(entry, server, wanted, director)));
  }
  const extra = found.destinations.filter((entry) => !wanted.realServers.some((server) => isServer(entry, server)));
  return [
    ...problems,
    ...extra.map((entry): TableProblem => {
      const place = placeOf(entry);
      const text = `${name} sends to ${place}, unknown to the model`;
      return { kind: 'extra', text, removal: `ipvsadm -d ${optionOf(found)} -r ${place}` };
    }),
  ];
}

function compareFlags(found: TableService, wanted: VirtualService): readonly TableProblem[] {
  const name = nameInTable(wanted);
  const there = parseFlags(found.flags);
  const model = flagsOf(wanted);
  const flags = (of: readonly string[]) => of.toSorted().join(', ') || 'no flags';
  const texts = [
    ...(there.persistence === model.persistence
      ? []
      : [`${name} has ${persistenceText(there.persistence)}, not ${persistenceText(model.persistence)}`]),
    ...(there.persistencePrefix === model.persistencePrefix
      ? []
      : [
          `${name} takes ${prefixText(there.persistencePrefix)} for one client, not ${prefixText(model.persistencePrefix)}`,
        ]),
    ...(flags(there.schedulerFlags) === flags(model.schedulerFlags)
      ? []
      : [`${name} has ${flags(there.schedulerFlags)} of its scheduler, not ${flags(model.schedulerFlags)}`]),
    ...(there.onePacket === model.onePacket
      ? []
      : [`${name} is scheduled ${there.onePacket ? 'packet by packet' : 'by connections, not packet by packet'}`]),
  ];
  return texts.map(drift);
}

/** @returns the entry of the sorry server, which takes the place of all others while the quorum is lost. */
function sorryEntry(found: TableService, { sorryServer, realServers }: VirtualService): TableDestination | undefined {
  if (sorryServer === null || realServers.some((server) => isServer(sorryServer, server))) return undefined;
  return found.destinations.find((entry) => isServer(entry, sorryServer));
}

function withoutQuorum(found: TableService, wanted: VirtualService, sorry: TableDestination): readonly TableProblem[] {
  const { quorum, realServers } = wanted;
  const reason = `the living ones weigh less than the quorum of ${quorum}, so the sorry server ${placeOf(sorry)} answers`;
  const gone = realServers.filter((server) => !found.destinations.some((entry) => isServer(entry, server)));
  const name = nameInTable(wanted);
  if (gone.length === 0) return [drift(`${name} sends to its sorry server ${placeOf(sorry)} beside the real servers`)];
  return gone.map((server) => ({
    kind: 'no quorum',
    server,
    text: `${server.name} (${placeOf(server)}) is missing from ${name}: ${reason}`,
  }));
}

function compareServer(
  found: TableDestination,
  wanted: Destination,
  { method }: VirtualService,
  director: Director,
): readonly TableProblem[] {
  const server = `${wanted.name} (${placeOf(wanted)})`;
  const problems: TableProblem[] = [];
  const own = [director.address, director.address6 ?? ''].map(canonicalAddress);
  const isOwn = own.includes(canonicalAddress(wanted.address));
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
  const { name, inhibitOnFailure, healthCheck } = server;
  const text = `${name} (${placeOf(server)}) is missing from ${service}`;
  return healthCheck === null || inhibitOnFailure
    ? { kind: 'drift', server, text: `${text}: it was removed by hand, or never added` }
    : { kind: 'out of service', server, text: `${text}: its health check fails, or it was removed by hand` };
}

function drift(text: string): TableProblem {
  return { kind: 'drift', text };
}

/** Another cluster may share the directors: its addresses are not this one's business, nor are marks that lead elsewhere. */
function belongsTo({ vips, realServers }: Cluster, { key, destinations }: TableService): boolean {
  if (key.kind === 'address') return vips.some(({ address }) => canonicalAddress(address) === key.address);
  const ours = realServers.flatMap(({ address, address6 }) => [address, address6 ?? '']).map(canonicalAddress);
  return destinations.length > 0 && destinations.every(({ address }) => ours.includes(address));
}
