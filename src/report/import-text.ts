import { escapeLine } from '../escape.ts';
import type { Imported } from '../import/import.ts';
import type { Note } from '../import/note.ts';
import { paint } from './paint.ts';

/** @returns what was not carried over as it stands, a line each, and what is left to be said. */
export function renderImported({ notes, open }: Imported, { colour }: { readonly colour: boolean }): string {
  const { bold, yellow } = paint(colour);
  const lines = notes.map(({ kind, id, place, what, why }) => {
    const where = bold(escapeLine(`${place.file}:${place.line}:${place.column}`));
    const tag = kind === 'erratum' ? `erratum ${id ?? ''}` : kind;
    return `${where}: ${yellow(tag)}: ${escapeLine(what)}: ${escapeLine(why)}`;
  });
  const left = open.map(({ path, text }) => `${bold(escapeLine(path))}: ${yellow('to fill in')}: ${escapeLine(text)}`);
  return [...lines, ...left, sumUp(notes, open.length), ''].join('\n');
}

function sumUp(notes: readonly Note[], open: number): string {
  const kinds = [
    ['erratum', 'errata'],
    ['carried differently', 'carried differently'],
    ['not carried over', 'not carried over'],
  ] as const;
  const counts = kinds.map(([kind, many]) => {
    const count = notes.filter((note) => note.kind === kind).length;
    return `${count} ${count === 1 ? kind : many}`;
  });
  return `${counts.join(', ')}, ${open} to fill in`;
}
