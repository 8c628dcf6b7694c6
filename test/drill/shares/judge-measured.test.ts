import { describe, expect, it } from 'vitest';
import type { Scheduler } from '../../../src/cluster/cluster.ts';
import { expectShares } from '../../../src/drill/shares/expect-shares.ts';
import { judgeMeasured, type Measured } from '../../../src/drill/shares/judge-measured.ts';
import { readKernelTable, tellDeviation } from '../../../src/drill/shares/kernel-table.ts';
import { serviceOf } from './services.ts';

interface Story {
  readonly scheduler: Scheduler;
  readonly weights?: readonly [number, number];
  /** Who answered, with how often in a row: `web1 30, web2 10`; `-` for answers that name nobody. */
  readonly answered: string;
  readonly counted: string | null;
  readonly persistence?: number;
  /** InActConn of web2 and web1 before. */
  readonly earlier?: readonly [number, number];
  readonly kernelWeights?: readonly [number, number];
  readonly lost?: string;
  readonly planned?: number;
  readonly sources?: readonly string[];
}

function parse(words: string): readonly (readonly [string, number])[] {
  return words.split(', ').map((word) => [word.split(' ')[0] ?? '', Number(word.split(' ')[1])] as const);
}

/** The outcome of each verdict, and what was found where it is not ok. The kernel's list has web2 first. */
function judge(story: Story): Readonly<Record<string, string>> {
  const { scheduler, weights = [3, 1], answered, counted, persistence, earlier = [0, 0], lost = null } = story;
  const service = { ...serviceOf(scheduler, { web1: weights[0], web2: weights[1] }), persistence: persistence ?? null };
  const [first, second] = story.kernelWeights ?? weights;
  const table = readKernelTable(
    `IP Virtual Server version 1.2.1 (size=4096)
TCP  192.168.1.229:80 ${scheduler}
  -> 192.168.1.227:80 Route ${second} 0 ${earlier[0]}
  -> 192.168.1.226:80 Route ${first} 0 ${earlier[1]}
`,
    service,
  );
  if (table === null) throw new Error('the table is not understood');
  const servers = parse(answered).flatMap(([name, count]) =>
    Array.from({ length: count }, () => (name === '-' ? null : name)),
  );
  const pool = story.sources ?? ['192.168.1.10'];
  const planned = story.planned ?? servers.length;
  const sources = Array.from({ length: planned }, (_, index) => pool[index % pool.length] ?? '');
  const measured: Measured = {
    service,
    director: 'lb1',
    expected: expectShares(service, table, '6.1.0', sources),
    planned,
    answers: servers.map((server, index) => ({ server, source: sources[index] ?? '' })),
    lost,
    counted: counted === null ? 'they stand still' : Object.fromEntries(parse(counted)),
    deviation: tellDeviation(service, table),
  };
  return Object.fromEntries(judgeMeasured(measured).map(({ id, outcome, found }) => [id, wordOutcome(outcome, found)]));
}

/** What cannot be told says so itself. */
function wordOutcome(outcome: string, found: string): string {
  if (outcome === 'failed') return `failed: ${found}`;
  return outcome === 'ok' ? 'ok' : found;
}

const allOk = { 'no-request-lost': 'ok', 'counters-agree': 'ok', 'share-answered': 'ok', 'share-counted': 'ok' };

describe('shares that are as simulated', () => {
  it.each<Story>([
    { scheduler: 'wrr', answered: 'web1 30, web2 10', counted: 'web1 30, web2 10' },
    { scheduler: 'rr', answered: 'web1 20, web2 20', counted: 'web1 20, web2 20' },
    // 4 more of others in another place of the round: 44 are 11 rounds of 3 and 1.
    { scheduler: 'wrr', answered: 'web1 31, web2 9', counted: 'web1 33, web2 11' },
    { scheduler: 'fo', answered: 'web1 40', counted: 'web1 40, web2 0' },
    // Bucket 159 of two: the second one of the kernel's list.
    { scheduler: 'dh', answered: 'web1 40', counted: 'web1 40' },
    { scheduler: 'nq', answered: 'web2 40', counted: 'web2 40, web1 0' },
    { scheduler: 'sed', answered: 'web1 40', counted: 'web2 0, web1 40' },
    { scheduler: 'wlc', answered: 'web1 30, web2 10', counted: 'web1 30, web2 10' },
    { scheduler: 'wlc', answered: 'web1 28, web2 12', counted: 'web1 28, web2 12' },
    // Twenty connections of before on web2 make it wait until web1 has 60.
    { scheduler: 'wlc', answered: 'web1 40', counted: 'web1 40', earlier: [20, 0] },
    { scheduler: 'mh', answered: 'web2 40', counted: 'web2 40' },
    { scheduler: 'lblc', answered: 'web1 40', counted: 'web1 40' },
    { scheduler: 'lblc', answered: 'web2 40', counted: 'web2 40' },
    { scheduler: 'twos', answered: 'web1 23, web2 17', counted: 'web1 23, web2 17' },
    { scheduler: 'wrr', answered: 'web1 30, web2 10', counted: 'web1 30, web2 10', persistence: 60 },
  ])('$scheduler: $answered answered, $counted counted', (story) => {
    expect(judge(story)).toEqual(allOk);
  });

  it('are told of by the counters alone where the answers name nobody', () => {
    expect(judge({ scheduler: 'wrr', answered: '- 40', counted: 'web1 30, web2 10' })).toEqual({
      'no-request-lost': 'ok',
      'counters-agree': 'ok',
      'share-counted': 'ok',
    });
  });

  it('follow the hash of each source under sh', () => {
    // Buckets of web2 web1 web1 web1 in turn: 248 % 4 is 0, 187 % 4 is 3, 29 % 4 is 1.
    const sources = ['192.168.1.10', '192.168.1.101', '192.168.1.102'];
    const story = { scheduler: 'sh', sources, counted: 'web2 1, web1 2' } as const;
    expect(judge({ ...story, answered: 'web2 1, web1 2' })).toEqual(allOk);
    expect(judge({ ...story, answered: 'web1 2, web2 1' })['share-answered']).toBe(
      'failed: web1 2, web2 1; 2 met another server than they should, the first from 192.168.1.10',
    );
  });
});

describe('shares that are not', () => {
  it.each<Story & { readonly wanted: Readonly<Record<string, string>> }>([
    {
      scheduler: 'wrr',
      answered: 'web1 20, web2 20',
      counted: 'web1 20, web2 20',
      kernelWeights: [1, 1],
      wanted: {
        'share-answered': 'failed: web1 20, web2 20; the kernel has wrr with the weights web2 1, web1 1',
        'share-counted': 'failed: web1 20, web2 20; the kernel has wrr with the weights web2 1, web1 1',
      },
    },
    {
      scheduler: 'wrr',
      answered: 'web1 29, web2 11',
      counted: 'web1 29, web2 11',
      wanted: { 'share-answered': 'failed: web1 29, web2 11', 'share-counted': 'failed: web1 29, web2 11' },
    },
    {
      scheduler: 'rr',
      answered: 'web1 25, web2 15',
      counted: 'web1 20, web2 20',
      wanted: {
        'counters-agree': 'failed: lb1 counted 40 connections, web1 20, web2 20, the client 40 answers',
        'share-answered': 'failed: web1 25, web2 15',
      },
    },
    {
      scheduler: 'rr',
      answered: 'web1 26, web2 14',
      counted: 'web1 40, web2 40',
      wanted: {
        'share-answered':
          'cannot tell: web1 26, web2 14, 40 connections of others meanwhile: they took turns in between. Measure again when it is quiet',
      },
    },
    {
      scheduler: 'wlc',
      answered: 'web1 20, web2 20',
      counted: 'web1 20, web2 20',
      wanted: { 'share-answered': 'failed: web1 20, web2 20', 'share-counted': 'failed: web1 20, web2 20' },
    },
    {
      scheduler: 'wlc',
      answered: 'web1 20, web2 20',
      counted: 'web1 20, web2 20',
      earlier: [0, 20],
      wanted: {
        'share-answered':
          'cannot tell: web1 20, web2 20: some of the 20 connections of before may have been forgotten meanwhile',
        'share-counted':
          'cannot tell: web1 20, web2 20: some of the 20 connections of before may have been forgotten meanwhile',
      },
    },
    {
      scheduler: 'fo',
      answered: 'web1 39, web2 1',
      counted: 'web1 39, web2 1',
      wanted: {
        'share-answered': 'failed: web1 39, web2 1; 1 met another server than they should, the first from 192.168.1.10',
        'share-counted': 'failed: web1 39, web2 1',
      },
    },
    {
      scheduler: 'mh',
      answered: 'web1 20, web2 20',
      counted: 'web1 20, web2 20',
      wanted: { 'share-answered': 'failed: web1 20, web2 20; 192.168.1.10 met more than one server' },
    },
    {
      scheduler: 'mh',
      answered: '- 40',
      counted: 'web1 20, web2 20',
      wanted: {
        'share-counted':
          'cannot tell: web1 20, web2 20: counters do not say which address met which server, and the answers name none',
      },
    },
    {
      scheduler: 'twos',
      weights: [3, 0],
      answered: 'web1 39, web2 1',
      counted: 'web1 39, web2 1',
      wanted: {
        'share-answered': 'failed: web1 39, web2 1: web2 has a weight of 0',
        'share-counted': 'failed: web1 39, web2 1: web2 has a weight of 0',
      },
    },
    {
      scheduler: 'lblc',
      answered: 'web1 20, web2 20',
      counted: 'web1 20, web2 20',
      wanted: {
        'share-answered': 'failed: web1 20, web2 20',
        'share-counted': 'failed: web1 20, web2 20',
      },
    },
    {
      scheduler: 'wrr',
      answered: 'web1 3',
      counted: 'web1 3',
      persistence: 60,
      wanted: {
        'share-answered': 'cannot tell: web1 3: a round of these weights takes 4 connections',
        'share-counted': 'cannot tell: web1 3: a round of these weights takes 4 connections',
      },
    },
    {
      scheduler: 'rr',
      answered: 'web1 20, web2 20',
      counted: null,
      wanted: { 'counters-agree': 'cannot tell: they stand still', 'share-counted': 'cannot tell: they stand still' },
    },
    {
      scheduler: 'rr',
      answered: 'web1 10, web2 9',
      counted: 'web1 10, web2 10',
      planned: 40,
      lost: 'timeout from 192.168.1.10',
      wanted: {
        'no-request-lost': 'failed: 19 were, then: timeout from 192.168.1.10',
        'share-answered': 'cannot tell: web1 10, web2 9: not all requests were answered',
        'share-counted': 'cannot tell: web1 10, web2 10: not all requests were answered',
      },
    },
  ])('$scheduler: $answered answered, $counted counted', ({ wanted, ...story }) => {
    const { answered } = story;
    const names = answered.startsWith('-') ? { ...allOk, 'share-answered': undefined } : allOk;
    expect(judge(story)).toEqual({ ...names, ...wanted });
  });

  it('prove nothing with persistence, when the weights are as they should be', () => {
    const story = {
      scheduler: 'wrr',
      answered: 'web1 20, web2 20',
      counted: 'web1 20, web2 20',
      persistence: 60,
    } as const;
    expect(judge(story)['share-answered']).toContain('cannot tell: web1 20, web2 20. Addresses stay with the server');
    expect(judge({ ...story, kernelWeights: [1, 1] })['share-answered']).toContain(
      'failed: web1 20, web2 20; the kernel',
    );
  });
});
