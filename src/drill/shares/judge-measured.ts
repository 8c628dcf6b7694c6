import type { VirtualService } from '../../cluster/cluster.ts';
import { groupOf } from '../../verify/client-groups.ts';
import { cannotTell, type Finding } from '../../verify/verdict.ts';
import type { DrillVerdict } from '../drill.ts';
import { sumOf, type Counters } from './counters.ts';
import type { Expected } from './expect-shares.ts';
import { judgeCounts } from './judge-counts.ts';

/** All that a measurement of shares found. */
export interface Measured {
  readonly service: VirtualService;
  readonly director: string;
  readonly expected: Expected;
  /** How many requests were to be sent. */
  readonly planned: number;
  /** Those that were answered, in order; the server is null where the answer names none. */
  readonly answers: readonly { readonly source: string; readonly server: string | null }[];
  /** Why the one that was sent last got no answer; null when all got one. */
  readonly lost: string | null;
  /** What the kernel counted, or why that is not known. */
  readonly counted: Counters | string;
  /** Where the kernel's table is not the inventory's, in words; empty when it is. */
  readonly deviation: string;
}

/** Holds the answers and the kernel's counters against each other, and both against the simulation. */
export function judgeMeasured(measured: Measured): readonly DrillVerdict[] {
  const { planned, answers, lost } = measured;
  const verdicts: DrillVerdict[] = [
    {
      id: 'no-request-lost',
      title: 'no request is lost',
      outcome: lost === null ? 'ok' : 'failed',
      expected: `all ${planned} requests are answered`,
      found: lost === null ? `${answers.length} were` : `${answers.length} were, then: ${lost}`,
    },
    { ...agreement(measured), ...judgeAgreement(measured) },
  ];
  const isNamed = answers.some(({ server }) => server !== null);
  const expected = wordExpected(measured);
  if (isNamed) {
    const title = 'each real server answers its share';
    verdicts.push({ id: 'share-answered', title, expected, ...judgeAnswered(measured) });
  }
  const title = 'each real server gets its share by the counters of the kernel';
  verdicts.push({ id: 'share-counted', title, expected, ...judgeCounted(measured) });
  return verdicts;
}

function agreement({ director }: Measured) {
  return {
    id: 'counters-agree',
    title: 'the director has sent to each real server what that one answered',
    expected: `${director} counted no connection less for any server than it answered`,
  };
}

/** Fewer connections than answers: somebody else answered for the VIP, a real server itself for one. */
function judgeAgreement({ answers, counted, director }: Measured): Finding {
  if (typeof counted === 'string') return cannotTell(counted);
  const named = countAnswers(answers);
  const total = sumOf(counted);
  const found = `${director} counted ${total} connections, ${tell(counted)}, the client ${answers.length} answers`;
  const less = Object.entries(named).filter(([name, count]) => count > (counted[name] ?? 0));
  return { outcome: less.length === 0 && total >= answers.length ? 'ok' : 'failed', found };
}

function judgeAnswered(measured: Measured): Finding {
  const { answers, lost, counted, expected, service } = measured;
  const named = countAnswers(answers);
  const found = tell(named);
  if (lost !== null) return cannotTell(`${found}: not all requests were answered`);
  if (answers.some(({ server }) => server === null)) return cannotTell(`${found}: not every answer names its server`);
  const others = typeof counted === 'string' ? null : Math.max(0, sumOf(counted) - answers.length);
  if (expected.promised === 'some per source') return weigh(judgeSources(answers, found, service), measured);
  if (expected.targets === null)
    return weigh(judgeCounts(named, { service, expected, others, of: 'answers' }), measured);
  const astray = answers.filter(({ server }, index) => server !== expected.targets?.[index]);
  const [first] = astray;
  if (first === undefined) return { outcome: 'ok', found };
  const words = `${found}; ${astray.length} met another server than they should, the first from ${first.source}`;
  return weigh({ outcome: 'failed', found: words }, measured);
}

function judgeCounted(measured: Measured): Finding {
  const { answers, lost, counted, expected, service } = measured;
  if (typeof counted === 'string') return cannotTell(counted);
  const found = tell(counted);
  if (lost !== null) return cannotTell(`${found}: not all requests were answered`);
  const others = sumOf(counted) - answers.length;
  if (others < 0) return cannotTell(`${found}: fewer than the ${answers.length} that were answered`);
  if (expected.promised === 'some per source' && answers.every(({ server }) => server === null)) {
    return cannotTell(`${found}: counters do not say which address met which server, and the answers name none`);
  }
  return weigh(judgeCounts(counted, { service, expected, others, of: 'connections' }), measured);
}

/** mh: which server an address has is not known, but that it has one; with a prefix for persistence all addresses that have it. */
function judgeSources(answers: Measured['answers'], found: string, service: VirtualService): Finding {
  const clientOf = ({ source }: Measured['answers'][number]) => groupOf(source, service);
  const sources = [...new Set(answers.map(clientOf))];
  const restless = sources.find(
    (source) => new Set(answers.filter((one) => clientOf(one) === source).map(({ server }) => server)).size > 1,
  );
  if (restless !== undefined) return { outcome: 'failed', found: `${found}; ${restless} met more than one server` };
  const once = answers.length === sources.length ? ', asked from once each' : '';
  const what = sources.some((source) => source.includes('/')) ? 'networks' : 'addresses';
  return { outcome: 'ok', found: `${found}; ${sources.length} ${what}, each with one server${once}` };
}

/** With persistence a deviation proves nothing: an address keeps the server that it met earlier, perhaps while another one was down. */
function weigh(finding: Finding, { service: { persistence }, deviation }: Measured): Finding {
  if (finding.outcome === 'ok') return finding;
  const found = finding.found + deviation;
  if (persistence === null || deviation !== '' || finding.outcome !== 'failed') return { ...finding, found };
  return cannotTell(
    `${found}. Addresses stay with the server that they met earlier, for ${persistence} s after their last connection has ended: ` +
      'leave them alone that long and measure again',
  );
}

function countAnswers(answers: Measured['answers']): Counters {
  const counts: Record<string, number> = {};
  for (const { server } of answers) if (server !== null) counts[server] = (counts[server] ?? 0) + 1;
  return counts;
}

function tell(counts: Counters): string {
  return (
    Object.entries(counts)
      .map(([name, count]) => `${name} ${count}`)
      .join(', ') || 'nobody'
  );
}

/** @returns `wrr: web1 30, web2 10 of 40`. */
function wordExpected({ service, expected, planned }: Measured): string {
  const { scheduler } = service;
  const { promised, counts, alternatives } = expected;
  const shares = `${scheduler}: ${tell(counts ?? {})} of ${planned}`;
  switch (promised) {
    case 'rounds':
    case 'known per source':
    case 'known':
      return shares;
    case 'tendency':
      return `${shares}, about: it follows from the connections of before, too`;
    case 'one of several': {
      const all = new Set([counts ?? {}, ...alternatives].map(tell));
      return `${scheduler}: ${[...all].join(', or ')} of ${planned}, about: it goes on from where it sent before`;
    }
    case 'some per source':
      if (service.persistencePrefix !== null) return 'all clients of a network meet one server (persistence)';
      return `${scheduler}: each address of the client meets one server, whichever it is`;
    case 'chance':
      return `${scheduler}: each server with a weight gets some, by chance`;
  }
}
