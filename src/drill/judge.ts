import { canonicalAddress, isIpv6 } from '../cluster/address.ts';
import { listNames } from '../verify/vip-holders.ts';
import type { Bound, DrillVerdict, Holding, LongConnection, ProbedRequest } from './drill.ts';
import type { DrillFigures } from './drill.ts';
import type { Aim, Expectations } from './scenario.ts';

/** All that was measured. Moments are on the client's clock. */
export interface Measured {
  readonly requests: readonly ProbedRequest[];
  readonly figures: DrillFigures;
  readonly longConnection: LongConnection;
  readonly holdings: readonly Holding[];
  /** When the cluster was struck; the start of the probe where that was before. */
  readonly struckAt: number;
  /** When that was undone; the end of the probe where that comes later. */
  readonly undoneAt: number;
  /** Since when the table sends nothing to the server that must get nothing, where that was waited for. */
  readonly emptiedAt: number | null;
  /** The host that the client could not reach, and from when to when. */
  readonly isolated: { readonly host: string; readonly from: number; readonly to: number } | null;
}

/** What two looks can lie apart: two directors may be seen holding an address that one has just handed to the other. */
const lookGrain = 700;

/** Holds what was measured against what the scenario expects. */
export function judgeDrill(aim: Aim, expected: Expectations, measured: Measured): readonly DrillVerdict[] {
  return [
    judgeOutage(expected, measured),
    ...judgeLosses(expected, measured),
    judgeHolder(aim, expected, measured),
    judgeOverlap(aim, measured),
    ...judgeConnection(expected, measured),
    ...judgeAbsence(expected, measured),
    ...judgeReturn(expected, measured),
  ];
}

function judgeOutage({ outage, lossesUntil }: Expectations, { figures }: Measured): DrillVerdict {
  const base = { id: 'outage-within-bound', title: 'the service is gone no longer than it may be' };
  const lost = `${figures.failed} of ${figures.sent} requests got no answer`;
  if (figures.answered < 2) {
    return { ...base, outcome: 'failed', expected: 'answers', found: `${figures.answered} answers: ${lost}` };
  }
  if (outage === null && lossesUntil === undefined) {
    return {
      id: 'no-request-lost',
      title: 'no request is lost',
      outcome: figures.failed === 0 ? 'ok' : 'failed',
      expected: 'every request is answered',
      found: lost,
    };
  }
  const bound = outage ?? lossesUntil;
  const limit = bound?.total ?? 0;
  return {
    ...base,
    outcome: figures.outage <= limit ? 'ok' : 'failed',
    expected: `at most ${limit} ms${bound === undefined ? '' : `: ${termsOf(bound)}`}`,
    found: `${figures.outage} ms, ${lost}`,
  };
}

/** Requests are lost as long as a dead server is not noticed, and none after that. */
function judgeLosses({ lossesUntil }: Expectations, { requests, struckAt }: Measured): readonly DrillVerdict[] {
  if (lossesUntil === undefined) return [];
  const end = struckAt + lossesUntil.total;
  const failed = requests.filter(({ answeredAt }) => answeredAt === null);
  const after = failed.filter(({ sentAt }) => sentAt > end);
  const before = failed.filter(({ sentAt }) => sentAt < struckAt - 1000);
  const last = failed.at(-1);
  return [
    {
      id: 'losses-within-window',
      title: 'requests are lost only until the checkers have noticed',
      outcome: after.length + before.length === 0 ? 'ok' : 'failed',
      expected: `none later than ${lossesUntil.total} ms after it: ${termsOf(lossesUntil)}`,
      found:
        last === undefined
          ? 'none was lost at all'
          : `${failed.length} lost, the last one ${Math.round(last.sentAt - struckAt)} ms after it; ${after.length} too late`,
    },
  ];
}

function judgeHolder(aim: Aim, { holder }: Expectations, measured: Measured): DrillVerdict {
  const needed = addressesFor(aim);
  const base = { id: 'vip-where-expected', title: 'the VIP ends where it should', expected: `on ${holder.name}` };
  const seen = reachable(measured);
  const end = Math.max(...seen.map(({ at }) => at));
  // The last look at a director that lost its power tells of before.
  const latest = new Map(
    seen.filter(({ at }) => end - at <= lookGrain).map((holding) => [holding.director, holding] as const),
  );
  const holders = [...latest.values()]
    .filter((holding) => heldOf(needed, holding).length > 0)
    .map(({ director }) => ({ name: director }));
  const look = latest.get(holder.name);
  if (look === undefined) return { ...base, outcome: 'cannot tell', found: `${holder.name} was not seen` };
  const isThere = holders.length === 1 && holders[0]?.name === holder.name;
  const found = holders.length === 0 ? 'on none' : `on ${listNames(holders)}`;
  const missing = isThere ? needed.filter((address) => !heldOf(needed, look).includes(address)) : [];
  if (missing.length > 0) return { ...base, outcome: 'failed', found: `${found}, without ${missing.join(', ')}` };
  return { ...base, outcome: isThere ? 'ok' : 'failed', found };
}

/** What the aimed service needs of a director: its VIP, and with NAT the gateway of the same family, by which answers come back. */
function addressesFor({ cluster: { inside }, service }: Aim): readonly string[] {
  const gateway = isIpv6(service.address) ? inside?.gateway6 : inside?.gateway;
  return [service.address, ...(service.method === 'nat' && gateway != null ? [gateway] : [])].map(canonicalAddress);
}

function heldOf(needed: readonly string[], { vips }: Holding): readonly string[] {
  return vips.map(canonicalAddress).filter((address) => needed.includes(address));
}

/** What was seen of directors that the client can reach, in order: one that is cut off goes on by itself, and cannot do otherwise. */
function reachable({ holdings, isolated }: Measured): readonly Holding[] {
  return holdings
    .filter(({ director, at }) => isolated?.host !== director || at < isolated.from || at > isolated.to)
    .sort((a, b) => a.at - b.at);
}

function judgeOverlap(aim: Aim, measured: Measured): DrillVerdict {
  const { cluster } = aim;
  const needed = addressesFor(aim);
  const allowed = lookGrain + (cluster.vrrp?.advertInterval ?? 1) * 1000;
  const seen = reachable(measured);
  let longest = { length: 0, from: 0, names: [] as readonly string[] };
  let since: number | null = null;
  const now = new Map<string, Holding>();
  for (const holding of seen) {
    now.set(holding.director, holding);
    const holders = [...now.values()].filter(
      (look) => heldOf(needed, look).length > 0 && holding.at - look.at <= lookGrain,
    );
    if (holders.length < 2) {
      since = null;
      continue;
    }
    since ??= holding.at;
    const length = holding.at - since;
    if (length > longest.length) longest = { length, from: since, names: holders.map(({ director }) => director) };
  }
  const base = { id: 'one-holder', title: 'at every moment one director at most has the VIP' };
  const expected = `two at once for no longer than ${allowed} ms, as one hands over to the other`;
  if (seen.length === 0) return { ...base, outcome: 'cannot tell', expected, found: 'no director was seen' };
  if (longest.length <= allowed) {
    const found = longest.length === 0 ? 'never two at once' : `${Math.round(longest.length)} ms`;
    return { ...base, outcome: 'ok', expected, found: `${found}, in ${seen.length} looks` };
  }
  const names = listNames(longest.names.map((name) => ({ name })));
  const found = `${names} had it at the same time for ${Math.round(longest.length)} ms`;
  return { ...base, outcome: 'failed', expected, found };
}

function judgeConnection({ connection }: Expectations, { longConnection }: Measured): readonly DrillVerdict[] {
  if (connection === null) return [];
  const base = {
    id: 'long-connection-lives',
    title: 'a connection that was open lives on',
    expected: 'it lives on',
  };
  switch (longConnection.kind) {
    case 'lived':
      return [{ ...base, outcome: 'ok', found: 'it lived on' }];
    case 'died':
      return [{ ...base, outcome: 'failed', found: `it died: ${longConnection.error}` }];
    case 'not measured':
      return [{ ...base, outcome: 'cannot tell', found: `cannot tell: ${longConnection.reason}` }];
  }
}

function judgeAbsence(
  { without }: Expectations,
  { requests, struckAt, undoneAt, emptiedAt }: Measured,
): readonly DrillVerdict[] {
  if (without === undefined) return [];
  const { server, within } = without;
  const from = emptiedAt ?? struckAt + within.total;
  const later = requests.filter(({ sentAt, answeredAt }) => answeredAt !== null && sentAt > from && sentAt < undoneAt);
  const wrong = later.filter((request) => request.server === server.name).length;
  const base = {
    id: 'server-left',
    title: `${server.name} gets no new request`,
    expected: `none once the table has it out, ${within.total} ms after it at the latest`,
  };
  if (emptiedAt !== null && emptiedAt > struckAt + within.total) {
    return [{ ...base, outcome: 'failed', found: `it was out after ${Math.round(emptiedAt - struckAt)} ms` }];
  }
  if (later.some((request) => request.server === null)) {
    return [
      { ...base, outcome: 'cannot tell', found: 'cannot tell: the answers do not name the server that gave them' },
    ];
  }
  return [
    { ...base, outcome: wrong === 0 ? 'ok' : 'failed', found: `${wrong} of ${later.length} answers were its own` },
  ];
}

function judgeReturn({ again }: Expectations, { requests, undoneAt }: Measured): readonly DrillVerdict[] {
  if (again === undefined) return [];
  const { server, within } = again;
  const first = requests.find(({ sentAt, server: name }) => sentAt > undoneAt && name === server.name);
  const base = {
    id: 'server-returned',
    title: `${server.name} answers again`,
    expected: `within ${within.total} ms: ${termsOf(within)}`,
  };
  if (first === undefined) {
    const isNamed = requests.some((request) => request.server !== null);
    return [
      isNamed
        ? { ...base, outcome: 'failed', found: 'it answered nothing' }
        : { ...base, outcome: 'cannot tell', found: 'cannot tell: the answers do not name the server that gave them' },
    ];
  }
  const after = Math.round(first.sentAt - undoneAt);
  return [{ ...base, outcome: after <= within.total ? 'ok' : 'failed', found: `after ${after} ms` }];
}

/** @returns `3 × advert_int 3000 + skew of priority 99 613 + …`. */
export function termsOf({ terms }: Bound): string {
  return terms.map(({ name, milliseconds }) => `${name} ${milliseconds}`).join(' + ');
}
