import type { Rule, Severity } from '../cluster/lint/rule.ts';
import { escapeLine } from '../escape.ts';
import type { LoadedInventory } from '../inventory/parse.ts';
import { formatPath } from '../inventory/problem.ts';
import { paint } from './paint.ts';

/** @returns each finding with its place, and below it what to do; nothing when there is none. */
export function renderFindings(
  { file, findings }: Pick<LoadedInventory, 'file' | 'findings'>,
  { colour }: { readonly colour: boolean },
): string {
  return findings
    .map(({ line, column, severity, id, path, message, fix }) => {
      const place = `${escapeLine(file)}:${line}:${column}`;
      const what = `${escapeLine(formatPath(path))}: ${escapeLine(message)}`;
      return `${place}: ${paintSeverity(severity, colour)} ${id}: ${what}\n  → ${fix}\n`;
    })
    .join('');
}

/** @returns all that there is to know of a rule. */
export function renderRule(
  { id, severity, title, reason, source, fix }: Rule,
  { colour }: { readonly colour: boolean },
): string {
  const { bold } = paint(colour);
  return `${bold(id)} (${paintSeverity(severity, colour)}): ${title}\n  ${reason}\n  Source: ${source}\n  → ${fix}\n`;
}

function paintSeverity(severity: Severity, colour: boolean): string {
  const { red, yellow, dim } = paint(colour);
  return { error: red, warning: yellow, note: dim }[severity](severity);
}
