import type { Destination } from '../../cluster/cluster.ts';
import { isAnswer } from '../../verify/http-service.ts';
import { serverNamedIn } from '../../verify/share-measurement.ts';
import type { LongConnection, ProbedRequest } from '../drill.ts';

/** What the probe has said so far. */
export interface ProbeRecord {
  /** Null until the probe runs. */
  readonly process: { readonly id: number; readonly tool: string } | null;
  readonly requests: readonly ProbedRequest[];
  /** Since when a connection is held open, on the client's clock; null while there is none. */
  readonly heldSince: number | null;
  readonly hasEnded: boolean;
}

export interface ProbeReader extends ProbeRecord {
  /** Takes one line. @returns the moment on the client's clock that it gives for now, or null. */
  read(line: string): number | null;
  /** @param from only what the connection that was held then went through counts. */
  longConnection(from: number): LongConnection;
}

interface HoldEvent {
  readonly what: 'open' | 'closed' | 'died' | 'failed' | 'end';
  readonly at: number;
  readonly word: string;
}

/** A server has acknowledged the keepalive probe of each second; one may be under way. */
const longestSilence = 2500;

/**
 * Reads the lines of a probe: `p PID TOOL` when it begins, `t NOW` ten times a second, `r SENT ANSWERED WORD BODY…` for each
 * request (`-` and the reason where no answer came, else the status, `connected`, or `answered` for a datagram), `l WHAT AT WORD` about the connection that is held
 * open, `e NOW` at its end. What else a host prints is not read.
 * @param status the HTTP status that is an answer; null: all below 500.
 */
export function readProbe(servers: readonly Destination[], status: number | null): ProbeReader {
  const requests: ProbedRequest[] = [];
  const holds: HoldEvent[] = [];
  let process: ProbeRecord['process'] = null;
  let hasEnded = false;

  return {
    get process() {
      return process;
    },
    get requests() {
      return requests;
    },
    get hasEnded() {
      return hasEnded;
    },
    get heldSince() {
      const last = holds.at(-1);
      return last?.what === 'open' ? last.at : null;
    },
    read(line) {
      const [kind = '', ...words] = line.split(' ');
      const [first = '', second = '', third = '', ...rest] = words;
      if (kind === 'p' && /^\d+$/.test(first)) process = { id: Number(first), tool: second };
      if (kind === 'e') hasEnded = true;
      if (kind === 'r' && isMoment(first)) requests.push(requestOf(first, second, third, rest.join(' ')));
      if (kind === 'l' && isHold(first) && isMoment(second))
        holds.push({ what: first, at: Number(second), word: third });
      return (kind === 't' || kind === 'e') && isMoment(first) ? Number(first) : null;
    },
    longConnection(from) {
      const opened = holds.findLastIndex(({ what, at }) => what === 'open' && at <= from);
      if (opened === -1) return { kind: 'not measured', reason: whyNone(process?.tool, holds) };
      const after = holds[opened + 1];
      if (after === undefined) return { kind: 'not measured', reason: 'the probe ended without a word about it' };
      if (after.what === 'died') return { kind: 'died', at: after.at, error: after.word };
      if (after.what !== 'end') return { kind: 'not measured', reason: 'the server itself closed it' };
      const silence = Number(after.word);
      return silence <= longestSilence
        ? { kind: 'lived', server: null }
        : { kind: 'died', at: after.at - silence, error: 'silence' };
    },
  };

  function requestOf(sent: string, answered: string, word: string, body: string): ProbedRequest {
    const base = { sentAt: Number(sent), server: serverNamedIn(body, servers) };
    if (!isMoment(answered)) return { ...base, answeredAt: null, error: word };
    const code = Number(word);
    const isFine = word === 'connected' || word === 'answered' || isAnswer(code, status);
    return isFine
      ? { ...base, answeredAt: Number(answered), error: null }
      : { ...base, answeredAt: null, error: `HTTP ${word}` };
  }
}

function whyNone(tool: string | undefined, holds: readonly HoldEvent[]): string {
  if (tool === 'curl') return 'only python3 on the client can hold a connection open';
  const failed = holds.find(({ what }) => what === 'failed');
  return failed === undefined ? 'none was open then' : `it could not be opened: ${failed.word}`;
}

function isMoment(word: string): boolean {
  return /^\d+(\.\d+)?$/.test(word);
}

function isHold(word: string): word is HoldEvent['what'] {
  return ['open', 'closed', 'died', 'failed', 'end'].includes(word);
}
