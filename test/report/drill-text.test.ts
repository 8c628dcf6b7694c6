import { expect, test } from 'vitest';
import { renderDrill, renderDrills } from '../../src/report/drill-text.ts';
import { drill, drillWithOutage, failedVerdict, shareDrill, unclearVerdict } from './drill-samples.ts';

const plain = { colour: false };

test('a drill is one block: what was done to whom, the outage against its bound, who answered', () => {
  expect(renderDrill(drill(), plain)).toBe(`\
ok           cut-link on lb1  web: client asked 192.168.1.229:80 by python3, 50/s, 1000 ms each
    outage           0 ms, at most 5624 ms
    requests         2 sent, 2 answered, 0 failed, 0 late
    answered by      web1 1, web2 1
    long connection  lived, on web1
`);
});

test('what a verdict expected and found stands below it when it is not ok', () => {
  const report = drillWithOutage({ bound: null, round: 2, verdicts: [unclearVerdict, failedVerdict] });
  expect(renderDrill(report, plain)).toBe(`\
failed       cut-link on lb1, round 2  web: client asked 192.168.1.229:80 by python3, 50/s, 1000 ms each
    outage           3222 ms, none is allowed
    requests         1000 sent, 884 answered, 116 failed, 21 late
    answered by      web1 663, web2 221
    long connection  died after 5120 ms: reset
    cannot tell  one-holder: one director holds the VIP
      expected  one holder at each moment
      found     lb2 could not be asked
    failed       long-connection-lives: a connection that is open stays open
      expected  it lives
      found     it died after 5120 ms
`);
});

test('shares stand side by side: expected, answered, counted', () => {
  expect(renderDrill(shareDrill(), plain)).toBe(`\
failed       shares on lb1  web: client asked 192.168.1.229:80 by curl, one after the other, 1000 ms each
    outage           0 ms, none is allowed
    requests         40 sent, 40 answered, 0 failed, 0 late
    server  expected  answered  counted
    web1          30        20       21
    web2          10        20       21
    2 connections of others counted too
    failed       share-counted: each real server gets its share by the counters of the kernel
      expected  wrr: web1 30, web2 10 of 40
      found     web1 21, web2 21, 2 connections of others meanwhile
`);
  const shares = { scheduler: 'mh', expected: null, answered: null, counted: { web1: 40 }, others: 0 } as const;
  expect(renderDrill(shareDrill({ shares, verdicts: [] }), plain)).toContain(`\
    server  expected  answered  counted
    web1           -         -       40
`);
});

test('several drills end in a table, with median and worst of the rounds of one', () => {
  const figures = drill().figures;
  const rounds = [0, 30, 8].map((outage, index) =>
    drill({
      scenario: 'switch-over',
      round: index + 1,
      bound: null,
      figures: { ...figures, sent: 200, outage, failed: index },
      verdicts: index === 1 ? [failedVerdict] : [],
    }),
  );
  expect(renderDrills([drill(), ...rounds], plain)).toBe(`\
drill                        outage         bound  sent  failed  late
cut-link on lb1                0 ms       5624 ms     2       0     0  ok
switch-over on lb1, round 1    0 ms  none allowed   200       0     0  ok
switch-over on lb1, round 2   30 ms  none allowed   200       1     0  failed
switch-over on lb1, round 3    8 ms  none allowed   200       2     0  ok

switch-over, 3 rounds: outage median 8 ms, worst 30 ms; failed median 1, worst 2; late median 0, worst 0

4 drills: 3 ok, 1 not
`);
});

test('nothing that a host said can act on the terminal', () => {
  const hostile = drill({
    longConnection: { kind: 'died', at: 1, error: 'reset\u001b[2J\nok' },
    figures: { ...drill().figures, servedBy: { 'web\u202e1': 2 } },
    verdicts: [{ ...failedVerdict, found: 'a\u0007\nb' }],
  });
  const text = renderDrill(hostile, plain);
  expect(text).toContain('died after 1 ms: reset\\x1b[2J\\nok\n');
  expect(text).toContain('web\\u202e1 2');
  expect(text).toContain('      found     a\\x07\n                b\n');
});
