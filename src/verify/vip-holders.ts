import type { Cluster, Director, Vip } from '../cluster/cluster.ts';
import type { Answer, Question } from './check.ts';
import { askAddresses, holdingsOf, parseHeldAddresses } from './host-addresses.ts';
import { reasonOf } from './verdict.ts';

/** Which directors hold a VIP, on whatever interface. */
export interface VipHolders {
  readonly holders: readonly Director[];
  /** Directors that answered and do not hold it. */
  readonly others: readonly Director[];
  /** Directors that could not be reached: nobody knows whether they still hold it. */
  readonly unreachable: readonly Director[];
  /** Directors that answered, but not this question. */
  readonly unclear: readonly Director[];
  /** The lines that name the VIP, by host. */
  readonly evidence: string;
}

export function findHolders(
  cluster: Cluster,
  vip: Pick<Vip, 'address'>,
  answer: (question: Question) => Answer,
): VipHolders {
  const seen = cluster.directors.map((director) => ({ director, ...look(answer(askAddresses(director.name)), vip) }));
  const named = (state: Look['state']) => seen.filter((one) => one.state === state).map(({ director }) => director);
  return {
    holders: named('holds'),
    others: named('does not hold'),
    unreachable: named('unreachable'),
    unclear: named('unclear'),
    evidence: seen.map(({ director, text }) => `${director.name}: ${text}`).join('\n'),
  };
}

interface Look {
  readonly state: 'holds' | 'does not hold' | 'unreachable' | 'unclear';
  readonly text: string;
}

function look(answer: Answer, { address }: Pick<Vip, 'address'>): Look {
  if (answer.kind === 'unreachable') return { state: 'unreachable', text: reasonOf(answer) };
  if (answer.status !== 0) return { state: 'unclear', text: reasonOf(answer) };
  if (parseHeldAddresses(answer.stdout).length === 0) return { state: 'unclear', text: 'ip addr listed no address' };
  const held = holdingsOf(answer.stdout, address);
  if (held.length === 0) return { state: 'does not hold', text: `${address} is on no interface` };
  const places = held.map((one) => `${one.address}/${one.prefixLength} on ${one.label ?? one.interface}`);
  return { state: 'holds', text: places.join(', ') };
}

/** @returns `lb1 and lb2`, `lb1`. */
export function listNames(members: readonly { readonly name: string }[]): string {
  const names = members.map(({ name }) => name);
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1) ?? ''}`;
}
