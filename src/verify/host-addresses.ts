import { parseHeldAddresses as parseAsPrinted, readAddresses, type HeldAddress } from '../facts/addresses.ts';
import { canonicalAddress } from '../cluster/address.ts';
import type { Question } from './check.ts';

export function askAddresses(host: string): Question {
  return { host, script: readAddresses };
}

/** @returns the addresses that a host lists, each in the one way to write it. */
export function parseHeldAddresses(text: string): readonly HeldAddress[] {
  return parseAsPrinted(text).map((held) => ({ ...held, address: canonicalAddress(held.address) }));
}

/** @returns how the host holds the address, once for each interface that has it. */
export function holdingsOf(text: string, address: string): readonly HeldAddress[] {
  return parseHeldAddresses(text).filter((held) => held.address === canonicalAddress(address));
}
