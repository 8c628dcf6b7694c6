import { sh } from '../shell/shell.ts';
import { canonicalAddress } from './address.ts';
import type { Question } from './check.ts';

/** One address that a host holds. */
export interface HeldAddress {
  readonly interface: string;
  readonly address: string;
  readonly prefixLength: number;
  /** IPv4: the label, `eth0:1`, or the interface's name. IPv6 has none: null. */
  readonly label: string | null;
}

export function askAddresses(host: string): Question {
  return { host, script: sh`ip -o addr show` };
}

/** @returns the addresses that `ip -o addr show` lists (ip-address(8)). */
export function parseHeldAddresses(text: string): readonly HeldAddress[] {
  const line = /^\d+: (\S+?)(?:@\S+)? +(inet6?) ([\da-f.:]+)(?: peer [\da-f.:]+)?\/(\d+)([^\\\n]*)/gm;
  return [...text.matchAll(line)].map(([, name = '', family = '', address = '', prefixLength = '', rest = '']) => ({
    interface: name,
    address: canonicalAddress(address),
    prefixLength: Number(prefixLength),
    label: family === 'inet' ? (rest.trim().split(/\s+/).at(-1) ?? null) : null,
  }));
}

/** @returns how the host holds the address, once for each interface that has it. */
export function holdingsOf(text: string, address: string): readonly HeldAddress[] {
  return parseHeldAddresses(text).filter((held) => held.address === canonicalAddress(address));
}
