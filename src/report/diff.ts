import { structuredPatch } from 'diff';
import type { Change } from '../resources/resource.ts';
import { escapeLine, escapeText } from '../escape.ts';
import { paint } from './paint.ts';

/** Beyond this many changed lines a diff costs more than it tells. */
const longestDiff = 2000;

/** @returns a change in a few words: `mode 0600 → 0644`, `content`; of a secret only that it changes. */
export function wordChange({ what, from, to, format, secret }: Change): string {
  const name = escapeLine(what);
  if (secret === true) return `${name} [secret] ${from === null ? 'added' : to === null ? 'removed' : 'changed'}`;
  if (format === 'text') return to === null ? `${name} removed` : name;
  if (from === null) return `${name} ${escapeLine(to ?? 'absent')}`;
  return `${name} ${escapeLine(from)} → ${escapeLine(to ?? 'absent')}`;
}

/** @returns the lines of a text's diff with three lines of context; none for a value or a secret. */
export function diffLines({ from, to, format, secret }: Change, colour: boolean): readonly string[] {
  if (format !== 'text' || secret === true) return [];
  // A text that is new or goes away is one hunk, however long; its position says nothing.
  const isWhole = from === null || to === null;
  const patch = structuredPatch('', '', from ?? '', to ?? '', undefined, undefined, {
    context: 3,
    maxEditLength: isWhole ? Infinity : longestDiff,
  });
  const { cyan, green, red, dim } = paint(colour);
  if (patch === undefined) return [dim(`more than ${longestDiff} lines differ`)];
  return patch.hunks.flatMap(({ oldStart, oldLines, newStart, newLines, lines }) => [
    ...(isWhole ? [] : [cyan(`@@ -${oldStart},${oldLines} +${newStart},${newLines} @@`)]),
    ...lines.map((line) => {
      const shown = escapeText(line);
      return line.startsWith('+') ? green(shown) : line.startsWith('-') ? red(shown) : dim(shown);
    }),
  ]);
}
