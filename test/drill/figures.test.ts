import { expect, it } from 'vitest';
import { sumUp } from '../../src/drill/figures.ts';
import { answered, lost } from './aims.ts';

const probe = { rate: 10, timeout: 200 };

it('counts, and takes the longest time between two answers for the outage', () => {
  const late = { sentAt: 2000, answeredAt: 2900, server: 'web2', error: null };
  expect(sumUp([...answered(0, 1000), ...lost(1000, 2000), late, ...answered(3000, 4000, null)], probe)).toEqual({
    sent: 31,
    answered: 21,
    failed: 10,
    late: 1,
    // The last answer before came at 905, the next at 2900; the rate itself makes a pause of 100.
    outage: 1895,
    gap: { from: 905, to: 2900 },
    servedBy: { web1: 10, web2: 1, unnamed: 10 },
  });
});

it('takes answers in the order in which they came', () => {
  const overtaken = { sentAt: 100, answeredAt: 700, server: 'web1', error: null };
  const { outage } = sumUp([...answered(0, 100), overtaken, ...answered(200, 800)], probe);
  expect(outage).toBe(100);
});

it('has no outage to tell of where nothing was answered', () => {
  expect(sumUp(lost(0, 500), probe)).toMatchObject({ sent: 5, answered: 0, outage: 0, gap: null });
});
