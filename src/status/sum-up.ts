import { endpoint } from '../cluster/address.ts';
import type { Cluster, VirtualService } from '../cluster/cluster.ts';
import { isServer, isService, type TableDestination, type TableService } from '../verify/ipvsadm-table.ts';
import { nameInTable } from '../verify/service-places.ts';
import { describeEntry, placeOf } from '../verify/table-words.ts';
import { figureKey, rateOver } from './figures.ts';
import type { Look } from './look.ts';
import type { Figures, ServerStatus, ServiceStatus } from './status.ts';

/**
 * @param past the looks before, the oldest first.
 * @returns the table of a director beside the model, with what came in a second: what the looks saw, else what the kernel says.
 */
export function sumUpTable(cluster: Cluster, look: Look, past: readonly Look[]): readonly ServiceStatus[] | null {
  const { table } = look;
  if (table === null) return null;
  const rateOf = (key: string): Figures | null => {
    const samples = [...past, look].flatMap(({ uptime, totals }) => {
      const found = totals.get(key);
      return found === undefined ? [] : [{ uptime, figures: found }];
    });
    return rateOver(samples) ?? look.rates.get(key) ?? null;
  };
  const figures = (key: string) => ({ rates: rateOf(key), total: look.totals.get(key) ?? null });
  const found = table.map((entry) => {
    const service = cluster.virtualServices.find((one) => isService(entry, one));
    const name = describeEntry(entry);
    return {
      name,
      scheduler: entry.scheduler,
      isKnown: service !== undefined,
      ...figures(figureKey(name)),
      servers: [
        ...entry.destinations.map((destination) => ({
          ...serverOf(destination, service),
          ...figures(figureKey(name, destination)),
        })),
        ...missingServers(entry, service),
      ],
    };
  });
  const missing = cluster.virtualServices.filter((service) => !table.some((entry) => isService(entry, service)));
  return [...found, ...missing.map(missingService)];
}

function serverOf(
  { address, port, forward, weight, activeConnections, inactiveConnections }: TableDestination,
  service: VirtualService | undefined,
): Omit<ServerStatus, 'rates' | 'total'> {
  const known = service?.realServers.find((server) => isServer({ address, port }, server));
  const sorry = service?.sorryServer;
  const isSorry = sorry != null && isServer({ address, port }, sorry);
  return {
    name: known?.name ?? (isSorry ? 'sorry server' : null),
    place: placeOf({ address, port }),
    forward,
    weight,
    wanted: known?.weight ?? null,
    active: activeConnections,
    inactive: inactiveConnections,
  };
}

function missingServers(entry: TableService, service: VirtualService | undefined): readonly ServerStatus[] {
  const servers = service?.realServers ?? [];
  return servers
    .filter((server) => !entry.destinations.some((destination) => isServer(destination, server)))
    .map(({ name, address, port, weight }) => ({ ...absent, name, place: placeOf({ address, port }), wanted: weight }));
}

function missingService(service: VirtualService): ServiceStatus {
  return {
    name: nameInTable(service),
    scheduler: null,
    isKnown: true,
    rates: null,
    total: null,
    servers: service.realServers.map(({ name, address, port, weight }) => ({
      ...absent,
      name,
      place: port === 0 ? address : endpoint(address, port),
      wanted: weight,
    })),
  };
}

const absent = { forward: null, weight: null, active: 0, inactive: 0, rates: null, total: null } as const;
