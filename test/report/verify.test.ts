import { expect, test } from 'vitest';
import { verifyData } from '../../src/report/verify-json.ts';
import { renderVerify } from '../../src/report/verify-text.ts';
import { check, verdict } from './samples.ts';

const reports = [
  {
    cluster: 'web',
    results: [
      { check: check('vip', 'VIP has exactly one holder', '17'), verdicts: [verdict('ok')] },
      {
        check: check('table', 'the table is the one of the model', '15'),
        verdicts: [
          verdict('ok', 'lb2'),
          verdict('cannot tell'),
          { ...verdict('failed', null, 'line 1\n\u001b[2J\n'), repair: 'restart it' },
        ],
      },
      { check: check('arp', 'one MAC answers', '17'), verdicts: [verdict('cannot tell', 'client')] },
    ],
  },
];

test('verify shows one line a check, and below what is not ok what it rests on', () => {
  expect(renderVerify(reports, { colour: false })).toBe(`\
cluster web
ok           VIP has exactly one holder (step 17)
failed       the table is the one of the model (step 15), critical
    lb1  two holders
    the cluster
      expected  one holder
      found     two holders
      | line 1
      | \\x1b[2J
      repair    restart it
cannot tell  one MAC answers (step 17)
    client  two holders

3 checks: 1 ok, 1 failed, 1 cannot tell
`);
});

test('the data of verify says the same', () => {
  expect(verifyData(reports)).toMatchObject({
    clusters: [
      {
        cluster: 'web',
        checks: [
          { id: 'vip', step: '17', outcome: 'ok', verdicts: [{ host: 'lb1', outcome: 'ok' }] },
          {
            id: 'table',
            severity: 'critical',
            outcome: 'failed',
            verdicts: [{}, {}, { host: null, outcome: 'failed', repair: 'restart it' }],
          },
          { id: 'arp', outcome: 'cannot tell' },
        ],
      },
    ],
    total: { ok: 1, failed: 1, 'cannot tell': 1 },
  });
});
