import { expect, test } from 'vitest';
import { drillSuites } from '../../src/report/junit/drill-suites.ts';
import { renderJunit } from '../../src/report/junit/junit.ts';
import { verifySuites } from '../../src/report/junit/verify-suites.ts';
import { drill, failedVerdict, unclearVerdict } from './drill-samples.ts';
import { check, verdict } from './samples.ts';

test('a cluster is a suite, a check a case: not ok is a failure with its repair, cannot tell is skipped with the reason', () => {
  const table = {
    ...check('table', 'the table is the one of the model', '15'),
    severity: 'critical' as const,
    source: 'ipvsadm(8)',
  };
  const reports = [
    {
      cluster: 'web',
      results: [
        { check: check('vip', 'the VIP has one holder', '17'), verdicts: [verdict('ok')] },
        {
          check: table,
          verdicts: [
            verdict('ok', 'lb2'),
            { ...verdict('failed', 'lb1', 'line 1\nline 2\n'), repair: 'systemctl restart keepalived' },
          ],
        },
        {
          check: { ...check('arp', 'one MAC answers', '17'), severity: 'warning' as const },
          verdicts: [verdict('cannot tell', null)],
        },
      ],
    },
  ];
  expect(renderJunit(verifySuites(reports))).toBe(`\
<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="lvsdeploy" tests="3" failures="1" errors="0" skipped="1">
<testsuite name="verify web" tests="3" failures="1" errors="0" skipped="1">
<testcase classname="web.vip" name="the VIP has one holder"/>
<testcase classname="web.table" name="the table is the one of the model">
<failure type="critical" message="lb1: two holders">step 15, ipvsadm(8), critical
lb1: failed
  expected: one holder
  found:    two holders
  repair:   systemctl restart keepalived
  | line 1
  | line 2</failure>
</testcase>
<testcase classname="web.arp" name="one MAC answers">
<skipped message="the cluster: two holders">step 17, warning
the cluster: cannot tell
  expected: one holder
  found:    two holders</skipped>
</testcase>
</testsuite>
</testsuites>
`);
});

test('a drill is a suite, a verdict a case', () => {
  const report = drill({ verdicts: [...drill().verdicts, unclearVerdict, failedVerdict] });
  expect(renderJunit(drillSuites([report]))).toBe(`\
<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="lvsdeploy" tests="3" failures="1" errors="0" skipped="1">
<testsuite name="drill web: cut-link on lb1" tests="3" failures="1" errors="0" skipped="1" timestamp="2026-11-25T05:12:00.000Z">
<testcase classname="web.cut-link" name="outage-within-bound: the service is back within the bound"/>
<testcase classname="web.cut-link" name="one-holder: one director holds the VIP">
<skipped message="lb2 could not be asked">expected: one holder at each moment
found:    lb2 could not be asked
outage:   0 ms, at most 5624 ms
requests: 2 sent, 2 answered, 0 failed, 0 late
the long connection lived, on web1</skipped>
</testcase>
<testcase classname="web.cut-link" name="long-connection-lives: a connection that is open stays open">
<failure type="long-connection-lives" message="it died after 5120 ms">expected: it lives
found:    it died after 5120 ms
outage:   0 ms, at most 5624 ms
requests: 2 sent, 2 answered, 0 failed, 0 late
the long connection lived, on web1</failure>
</testcase>
</testsuite>
</testsuites>
`);
});

test('the rounds of a repeated drill have names of their own', () => {
  const xml = renderJunit(drillSuites([drill(), drill({ round: 2 })]));
  expect(xml).toContain('name="drill web: cut-link on lb1, round 2"');
  expect(xml).toContain('classname="web.cut-link.2"');
});

test('whatever a host said, the document is XML 1.0 and its text stays text', () => {
  const said = `]]></failure><script>alert("1" & '2')</script>\u0000\u001b\u202e\ud800\uffff\n\t\ud83d\ude00`;
  const results = [{ check: check('a', 'A', '1'), verdicts: [{ ...verdict('failed', 'lb1', said), found: said }] }];
  const xml = renderJunit(verifySuites([{ cluster: 'w"e<b', results }]));
  expect(xml).toContain('<testsuite name="verify w&quot;e&lt;b"');
  expect(xml).toContain(
    'message="lb1: ]]&gt;&lt;/failure&gt;&lt;script&gt;alert(&quot;1&quot; &amp; &apos;2&apos;)&lt;/script&gt;' +
      '\\x00\\x1b\\u202e\ufffd\ufffd\\n\\t\u{1f600}"',
  );
  expect(xml).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u202e\uffff]|\p{Surrogate}/u);
});
