import {
  familiesBy,
  familyOf,
  gatewayFor,
  methodsFor,
  tunnels,
  vipsHeldBy,
  wholeLength,
  type Cluster,
  type RealServer,
} from 'lvsdeploy';
import { matchAddress, type PacketRules } from '../packet-rules.ts';

/** An address that a real server holds, where no neighbour learns of it. */
export interface Holding {
  readonly device: string;
  readonly address: string;
  /** 32, or 128 for IPv6. */
  readonly prefixLength: number;
  readonly label: string | null;
}

/** The default route of a real server of NAT. */
export interface WayBack {
  readonly family: 4 | 6;
  readonly gateway: string;
  readonly device: string;
}

/** @returns the VIPs of a real server: on the loopback for direct routing, else on the device of the tunnel they come out of. */
export function holdingsOf(cluster: Cluster, server: RealServer): readonly Holding[] {
  return vipsHeldBy(cluster, server.name).map(({ address, realServerLabel }) => {
    const prefixLength = wholeLength(address);
    return methodsFor(cluster, server.name, address).includes('dr')
      ? { device: 'lo', address, prefixLength, label: realServerLabel }
      : { device: tunnels[familyOf(address)].device, address, prefixLength, label: null };
  });
}

/** @returns the families in which packets reach the real server by a tunnel. */
export function tunnelsTo(cluster: Cluster, server: RealServer): readonly (4 | 6)[] {
  return familiesBy(cluster, 'tun', server.name);
}

/** @returns the default routes that the real server must have; none when it is in no service of NAT. */
export function waysBack(cluster: Cluster, server: RealServer): readonly WayBack[] {
  return familiesBy(cluster, 'nat', server.name).flatMap((family) => {
    const gateway = gatewayFor(cluster, family);
    return gateway === null ? [] : [{ family, gateway, device: server.interface }];
  });
}

/**
 * @returns the rules by which the real server asks clients for segments that fit through the tunnel. Else nobody tells them:
 * the director's message that a packet is too large is often lost on the way (RFC 2923, 2.1).
 */
export function segmentRules(cluster: Cluster, server: RealServer): PacketRules {
  const vips = vipsHeldBy(cluster, server.name).filter(({ address }) =>
    methodsFor(cluster, server.name, address).includes('tun'),
  );
  const rules = vips.map(({ address }) => {
    const { family, nft, iptables } = matchAddress('saddr', address);
    const size = tunnels[family].largestSegment;
    return {
      family,
      nft: `${nft} tcp flags & (syn | rst) == syn tcp option maxseg size set ${size}`,
      iptables: [`${iptables} -p tcp -m tcp --tcp-flags SYN,RST SYN -j TCPMSS --set-mss ${size}`],
    };
  });
  return { table: 'lvsdeploy', chain: 'lvsdeploy', hook: 'output', rules };
}
