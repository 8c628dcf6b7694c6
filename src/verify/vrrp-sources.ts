import { canonicalAddress, familyOf } from '../cluster/address.ts';
import type { Cluster, Director } from '../cluster/cluster.ts';
import { interfaceOf, type VrrpInstance } from '../cluster/vrrp-instances.ts';
import type { Answer, Question } from './check.ts';
import { askAddresses, parseHeldAddresses } from './host-addresses.ts';

/** Who may have sent an advertisement. */
export interface Sources {
  /** @returns the director that has the address, or null. */
  readonly directorOf: (source: string) => Director | null;
  /** Directors of which not all addresses are known: one that no other has may be theirs. */
  readonly unknown: readonly Director[];
}

/** @returns the questions that tell from which addresses each director may speak. */
export function askSources({ vrrp, directors }: Cluster): readonly Question[] {
  return vrrp === null ? [] : directors.map(({ name }) => askAddresses(name));
}

/**
 * @returns the addresses of each director by which it may speak as the instance: the model's, and what it has on that interface.
 * The source of IPv6 is a link-local address, and the model does not know that of the inside.
 */
export function sourcesOf(cluster: Cluster, instance: VrrpInstance, answer: (question: Question) => Answer): Sources {
  const known = cluster.directors.map((director) => ({
    director,
    ...addressesFor(director, cluster, instance, answer),
  }));
  return {
    directorOf: (source) =>
      known.find(({ addresses }) => addresses.includes(canonicalAddress(source)))?.director ?? null,
    unknown: known.filter(({ isKnown }) => !isKnown).map(({ director }) => director),
  };
}

function addressesFor(
  director: Director,
  cluster: Cluster,
  instance: VrrpInstance,
  answer: (question: Question) => Answer,
): { readonly addresses: readonly string[]; readonly isKnown: boolean } {
  const { family, side } = instance;
  const modelled = side === 'inside' ? [] : family === 6 ? [director.address6 ?? ''] : [director.address];
  const reply = answer(askAddresses(director.name));
  const device = interfaceOf(instance, director, cluster);
  const held = reply.kind === 'answered' && reply.status === 0 ? parseHeldAddresses(reply.stdout) : [];
  const own = held.filter((one) => one.interface === device && familyOf(one.address) === family);
  // An IPv4 address on the segment is all that the model says, and enough.
  const isKnown = own.length > 0 || (family === 4 && side === 'segment');
  return { addresses: [...modelled, ...own.map(({ address }) => address)].map(canonicalAddress), isKnown };
}
