import { escapeLine } from '../escape.ts';
import type { Imported } from '../import/import.ts';
import type { Lost, Note, Place } from '../import/note.ts';
import { paint } from './paint.ts';

/** @returns what was not carried over as it stands, a line each, and what is left to be said. */
export function renderImported(
  { notes, open, lost }: Pick<Imported, 'notes' | 'open' | 'lost'>,
  { colour, out = null }: { readonly colour: boolean; readonly out?: string | null },
): string {
  const { bold, yellow } = paint(colour);
  const alike = groupAlike(notes);
  const lines = alike.map(({ places, note: { kind, id, what, why } }) => {
    const where = bold(escapeLine(places.map(({ file, line, column }) => `${file}:${line}:${column}`).join(', ')));
    const tag = kind === 'erratum' ? `erratum ${id ?? ''}` : kind;
    return `${where}: ${yellow(tag)}: ${escapeLine(what)}: ${escapeLine(why)}`;
  });
  const left = open.map(({ path, text }) => `${bold(escapeLine(path))}: ${yellow('to fill in')}: ${escapeLine(text)}`);
  const sum = sumUp(
    alike.map(({ note }) => note),
    open.length,
  );
  const next = out === null ? [] : [`next: lvsdeploy lint -i ${showWord(escapeLine(out))}`];
  return [...lines, ...left, sum, ...renderLost(lost), ...next, ''].join('\n');
}

/** What the files of several directors say alike is told once, with its place in each. */
function groupAlike(notes: readonly Note[]): { readonly note: Note; readonly places: readonly Place[] }[] {
  const groups: { note: Note; places: Place[] }[] = [];
  for (const note of notes) {
    const { kind, id, what, why, place } = note;
    const group = groups.find(
      ({ note: other, places }) =>
        other.kind === kind &&
        other.id === id &&
        other.what === what &&
        other.why === why &&
        places.every(({ file }) => file !== place.file),
    );
    if (group === undefined) groups.push({ note, places: [place] });
    else group.places.push(place);
  }
  return groups;
}

function renderLost(lost: readonly Lost[]): string[] {
  if (lost.length === 0) return [];
  const kinds = ['virtual service', 'real server', 'VIP'] as const;
  const counts = kinds.flatMap((kind) => {
    const { length } = lost.filter((one) => one.kind === kind);
    return length === 0 ? [] : [`${length} ${kind}${length === 1 ? '' : 's'}`];
  });
  const named = lost.map(({ kind, name, place }) => escapeLine(`  ${kind} ${name} (${place.file}:${place.line})`));
  return [`lost: ${counts.join(', ')}`, ...named];
}

function showWord(text: string): string {
  return /^[\w./+-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
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
