import { endpoint } from './address.ts';
import type { FirewallMark, VirtualService } from './cluster.ts';

/** @returns what a message calls a virtual service: `192.168.1.229:80/tcp`, `mark 1`, `mark 1 of IPv6`. */
export function nameOfService({ address, port, protocol, mark }: VirtualService): string {
  return mark === null ? `${endpoint(address, port)}/${protocol}` : nameOfMark(mark);
}

export function nameOfMark({ number, family }: FirewallMark): string {
  return family === 6 ? `mark ${number} of IPv6` : `mark ${number}`;
}
