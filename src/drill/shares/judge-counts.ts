import type { VirtualService } from '../../cluster/cluster.ts';
import { cannotTell, type Finding } from '../../verify/verdict.ts';
import { sumOf, type Counters } from './counters.ts';
import type { Expected } from './expect-shares.ts';
import { roundFor } from './plan-sample.ts';

/** What counts are held against. */
export interface Against {
  readonly service: VirtualService;
  readonly expected: Expected;
  /** Connections of other clients meanwhile, each of which took a turn of the scheduler; null when that is not known. */
  readonly others: number | null;
  /** Answers are the client's own; connections are all that came. */
  readonly of: 'answers' | 'connections';
}

/** Up to this part of all, other clients' connections are allowed for; more of them, and nothing can be told. */
const fewOthers = 0.1;
/** How far from its simulation a tendency may be. */
const aboutThis = 0.1;

/** Holds who got how much against what the scheduler promises. */
export function judgeCounts(counts: Counters, against: Against): Finding {
  const { service, expected, others } = against;
  const found = describe(counts, others);
  const retired = service.realServers.find(({ name, weight }) => weight === 0 && (counts[name] ?? 0) > 0);
  if (retired !== undefined) return { outcome: 'failed', found: `${found}: ${retired.name} has a weight of 0` };
  switch (expected.promised) {
    case 'rounds':
      return judgeRounds(counts, against, found);
    case 'known':
    case 'known per source':
      return judgeSurplus(counts, against, found);
    case 'tendency':
    case 'one of several':
      return judgeTendency(counts, against, found);
    case 'chance': {
      const idle = service.realServers.filter(({ name, weight }) => weight > 0 && (counts[name] ?? 0) === 0);
      if (idle.length === 0) return { outcome: 'ok', found };
      return cannotTell(`${found}: ${idle.map(({ name }) => name).join(', ')} got none, which may be chance`);
    }
    case 'some per source':
      return { outcome: 'ok', found };
  }
}

/** In any stretch of the scheduler's turns each server has its part of every whole round, and as much of the rest as fits. */
function judgeRounds(counts: Counters, { service, others, of }: Against, found: string): Finding {
  const round = roundFor(service);
  if (round === null || round.length === 0) return cannotTell(`${found}: no real server has a weight above 0`);
  const total = sumOf(counts);
  const rounds = Math.floor(total / round.length);
  if (rounds === 0) return cannotTell(`${found}: a round of these weights takes ${round.length} connections`);
  const rest = total % round.length;
  const names = new Set([...Object.keys(counts), ...round.parts.keys()]);
  const distances = [...names].map((name) => {
    const part = round.parts.get(name) ?? 0;
    const least = rounds * part + Math.max(0, rest - (round.length - part));
    const greatest = rounds * part + Math.min(part, rest);
    const count = counts[name] ?? 0;
    return Math.max(0, least - count, count - greatest);
  });
  const distance = Math.max(...distances);
  if (distance === 0) return { outcome: 'ok', found };
  // The counters of different servers are taken at different moments, while others go on: these are not exact either.
  return allowFor(others, distance, total, found, of);
}

/** Where each of the client's own connections went is known: what a server has beyond that is others'. */
function judgeSurplus(counts: Counters, { expected, others }: Against, found: string): Finding {
  const wanted = expected.counts ?? {};
  const names = new Set([...Object.keys(counts), ...Object.keys(wanted)]);
  const isFine = [...names].every((name) => {
    const surplus = (counts[name] ?? 0) - (wanted[name] ?? 0);
    return surplus >= 0 && surplus <= (others ?? 0);
  });
  return { outcome: isFine ? 'ok' : 'failed', found };
}

function judgeTendency(counts: Counters, { expected, others, of }: Against, found: string): Finding {
  const total = sumOf(counts);
  const distances = [expected.counts ?? {}, ...expected.alternatives].map((wanted) => farthest(counts, wanted));
  const distance = Math.min(...distances);
  const beyond = Math.ceil(distance - Math.max(1, aboutThis * total));
  if (beyond <= 0) return { outcome: 'ok', found: `${found}, as it tends to` };
  if (beyond <= expected.earlier) {
    return cannotTell(
      `${found}: some of the ${expected.earlier} connections of before may have been forgotten meanwhile`,
    );
  }
  return allowFor(others, beyond, total, found, of);
}

/** @returns how far the server that is farthest off is from its part. */
function farthest(counts: Counters, wanted: Counters): number {
  const total = sumOf(counts);
  const all = sumOf(wanted) || 1;
  const names = new Set([...Object.keys(counts), ...Object.keys(wanted)]);
  return Math.max(...[...names].map((name) => Math.abs((counts[name] ?? 0) - ((wanted[name] ?? 0) * total) / all)));
}

function allowFor(others: number | null, distance: number, total: number, found: string, of: Against['of']): Finding {
  if (others === null) {
    return distance <= fewOthers * total
      ? cannotTell(`${found}: near, but how many connections were others\u2019 is not known`)
      : { outcome: 'failed', found };
  }
  if (distance > others) return { outcome: 'failed', found };
  if (others <= fewOthers * total) {
    return { outcome: 'ok', found: `${found}: ${distance} off, which those others explain` };
  }
  return cannotTell(
    `${found}: ${of === 'answers' ? 'they took turns in between' : 'they went on while the counters were read'}. Measure again when it is quiet`,
  );
}

function describe(counts: Counters, others: number | null): string {
  const words = Object.entries(counts).map(([name, count]) => `${name} ${count}`);
  const foreign = others === null || others === 0 ? '' : `, ${others} connections of others meanwhile`;
  return (words.join(', ') || 'nobody') + foreign;
}
