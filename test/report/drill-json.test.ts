import { expect, test } from 'vitest';
import { drillData } from '../../src/report/drill-json.ts';
import { drill, failedVerdict } from './drill-samples.ts';

test('the data of drills has all that was measured, the outcome of each and what rounds came to', () => {
  const figures = drill().figures;
  const rounds = [10, 40].map((outage, index) => drill({ round: index + 1, figures: { ...figures, outage } }));
  expect(drillData([...rounds, drill({ scenario: 'web-down', verdicts: [failedVerdict] })])).toEqual({
    drills: [
      { ...rounds[0], outcome: 'ok' },
      { ...rounds[1], outcome: 'ok' },
      { ...drill({ scenario: 'web-down', verdicts: [failedVerdict] }), outcome: 'failed' },
    ],
    rounds: [
      {
        scenario: 'cut-link',
        rounds: 2,
        outcome: 'ok',
        outage: { median: 25, worst: 40 },
        failed: { median: 0, worst: 0 },
        late: { median: 0, worst: 0 },
      },
    ],
    total: { ok: 2, failed: 1, 'cannot tell': 0 },
  });
});
