import { describe, expect, test } from 'vitest';
import { scenarioNames } from '../../../src/drill/drill.ts';
import { seeCluster } from '../../../src/verify/seen.ts';
import { renderDrillPage } from '../../../src/report/html/drill-page.ts';
import { expectedShares } from '../../../src/report/html/shares.ts';
import { timeScale } from '../../../src/report/html/time-scale.ts';
import { renderTimeline } from '../../../src/report/html/timeline.ts';
import { clusterWith, documentCluster } from '../../verify/document-cluster.ts';
import { drill, drillWithOutage, shareDrill, failedVerdict } from '../drill-samples.ts';
import { textOf } from './text-of.ts';

const written = { at: new Date('2026-11-25T05:20:00Z'), version: '1.2.3' };
const answerers = [
  { name: 'web1', colour: 'server-0' },
  { name: 'web2', colour: 'server-1' },
];

describe('the time of a drill', () => {
  test('holds all of it, with round moments on its axis', () => {
    const scale = timeScale(drillWithOutage());
    expect([scale.from, scale.to]).toEqual([0, 19982]);
    expect(scale.ticks.map(({ text }) => text)).toEqual(['0 s', '5 s', '10 s', '15 s']);
    expect(scale.percent(9991)).toBe(50);
    // The end of the bound too, and less than a second.
    expect(timeScale(drill()).to).toBe(5634);
    expect(timeScale(drill({ bound: null })).ticks.map(({ text }) => text)).toEqual([
      '0.000 s',
      '0.005 s',
      '0.010 s',
      '0.015 s',
      '0.020 s',
    ]);
  });

  test('is not confused by a drill without any request', () => {
    const empty = drill({
      requests: [],
      marks: [],
      holdings: [],
      figures: { ...drill().figures, gap: null, servedBy: {} },
    });
    expect(renderTimeline(empty, []).text).not.toMatch(/NaN|Infinity/);
  });

  test('has a stroke for each request in the strip of its server, and a broken one where no answer came', () => {
    const report = drill({
      requests: [
        ...drill().requests,
        { sentAt: 40, answeredAt: 1040, server: 'web1', error: null },
        { sentAt: 60, answeredAt: null, server: null, error: 'timeout' },
      ],
    });
    const drawn = renderTimeline(report, answerers).text;
    expect(drawn).toContain('<path class="server-0" d="M0 0v16M40 0v16" />');
    expect(drawn).toContain('<path class="server-1" d="M20 0v16" />');
    expect(drawn).toContain('<path class="late" d="M40 2H1040" />');
    expect(drawn).toContain('<path class="failed" d="M60 0v6M60 10v6" />');
  });

  test('shows the outage and the bound from the fault on, and marks by number', () => {
    const drawn = renderTimeline(drillWithOutage(), answerers).text;
    expect(drawn).toContain('<path class="outage" d="M4983 0.75H8226V7.25H4983z" />');
    expect(drawn).toContain('<path class="bound" d="M5000 0.75H10624V7.25H5000z" />');
    expect(drawn.match(/<circle class="fault"/g)).toHaveLength(1);
    const text = textOf(`<body>${drawn}`);
    expect(text).toContain('outage 3222 ms bound 5624 ms, from the fault on answered by web1 663 answered by web2 221');
    expect(text).toContain('5.000 s cut the link of lb1 (the fault)');
    expect(renderTimeline(drill(), answerers).text).not.toContain('class="band"');
  });

  test('has a strip for each director: held between two looks, but not over the time that nobody looked', () => {
    const look = (at: number, isHeld: boolean) => ({ at, director: 'lb1', vips: isHeld ? ['192.168.1.229'] : [] });
    const holdings = [look(0, true), look(100, true), look(200, false), look(300, true), look(2000, true)];
    const drawn = renderTimeline(drill({ holdings }), answerers).text;
    expect(drawn).toContain('<path class="held" d="M0 6H100" />');
    expect(drawn).toContain('<path class="look holding" d="M0 6h0M100 6h0M300 6h0M2000 6h0" />');
    expect(drawn).toContain('<path class="look" d="M200 6h0" />');
  });
});

describe('the share of a server', () => {
  const cluster = clusterWith({ persistence: null });

  test('is expected where the scheduler promises one', () => {
    expect(expectedShares(drill(), [cluster])).toEqual(
      new Map([
        ['web1', 0.75],
        ['web2', 0.25],
      ]),
    );
  });

  test.each([
    ['persistence holds the client to one server', drill(), [documentCluster]],
    ['the scheduler promises none', drill(), [clusterWith({ persistence: null, scheduler: 'wlc' })]],
    ['servers come and go', drill({ scenario: 'web-down' }), [cluster]],
    ['the model is not known', drill(), []],
    ['the service is another one', drill({ service: '192.168.1.229:443' }), [cluster]],
  ])('is not expected where %s', (_, report, clusters) => {
    expect(expectedShares(report, clusters)).toBeNull();
  });

  test('is a bar with a line where it is expected to end', () => {
    const page = renderDrillPage([drill()], written, [seeCluster(cluster, () => null)]);
    expect(page).toContain('<rect class="server-0" y="3" width="50.0%" height="12" />');
    expect(page).toContain('<line class="expected" x1="75.0%" x2="75.0%" y1="0" y2="18" />');
    expect(textOf(page)).toContain('server share found expected web1 50.0% 1 answer 75.0% web2 50.0% 1 answer 25.0%');
  });
});

describe('the cluster', () => {
  const cluster = clusterWith({ persistence: null });
  const known = (holds: readonly string[] | null) => ({
    cluster,
    directors: cluster.directors.map(({ name }) => ({ name, holds: name === 'lb1' ? holds : [], table: null })),
  });

  test('is drawn as it was seen last', () => {
    const page = renderDrillPage([drill()], written, [known(['192.168.1.229'])]);
    expect(page).toContain('<svg class="topology');
    expect(textOf(page)).toContain('lb1 192.168.1.252 100 holds 192.168.1.229');
  });

  test('is not drawn where nobody looked', () => {
    expect(renderDrillPage([drill()], written, [seeCluster(cluster, () => null)])).not.toContain(
      '<svg class="topology',
    );
  });
});

describe('measured shares', () => {
  test('stand side by side, with the counted ones as bars', () => {
    const page = renderDrillPage([shareDrill()], written);
    expect(textOf(page)).toContain(
      'Shares under wrr, the line is what its simulation gives, 2 connections of others among the counted ' +
        'server expected answered counted web1 30 20 21 web2 10 20 21',
    );
    expect(page).toContain('<rect class="server-0" y="3" width="50.0%" height="12" />');
    expect(page).toContain('<line class="expected" x1="75.0%" x2="75.0%" y1="0" y2="18" />');
    expect(textOf(page)).toContain('client asked 192.168.1.229:80 by curl, one request after the other');
  });

  test('are told to be unknown where they are', () => {
    const shares = { scheduler: 'mh', expected: null, answered: { web1: 40 }, counted: null, others: null } as const;
    const page = renderDrillPage([shareDrill({ shares })], written);
    expect(textOf(page)).toContain('Shares under mh server expected answered counted web1 not known 40 not known');
  });
});

describe('the page of drills', () => {
  test('tells figures, verdicts and the sum of the bound', () => {
    const text = textOf(renderDrillPage([drillWithOutage()], written));
    expect(text).toContain(
      'lvsdeploy drill Drills of web ✕ failed 1 drill: 0 ok, 1 not cut-link on lb1 ✕ failed Cluster web, ' +
        '2026-11-25 05:12:00 UTC . client asked 192.168.1.229:80 by python3, 50 times a second, waiting 1000 ms at most. ' +
        'outage 3222 ms allowed 5624 ms sent 1000 answered 884 without an answer 116 late 21 ' +
        'long connection died after 5120 ms: reset',
    );
    expect(text).toContain(
      '3 × advert_int 3000 ms skew of lb2 648 ms probe interval 20 ms timeout 1956 ms bound 5624 ms',
    );
    expect(text).toContain(
      '✕ failed a connection that is open stays open long-connection-lives expected it lives found it died',
    );
  });

  test('has a table of several, median and worst of rounds, and closes what went well when there are many', () => {
    const figures = drill().figures;
    const rounds = [0, 30, 8].map((outage, index) =>
      drill({ scenario: 'switch-over', round: index + 1, bound: null, figures: { ...figures, outage } }),
    );
    const all = scenarioNames.map((scenario) =>
      drill({ scenario, verdicts: scenario === 'failback' ? [failedVerdict] : [] }),
    );
    const page = renderDrillPage([...all, ...rounds], written);
    const text = textOf(page);
    expect(text).toContain('13 drills: 12 ok, 1 not');
    expect(text).toContain('switch-over on lb1, round 2 ✓ ok 30 ms none allowed 0 of 2 0 failed, 0 late lived');
    expect(text).toContain(
      'Over the rounds: the median, and the worst drill outage failed late outcome switch-over 4 rounds 4 ms 30 ms',
    );
    expect(page.match(/<details class="drill" id="drill-\d+" open>/g)).toEqual([
      '<details class="drill" id="drill-5" open>',
    ]);
  });

  test('takes all that was said for text', () => {
    const said = `</svg><script>alert(1)</script>"'\u0007\u202e`;
    const report = drill({
      host: said,
      client: said,
      service: said,
      tool: said,
      startedAt: said,
      cluster: said,
      longConnection: { kind: 'not measured', reason: said },
      marks: [{ at: 1, what: said, isFault: true }],
      holdings: [{ at: 1, director: said, vips: [said] }],
      requests: [
        { sentAt: 0, answeredAt: 900, server: said, error: null },
        { sentAt: 1, answeredAt: null, server: null, error: said },
      ],
      figures: { ...drill().figures, servedBy: { [said]: 1 } },
      bound: { total: 1, terms: [{ name: said, milliseconds: 1 }] },
      verdicts: [{ ...failedVerdict, id: said, title: said, expected: said, found: said }],
    });
    const page = renderDrillPage([report, report], written);
    expect(page).not.toContain('<script');
    expect(page).not.toMatch(/"'|[\u0007\u202e]/);
    expect(
      page.split('&lt;/svg&gt;&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#39;\\x07\\u202e').length,
    ).toBeGreaterThan(20);
  });
});
