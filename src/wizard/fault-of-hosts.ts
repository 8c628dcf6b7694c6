import type * as z from 'zod';
import { canonicalAddress } from '../cluster/address.ts';
import { roleGroups } from '../inventory/pattern.ts';
import { address, address6 } from '../inventory/address-values.ts';
import { name as nameForm } from '../inventory/values.ts';
import { type NamedHost, splitItems } from './answers.ts';

/** @returns what is wrong with a value by itself, in the words of the inventory; null when nothing is. */
export function faultOfForm(schema: z.ZodType, value: unknown): string | null {
  return schema.safeParse(value).error?.issues[0]?.message ?? null;
}

// Words of host patterns; __proto__ cannot be a key of a file.
const reservedNames: readonly string[] = ['all', 'none', ...roleGroups, '__proto__'];

export const freeName = (answer: string): string | null =>
  faultOfForm(nameForm(), answer) ??
  (reservedNames.includes(answer) ? `found ${answer}, a word of lvsdeploy; expected another name` : null);

/** Each with a name and an address of its own, also among those that were named before. */
export function faultOfHosts(
  hosts: readonly NamedHost[],
  before: readonly NamedHost[],
  cluster: string,
): string | null {
  if (hosts.length === 0) return 'found none; expected one host at least, such as lb1 192.168.1.252';
  if (hosts.length > 250) return `found ${hosts.length} hosts; expected 250 at most`;
  const known = [...before];
  for (const host of hosts) {
    const fault = faultOfHost(host, known, cluster);
    if (fault !== null) return fault;
    known.push(host);
  }
  return null;
}

function faultOfHost(host: NamedHost, known: readonly NamedHost[], cluster: string): string | null {
  const { name } = host;
  const fault = freeName(name);
  if (fault !== null) return fault;
  if (host.address === '')
    return faultOfForm(address(), name) === null
      ? `found ${name}, an address without a name; expected one before it: host1 ${name}`
      : `found ${name} alone; expected a name and an address: ${name} 192.168.1.252`;
  const wrong =
    faultOfForm(address(), host.address) ?? (host.address6 === null ? null : faultOfForm(address6(), host.address6));
  if (wrong !== null) return `${name}: ${wrong}`;
  if (name === cluster) return `found ${name}, the name of the cluster; expected another one for the host`;
  for (const other of known) {
    if (other.name === name) return `found ${name} a second time; expected a name of its own for each host`;
    const shared = addressesOf(host).find((one) => addressesOf(other).includes(one));
    if (shared !== undefined)
      return `found ${shared} for ${name}, which is the address of ${other.name}; expected another for each host`;
  }
  return null;
}

/** @returns the addresses of a host, each in its one way to be written. */
export function addressesOf({ address: four, address6: six }: NamedHost): readonly string[] {
  return six === null ? [four] : [four, canonicalAddress(six)];
}

/** Three words a host at most: whatever is behind them would be lost. */
export const wellFormedHosts = (answer: string): string | null => {
  const long = splitItems(answer).find((item) => item.split(/\s+/).length > 3);
  return long === undefined ? null : `found “${long}”; expected a name, an IPv4 address and perhaps an IPv6 address`;
};
