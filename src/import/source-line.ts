import { type ErratumId, type Place } from './note.ts';

/** A character of a file, with its place; what a definition was put in for has the place of its use. */
export interface Cell {
  readonly char: string;
  readonly place: Place;
}

export type SourceLine = readonly Cell[];

/** Takes note of a mistake; the reading goes on. */
export type ReportErratum = (id: ErratumId, place: Place, what: string, why: string) => void;

/** @returns the lines of a text; a mark of byte order at its start and the ends of lines are no part of them. */
export function splitLines(text: string, file: string): SourceLine[] {
  return text
    .replace(/^\uFEFF/, '')
    .split(/\r\n|\n|\r/)
    .map((line, index) =>
      line.split('').map((char, column) => ({ char, place: { file, line: index + 1, column: column + 1 } })),
    );
}

export function textOf(line: SourceLine): string {
  return line.map(({ char }) => char).join('');
}

export function trim(line: SourceLine): SourceLine {
  const text = textOf(line);
  const start = text.length - text.trimStart().length;
  return line.slice(start, start + text.trim().length);
}

/**
 * Leaves out comments, as decomment() of keepalived's lib/parser.c does: they start at # and ! wherever these stand outside of
 * quotes and without a backslash. What people write for a comment or for plain characters is taken as meant.
 * @returns the rest, and whether the line goes on in the next one.
 */
export function withoutComment(line: SourceLine, report: ReportErratum): { rest: SourceLine; goesOn: boolean } {
  const rest: Cell[] = [];
  let quotedSince: Place | null = null;
  let word = '';
  for (let index = 0; index < line.length; index++) {
    const cell = line[index];
    if (cell === undefined) break;
    const char: string = quotedSince === null || /[“”„"]/.test(cell.char) ? plain(cell.char) : cell.char;
    if (char !== cell.char && isTelling(cell.char))
      report('wide-character', cell.place, cell.char, `taken for ${char === ' ' ? 'a space' : char}`);
    if (char === '\\') {
      const next = line[index + 1];
      if (next === undefined) return { rest: trim(rest), goesOn: true };
      // Escaped outside of quotes, a comment character is a plain one.
      if (quotedSince === null && (next.char === '#' || next.char === '!')) rest.push(next);
      else rest.push(cell, next);
      word += next.char;
      index += 1;
      continue;
    }
    if (char === '"') quotedSince = quotedSince === null ? cell.place : null;
    if (quotedSince === null) {
      if (char === '#' || char === '!') break;
      const next = line[index + 1];
      if (char === '/' && next !== undefined && plain(next.char) === '/' && !/[/:]/.test(word)) {
        report('slash-comment', cell.place, '//', 'what stands behind it on this line is left out');
        break;
      }
    }
    word = /[\s{}]/.test(char) ? '' : word + char;
    rest.push({ char, place: cell.place });
  }
  if (quotedSince !== null) {
    report('open-quote', quotedSince, '"', 'the quote is taken to end with the line');
    rest.push({ char: '"', place: quotedSince });
  }
  return { rest: trim(rest), goesOn: false };
}

const curly = new Map(['“', '”', '„'].map((char) => [char, '"']));

/** Full width forms (U+FF01 to U+FF5E) are ASCII, 0xFEE0 further on. */
function plain(char: string): string {
  const code = char.charCodeAt(0);
  if (code >= 0xff01 && code <= 0xff5e) return String.fromCharCode(code - 0xfee0);
  return curly.get(char) ?? (/\s/.test(char) ? ' ' : char);
}

function isTelling(char: string): boolean {
  return char !== '\t' && char !== '\v' && char !== '\f';
}
