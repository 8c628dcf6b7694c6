import type { VirtualService } from '../../cluster/cluster.ts';
import type { TableServer } from '../../scheduler/table-server.ts';
import { isServer, isService, parseIpvsadmTable } from '../../verify/ipvsadm-table.ts';

/** The service as the kernel of a director has it. */
export interface KernelTable {
  readonly scheduler: string;
  /** In the order of the kernel's list, with its weights. */
  readonly servers: readonly TableServer[];
}

/** @returns the service of what `ipvsadm -Ln --nosort` prints: sorted, the order would not be the kernel's; null without it. */
export function readKernelTable(text: string, service: VirtualService): KernelTable | null {
  const table = parseIpvsadmTable(text);
  if ('notUnderstood' in table) return null;
  const found = table.find((candidate) => isService(candidate, service));
  if (found === undefined) return null;
  const servers = found.destinations.map(({ address, port, weight, activeConnections, inactiveConnections }) => {
    const server = service.realServers.find((one) => isServer({ address, port }, one));
    return {
      name: server?.name ?? `${address}:${port}`,
      weight,
      active: activeConnections,
      inactive: inactiveConnections,
    };
  });
  return { scheduler: found.scheduler, servers };
}

/** @returns the servers that the inventory wants, with its weights, in the order of the kernel's list; what is missing there comes last. */
export function wantedServers({ realServers }: VirtualService, { servers }: KernelTable): readonly TableServer[] {
  const known = servers.flatMap((server) => {
    const wanted = realServers.find(({ name }) => name === server.name);
    return wanted === undefined ? [] : [{ ...server, weight: wanted.weight }];
  });
  const missing = realServers.filter(({ name }) => !known.some((one) => one.name === name));
  return [...known, ...missing.map(({ name, weight }) => ({ name, weight, active: 0, inactive: 0 }))];
}

/** @returns in words where the kernel's table is not what the inventory wants; empty where it is. */
export function tellDeviation({ scheduler, realServers }: VirtualService, table: KernelTable): string {
  const isWanted =
    table.scheduler === scheduler &&
    table.servers.length === realServers.length &&
    table.servers.every((server) => realServers.find(({ name }) => name === server.name)?.weight === server.weight);
  if (isWanted) return '';
  const weights = table.servers.map(({ name, weight }) => `${name} ${weight}`);
  return `; the kernel has ${table.scheduler} with the weights ${weights.join(', ') || 'of no server'}`;
}
