import type { DrillReport, MeasuredShares } from '../drill/drill.ts';
import { escapeLine } from '../escape.ts';
import { sumUpRounds, type Spread } from './drill-rounds.ts';
import {
  repeated,
  serversOf,
  wordDrill,
  wordLongConnection,
  wordMilliseconds,
  wordOutage,
  wordRequests,
} from './drill-wording.ts';
import { hang, paintOutcome } from './outcome-text.ts';
import { paint } from './paint.ts';
import { outcomeOf } from './verify-count.ts';
import { wordCount } from './wording.ts';

/** Where `expected` and `found` begin to say what. */
const margin = 16;

interface Shown {
  readonly colour: boolean;
}

/** @returns what one drill showed, and below it what a verdict that is not ok expected and found. */
export function renderDrill(report: DrillReport, { colour }: Shown): string {
  const { bold, dim } = paint(colour);
  const { scenario, host, round, cluster, service, client, tool, probe, figures, shares, verdicts } = report;
  const name = `${scenario} on ${escapeLine(host)}${round > 1 ? `, round ${round}` : ''}`;
  const pace = shares === null ? `${probe.rate}/s` : 'one after the other';
  const asked = `${escapeLine(client)} asked ${escapeLine(service)} by ${escapeLine(tool)}, ${pace}, ${probe.timeout} ms each`;

  const servers = Object.entries(figures.servedBy).map(([server, count]) => `${escapeLine(server)} ${count}`);
  return [
    `${paintOutcome(outcomeOf(verdicts), colour)}  ${bold(name)}  ${dim(`${escapeLine(cluster)}: ${asked}`)}`,
    `    outage           ${wordOutage(report)}`,
    `    requests         ${wordRequests(report)}`,
    ...(shares === null
      ? [
          `    answered by      ${servers.join(', ') || 'nobody'}`,
          `    long connection  ${escapeLine(wordLongConnection(report.longConnection))}`,
        ]
      : renderShares(shares)),
    ...verdicts.flatMap(({ id, title, outcome, expected, found }) =>
      outcome === 'ok'
        ? []
        : [
            `    ${paintOutcome(outcome, colour)}  ${escapeLine(id)}: ${escapeLine(title)}`,
            `      expected  ${hang(expected, margin)}`,
            `      found     ${hang(found, margin)}`,
          ],
    ),
    '',
  ].join('\n');
}

/** @returns what each real server was to get, answered, and was sent by the kernel's counters, side by side. */
function renderShares(shares: MeasuredShares): readonly string[] {
  const { expected, answered, counted, others } = shares;
  const known = (count: number | undefined, of: Readonly<Record<string, number>> | null) =>
    of === null ? '-' : (count ?? 0);
  const rows = serversOf(shares).map((name) => [
    `    ${escapeLine(name)}`,
    known(expected?.[name], expected),
    known(answered?.[name], answered),
    known(counted?.[name], counted),
    '',
  ]);
  const table = alignColumns([['    server', 'expected', 'answered', 'counted', ''], ...rows]);
  return others === null || others <= 0
    ? table
    : [...table, `    ${wordCount(others, 'connection')} of others counted too`];
}

/** @returns all drills as a table, what the rounds of a repeated one came to, and how many passed. */
export function renderDrills(reports: readonly DrillReport[], { colour }: Shown): string {
  const { bold } = paint(colour);
  const isRepeated = repeated(reports);
  const rows = reports.map((report) => {
    const { figures, bound, verdicts } = report;
    return [
      escapeLine(wordDrill(report, isRepeated(report))),
      wordMilliseconds(figures.outage),
      bound === null ? 'none allowed' : wordMilliseconds(bound.total),
      figures.sent,
      figures.failed,
      figures.late,
      outcomeOf(verdicts),
    ];
  });
  const rounds = sumUpRounds(reports).map(
    ({ scenario, rounds: count, outage, failed, late }) =>
      `${scenario}, ${wordCount(count, 'round')}: outage ${wordSpread(outage, ' ms')}; failed ${wordSpread(failed)}; late ${wordSpread(late)}`,
  );
  const ok = reports.filter(({ verdicts }) => outcomeOf(verdicts) === 'ok').length;
  const table = alignColumns([['drill', 'outage', 'bound', 'sent', 'failed', 'late', ''], ...rows]);
  return [
    ...table.map((line, index) => (index === 0 ? bold(line) : line)),
    ...(rounds.length === 0 ? [] : ['', ...rounds]),
    '',
    bold(`${wordCount(reports.length, 'drill')}: ${ok} ok, ${reports.length - ok} not`),
    '',
  ].join('\n');
}

/** Text to the left, numbers and times to the right, where their digits stand below each other. */
function alignColumns(rows: readonly (readonly (string | number)[])[]): readonly string[] {
  const width = (column: number) => Math.max(...rows.map((row) => String(row[column] ?? '').length));
  return rows.map((row) => {
    const last = row.length - 1;
    const cells = row.map((cell, column) =>
      column === 0 || column === last ? String(cell).padEnd(width(column)) : String(cell).padStart(width(column)),
    );
    return cells.join('  ').trimEnd();
  });
}

function wordSpread({ median, worst }: Spread, unit = ''): string {
  return `median ${Math.round(median)}${unit}, worst ${Math.round(worst)}${unit}`;
}
