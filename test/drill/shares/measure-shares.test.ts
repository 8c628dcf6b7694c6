import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { measureShares } from '../../../src/drill/shares/measure-shares.ts';
import { printedErrorOf } from '../../report/printed-error.ts';
import { documentAim } from '../aims.ts';
import { fakeTools, type Around } from '../fake-tools.ts';
import { serviceOf } from './services.ts';

beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'] }));
afterEach(() => void vi.useRealTimers());

const aim = { ...documentAim, service: serviceOf('wrr', { web1: 1, web2: 1 }) };
const head = `6.1.0
IP Virtual Server version 1.2.1 (size=4096)
Prot LocalAddress:Port Scheduler Flags
  -> RemoteAddress:Port           Forward Weight ActiveConn InActConn
`;
const readings = {
  addresses: 'python3\n192.168.1.10\n',
  counters: 'TCP  192.168.1.229:80                   52      260        0    20800        0\n',
  table: `${head}TCP  192.168.1.229:80 wrr\n`,
  sent: { status: 0, stdout: '', stderr: '' },
};

/** Measures a cluster in which something is otherwise, from the first request on if it says so. */
async function measure(otherwise: Partial<typeof readings> & { readonly countersAfter?: string }, around: Around = {}) {
  const { addresses, counters, table, sent, countersAfter = counters } = { ...readings, ...otherwise };
  let isSent = false;
  const { tools } = fakeTools({
    answers: (host, script) => {
      if (script.includes('ip -o -4 addr show')) return { stdout: addresses };
      if (script.includes('--stats')) return { stdout: isSent ? countersAfter : counters };
      if (script.includes('--nosort')) return { stdout: table };
      isSent ||= host === 'client';
      return sent;
    },
    ...around,
  });
  return printedErrorOf(() => measureShares(aim, 1, tools));
}

describe('shares cannot be measured', () => {
  it('from a client without an address on the segment', async () => {
    expect(await measure({ addresses: 'python3\n' })).toBe(`\
client: it has no address on the segment to ask from
  → Give the client an address there, or choose another one with --client.
`);
  });

  it('of a service that is not there', async () => {
    expect(await measure({ counters: '' })).toBe(`\
lb1: the service 192.168.1.229:80 is not in its table
  → \`lvsdeploy verify\` tells what is there instead, and what puts it in.
`);
  });

  it.each([
    ['before the table is read', { table: head }],
    ['while it is asked', { countersAfter: '' }],
  ])('of one that goes away %s', async (_, otherwise) => {
    expect(await measure(otherwise)).toBe(`\
lb1: the service 192.168.1.229:80 has left its table
  → Something took it away while it was measured: see the log of keepalived there, then \`lvsdeploy verify\`.
`);
  });

  it('when the client cannot ask', async () => {
    const sent = { status: 127, stdout: '', stderr: 'python3: not found\n' };
    expect(await measure({ sent })).toBe(`\
client: the requests could not be sent: python3: not found
  → Mend what it says there, or choose another client with --client.
`);
  });

  it('to the end when it is interrupted', async () => {
    const abort = new AbortController();
    expect(await measure({}, { signal: abort.signal, onPause: () => abort.abort() })).toMatch(
      /^web: the drill was interrupted\n {2}→ /,
    );
  });
});

it('are measured where nothing is amiss', async () => {
  expect(await measure({})).toBe('');
});
