import { describe, expect, test } from 'vitest';
import { furtherStarts, tryAgain, type Patience } from '../../src/ssh/try-again.ts';

const patience: Patience = { attempts: 4, within: 10_000, firstPause: 500, longestPause: 4000, quiet: 0 };

/** Tries what takes some time and goes wrong so often, on a clock of its own that starts at 100 s. */
async function attempts(failures: number, change: Partial<Patience> = {}, took = 0) {
  let now = 100_000;
  const starts: number[] = [];
  const told: string[] = [];
  const outcome = await tryAgain(
    {
      attempt: () => {
        starts.push(now);
        now += took;
        return starts.length > failures ? Promise.resolve('done') : Promise.reject(new Error(`no ${starts.length}`));
      },
      isPassing: (error) => error instanceof Error && error.message !== 'no 9',
      onWait: (error, until) => told.push(`${String(error)} at ${now}, until ${until}`),
    },
    { ...patience, ...change },
    {
      now: () => now,
      pause: (milliseconds) => {
        now += milliseconds;
        return Promise.resolve();
      },
    },
  ).catch(String);
  return { starts, told, outcome };
}

describe('what goes wrong', () => {
  test('not at all is tried once, without a word', async () => {
    expect(await attempts(0)).toEqual({ starts: [100_000], told: [], outcome: 'done' });
  });

  test('for a while is tried at growing distances, and one line says until when', async () => {
    expect(await attempts(3)).toEqual({
      starts: [100_000, 100_500, 101_500, 103_500],
      told: ['Error: no 1 at 100000, until 103500'],
      outcome: 'done',
    });
  });

  test('for longer is given up with the last error, at the time that was told', async () => {
    expect(await attempts(100)).toMatchObject({ starts: [100_000, 100_500, 101_500, 103_500], outcome: 'Error: no 4' });
  });

  test('for good is not tried again', async () => {
    const { starts, outcome } = await attempts(100, { attempts: 20, within: 1e9 });
    expect([starts.length, outcome]).toEqual([9, 'Error: no 9']);
    expect(await attempts(1, { attempts: 1 })).toEqual({ starts: [100_000], told: [], outcome: 'Error: no 1' });
  });

  test('slowly is tried less often, and no longer than was told', async () => {
    expect(await attempts(100, {}, 2000)).toEqual({
      starts: [100_000, 102_500, 105_500],
      told: ['Error: no 1 at 102000, until 105500'],
      outcome: 'Error: no 3',
    });
  });

  test('is not told as long as it is quiet', async () => {
    expect((await attempts(2, { quiet: 1000 })).told).toEqual([]);
    expect((await attempts(3, { quiet: 1000 })).told).toEqual(['Error: no 3 at 101500, until 103500']);
  });
});

test.each<[string, Partial<Patience>, readonly number[]]>([
  ['end with the deadline', { within: 3000 }, [500, 1500]],
  ['have pauses of a limited length', { attempts: 7 }, [500, 1500, 3500, 7500]],
  ['are as many as fit', { attempts: Infinity, within: 20_000 }, [500, 1500, 3500, 7500, 11_500, 15_500, 19_500]],
  ['are none where one attempt is all', { attempts: 1 }, []],
])('further attempts %s', (_, change, starts) => {
  expect(furtherStarts(0, 0, { ...patience, ...change })).toEqual(starts);
});
