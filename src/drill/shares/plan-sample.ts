import type { VirtualService } from '../../cluster/cluster.ts';
import { promisedFor } from '../../scheduler/promise-of.ts';
import { roundOf, type Round } from '../../scheduler/round.ts';

/** Fewer requests would show less than a percentage that somebody could believe. */
const fewest = 40;
/** A round of odd weights may be long; a test is no load test. */
const most = 400;

/** @returns the round in which the scheduler takes turns; null for one that does not. */
export function roundFor(service: VirtualService): Round | null {
  const { scheduler, realServers } = service;
  if (promisedFor(service) !== 'rounds') return null;
  return roundOf(
    scheduler === 'rr' ? realServers.map(({ name, weight }) => ({ name, weight: Math.min(1, weight) })) : realServers,
  );
}

/**
 * @param addresses the client's own.
 * @returns from which of them the requests are sent, one after the other: all in turn, as many as make whole rounds, so that it
 * does not matter where the scheduler stands. With persistence each is used once: a second request would meet the same server.
 */
export function planSample(service: VirtualService, addresses: readonly string[]): readonly string[] {
  const length = Math.max(1, roundFor(service)?.length ?? 1);
  const once = addresses.slice(0, most);
  if (service.persistence !== null) {
    const count = Math.min(once.length, length * Math.ceil(fewest / length));
    return once.slice(0, count < length ? count : count - (count % length));
  }
  const count = promisedFor(service) === 'known per source' ? Math.max(fewest, once.length) : fewest;
  return inTurn(once, Math.min(most, length * Math.ceil(count / length)));
}

function inTurn(addresses: readonly string[], count: number): readonly string[] {
  if (addresses.length === 0) return [];
  return Array.from({ length: count }, (_, index) => addresses[index % addresses.length] ?? '');
}
