import ipaddr from 'ipaddr.js';
import type { TableServer } from './table-server.ts';

/** Buckets of the tables of sh and dh (`IP_VS_SH_TAB_BITS`, `IP_VS_DH_TAB_BITS`: 8, unless the kernel was built otherwise). */
const buckets = 256;

/** How a kernel makes a bucket's number of an address. */
export type AddressHash = (address: string) => number;

/**
 * `hash_32` of include/linux/hash.h, whose upper 8 bits are taken, since 4.18; before that Knuth's constant, and the lower 8
 * bits (ip_vs_sh.c and ip_vs_dh.c).
 * @param kernel what `uname -r` says, `6.1.0-13-amd64`.
 */
export function hashOf(kernel: string): AddressHash {
  return isSince(kernel, 4, 18)
    ? (address) => Math.imul(foldAddress(address), 0x61c88647) >>> 24
    : (address) => Math.imul(foldAddress(address), 0x9e3779b1) & (buckets - 1);
}

/** @returns the server of the address in the table of sh: each server fills as many buckets in turn as its weight, one at least. */
export function serverOfSource(servers: readonly TableServer[], source: string, hash: AddressHash): TableServer | null {
  return inService(bucketOf(servers, hash(source)));
}

/**
 * The same with the flag sh-fallback: from the bucket of a server that is out of service on to those behind it (`ip_vs_sh_get_fallback`
 * of ip_vs_sh.c, which counts the hash twice on the way).
 */
export function fallBackOfSource(
  servers: readonly TableServer[],
  source: string,
  hash: AddressHash,
): TableServer | null {
  const first = hash(source);
  const own = inService(bucketOf(servers, first));
  if (own !== null) return own;
  for (let offset = 0; offset < buckets; offset += 1) {
    const found = inService(bucketOf(servers, (2 * first + offset) % buckets));
    if (found !== null) return found;
  }
  return null;
}

function bucketOf(servers: readonly TableServer[], bucket: number): TableServer | undefined {
  const turns = servers.flatMap((server) => Array.from({ length: Math.max(1, server.weight) }, () => server));
  return turns[bucket % turns.length];
}

/** @returns the server of the address in the table of dh: each server fills one bucket in turn, whatever its weight. */
export function serverOfDestination(
  servers: readonly TableServer[],
  destination: string,
  hash: AddressHash,
): TableServer | null {
  return inService(servers[hash(destination) % servers.length]);
}

/** Without the flag for it no other server takes the place of one that is out of service: the connection is refused. */
function inService(server: TableServer | undefined): TableServer | null {
  return server !== undefined && server.weight > 0 ? server : null;
}

/** An IPv4 address as a number; the four words of an IPv6 address, one folded into the other. */
function foldAddress(address: string): number {
  const bytes = ipaddr.parse(address).toByteArray();
  let folded = 0;
  for (const [index, byte] of bytes.entries()) folded ^= byte << (8 * (3 - (index % 4)));
  return folded;
}

function isSince(kernel: string, major: number, minor: number): boolean {
  const [, first = '0', second = '0'] = /^(\d+)\.(\d+)/.exec(kernel) ?? [];
  return Number(first) > major || (Number(first) === major && Number(second) >= minor);
}
