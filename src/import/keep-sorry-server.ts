import { isIpv6 } from '../cluster/address.ts';
import { contains } from '../cluster/network.ts';
import { toFillIn } from './inventory-draft.ts';
import type { Ledger } from './ledger.ts';
import type { SettledService } from './settle-service.ts';

/** Where the servers of each method are: the segment, and the network of NAT, which is the segment where nothing else is said. */
export interface Networks {
  readonly dr: { readonly segment: string; readonly segment6: string | null };
  readonly nat: { readonly network?: string; readonly network6?: string | null } | null;
}

/** Leaves out a sorry server that an inventory refuses: one on the director itself, or in another network. */
export function keepSorryServer(service: SettledService, networks: Networks, ledger: Ledger): SettledService {
  const { sorry, settings } = service;
  const { sorryServer, ...rest } = settings;
  const address = (sorryServer as { readonly address: string } | undefined)?.address;
  if (sorry === null || address === undefined) return service;
  const method = String(settings['method']);
  const refuse = (why: string): SettledService => {
    ledger.name('not carried over', sorry, why);
    return { ...service, settings: rest };
  };
  if (/^127\.|^::1$/.test(address))
    return refuse(
      `${address} is the director itself, and an inventory reaches a sorry server by ${method.toUpperCase()} like the real servers: name a host`,
    );
  const vip = 'address' in service.key ? service.key.address : (service.servers[0]?.address ?? address);
  if (isIpv6(vip) !== isIpv6(address)) return refuse('a sorry server is of the family of its service');
  const network = networkOf(method, isIpv6(address), networks);
  if (network === null || network === toFillIn || contains(network, address)) return service;
  return refuse(`by ${method.toUpperCase()} a sorry server is in ${network}, as the real servers are`);
}

function networkOf(method: string, isSix: boolean, { dr, nat }: Networks): string | null {
  const segment = isSix ? dr.segment6 : dr.segment;
  if (method === 'dr') return segment;
  if (method !== 'nat' || nat === null) return null;
  return (isSix ? nat.network6 : (nat.network ?? segment)) ?? null;
}
