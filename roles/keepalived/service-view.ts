import { isIpv6, netmaskOf, UsageError, type Cluster, type Destination, type VirtualService } from 'lvsdeploy';
import { checkerOf } from './checker.ts';

/** @returns a virtual_server of keepalived.conf(5). @throws UsageError for one that keepalived refuses. */
export function serviceView(service: VirtualService, cluster: Cluster): object {
  const { address, port, mark, realServers, sorryServer } = service;
  if (realServers.every(({ weight }) => weight === 0)) {
    // Its quorum is at least 1 and more than the sum of the weights: `keepalived -t` refuses the whole file.
    const name = mark === null ? `${address}:${port}` : `the mark ${mark.number}`;
    throw new UsageError(`all servers of ${name} have weight 0, which keepalived refuses`, {
      place: cluster.name,
      hint: 'Give one of them a weight, or take the virtual service out of the inventory.',
    });
  }
  return {
    ...service,
    key: mark === null ? `${address} ${port}` : `fwmark ${mark.number}`,
    // A mark says nothing of a protocol, nor of the family, for which IPv4 is taken.
    protocol: mark === null && service.protocol.toUpperCase(),
    isOfIpv6Mark: mark?.family === 6,
    method: service.method.toUpperCase(),
    granularity: granularityOf(service),
    warmup: service.warmup === null ? null : String(service.warmup),
    quorum: service.quorum === 1 ? null : service.quorum,
    sorryServer: sorryServer && placeOf(sorryServer),
    realServers: realServers.map(destinationView),
  };
}

/** For IPv4 a mask, for IPv6 the length of the prefix. */
function granularityOf({ address, persistencePrefix }: VirtualService): string | null {
  if (persistencePrefix === null) return null;
  return isIpv6(address) ? String(persistencePrefix) : netmaskOf(persistencePrefix);
}

/** Without a port in a service by mark: it stays what the client asked for. */
function placeOf({ address, port }: { readonly address: string; readonly port: number }): string {
  return port === 0 ? address : `${address} ${port}`;
}

/** The weights that the status of a script may set: it is 2 to 255, less 2. */
const highestOfScripts = 253;

function destinationView(destination: Destination): object {
  const { name, healthCheck, weight, inhibitOnFailure } = destination;
  const isSetByScript = healthCheck?.kind === 'misc' && healthCheck.dynamic;
  return {
    name,
    place: placeOf(destination),
    weight,
    inhibitOnFailure,
    // With 0 as factor keepalived would take the server for a failed one.
    drainFactor: Math.max(weight, isSetByScript ? highestOfScripts : 1),
    checker: healthCheck && checkerOf(healthCheck, destination),
  };
}
