import type { Outcome, Verdict } from '../verify/check.ts';
import type { VerifyReport } from '../verify/report.ts';
import { escapeLine, escapeText } from '../escape.ts';
import { paint } from './paint.ts';
import { isQuiet, type Verbosity } from './verbosity.ts';
import { countChecks, outcomeOf } from './verify-count.ts';
import { indent, wordCount } from './wording.ts';

const width = 'cannot tell'.length;

/** @returns one line for each check, and below one that is not ok what was expected, what was found, on what that rests, and what mends it. */
export function renderVerify(
  reports: readonly VerifyReport[],
  { colour, verbosity = 0 }: { readonly colour: boolean; readonly verbosity?: Verbosity },
): string {
  const { bold } = paint(colour);
  const count = countChecks(reports);
  const total = wordCount(count.ok + count.failed + count['cannot tell'], 'check');
  const clusters = reports.map(({ cluster, results }) =>
    [
      bold(`cluster ${escapeLine(cluster)}`),
      ...results.flatMap(({ check, verdicts }) => {
        const outcome = outcomeOf(verdicts);
        if (outcome === 'ok' && isQuiet(verbosity)) return [];
        const severity = outcome === 'failed' ? `, ${check.severity}` : '';
        const line = `${badge(outcome, colour)}  ${escapeLine(check.title)} (step ${escapeLine(check.step)})${severity}`;
        return [line, ...renderVerdicts(verdicts)].join('\n');
      }),
    ].join('\n'),
  );
  const summary = `${total}: ${count.ok} ok, ${count.failed} failed, ${count['cannot tell']} cannot tell`;
  return [...clusters, bold(summary)].join('\n\n').concat('\n');
}

/** @returns those of the verdicts that are not ok, each with its host and its evidence. */
export function renderVerdicts(verdicts: readonly Verdict[]): readonly string[] {
  return verdicts.flatMap(({ host, outcome, expected, found, evidence, repair }) => {
    if (outcome === 'ok') return [];
    const place = `    ${host ?? 'the cluster'}`;
    // Where nothing could be found out, why not is all there is to say.
    const lines =
      outcome === 'cannot tell'
        ? [`${place}  ${below(found)}`]
        : [place, `      expected  ${below(expected)}`, `      found     ${below(found)}`];
    const shown = evidence?.trim() ?? '';
    return [
      ...lines,
      ...(shown === '' ? [] : [indent(escapeText(shown), '      | ')]),
      ...(repair === undefined ? [] : [`      repair    ${below(repair)}`]),
    ];
  });
}

/** Further lines of a value stand under its first one. */
function below(text: string): string {
  return escapeText(text).replaceAll('\n', `\n${' '.repeat(16)}`);
}

function badge(outcome: Outcome, colour: boolean): string {
  const { green, red, yellow } = paint(colour);
  const colours = { ok: green, failed: red, 'cannot tell': yellow };
  return colours[outcome](outcome.padEnd(width));
}
