import type { Severity } from '../../../src/verify/check.ts';
import { expect, test } from 'vitest';
import { renderVerifyPage } from '../../../src/report/html/verify-page.ts';
import { check, verdict } from '../samples.ts';
import { textOf } from './text-of.ts';

const written = { at: new Date('2026-11-25T05:20:00Z'), version: '1.2.3' };

test('what does not hold comes first, the critical before others, with all there is to say', () => {
  const bad = (id: string, severity: Severity) => ({
    check: { ...check(id, `${id} title`, '15'), severity, source: 'ipvsadm(8)' },
    verdicts: [
      verdict('ok', 'lb2'),
      { ...verdict('failed', 'lb1', 'raw answer'), repair: 'lvsdeploy run playbooks/site.ts --limit lb1' },
    ],
  });
  const results = [
    { check: { ...check('fine', 'fine title', 'test 2'), severity: 'warning' as const }, verdicts: [verdict('ok')] },
    {
      check: { ...check('unclear', 'unclear title', '17'), severity: 'critical' as const },
      verdicts: [verdict('cannot tell', null)],
    },
    bad('later', 'warning'),
    bad('first', 'critical'),
  ];
  const text = textOf(renderVerifyPage([{ cluster: 'web', results }], written));
  expect(text).toContain(
    'lvsdeploy verify Cluster web 4 checks: 2 failed 1 cannot tell 1 ok web ✕ failed What does not hold ' +
      '✕ failed first title first critical step 15 ipvsadm(8) lb1 ✕ failed expected one holder found two holders ' +
      'repair lvsdeploy run playbooks/site.ts --limit lb1 what it rests on raw answer ok on lb2',
  );
  expect(text.indexOf('first title')).toBeLessThan(text.indexOf('later title'));
  expect(text).toContain(
    'What cannot be told ? cannot tell unclear title unclear critical step 17 the cluster ? cannot tell',
  );
  expect(text).toContain('What holds ✓ ok fine title fine test 2 host expected found lb1 one holder two holders');
});

test('what a host said is text, in whatever place', () => {
  const said = `<script>alert(1)</script>" onload='x' \u001b[31m\u202e`;
  const hostile = { host: said, outcome: 'failed', expected: said, found: said, evidence: said, repair: said } as const;
  const results = [{ check: check('a', said, said), verdicts: [hostile, { ...hostile, outcome: 'ok' as const }] }];
  const page = renderVerifyPage([{ cluster: said, results }], written);
  expect(page).not.toContain('<script');
  expect(page).not.toContain(`" onload='`);
  expect(page).not.toMatch(/[\u001b\u202e]/);
  expect(page).toContain('&lt;script&gt;alert(1)&lt;/script&gt;&quot; onload=&#39;x&#39; \\x1b[31m\\u202e');
});
