import type { Bound, DrillVerdict, Holding, LongConnection, ProbedRequest } from './drill.ts';
import type { DrillFigures } from './drill.ts';
import { judgeHolder, judgeOverlap } from './judge-holder.ts';
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
