import { isIpv6, wholeLength } from '../cluster/address.ts';
import type { Router } from './combine-vrrp.ts';
import type { SettledService } from './settle-service.ts';

export interface FoundVip {
  readonly address: string;
  readonly prefixLength: number | null;
  readonly label: string | null;
}

/** Those of instances, and the addresses of services that no instance has. */
export function findVips({ vips, config, main, inside }: Router, services: readonly SettledService[]): FoundVip[] {
  const { ledger } = config;
  const found: FoundVip[] = vips.map(({ address, prefixLength, label, interface: where, statement }) => {
    const isLabel = label !== null && /^(?=.{1,15}$)[^\s/:]+:[^\s/:]+$/.test(label) && !isIpv6(address);
    if (label !== null && !isLabel)
      ledger.remark(
        'not carried over',
        statement,
        `${label} is no label that an inventory has: interface:number, of IPv4`,
      );
    if (where !== null && where !== main?.interface?.value)
      ledger.remark(
        'not carried over',
        statement,
        `only dev ${where} is lost: an inventory has the VIPs on the interface of their instance`,
      );
    return { address, prefixLength, label: isLabel ? label : null };
  });
  const gateways = inside.flatMap((instance) => instance.addresses);
  for (const { label, interface: where, statement } of gateways) {
    if (label !== null) ledger.remark('not carried over', statement, 'a gateway has no label');
    const own = inside[0]?.interface?.value;
    if (where !== null && where !== own)
      ledger.remark('not carried over', statement, 'a gateway is on the interface of its instance');
  }
  for (const { key, statement } of services) {
    if (!('address' in key) || found.some(({ address }) => address === key.address)) continue;
    found.push({ address: key.address, prefixLength: null, label: null });
    ledger.remark(
      'carried differently',
      statement,
      `no vrrp_instance has the address ${key.address}: in the inventory it is a VIP, which the directors hold`,
    );
  }
  return found;
}

export function vipSettings({ address, prefixLength, label }: FoundVip): object {
  const full = wholeLength(address);
  return {
    address,
    ...(prefixLength !== null && prefixLength !== full && { prefixLength }),
    ...(!isIpv6(address) && { label: label ?? 'none' }),
  };
}
