import type { Note, Place } from './note.ts';
import { hideSecrets } from './secrets.ts';
import { splitLines, textOf, trim, withoutComment, type Cell, type SourceLine } from './source-line.ts';
import { tokenize, type Token } from './tokens.ts';

/** A file that an `include` means. */
export interface Included {
  readonly file: string;
  readonly text: string;
}

/** Finds the files of an `include`; null when it cannot be read, none when nothing matches. */
export type Include = (pattern: string, from: string) => readonly Included[] | null;

/** What a keepalived.conf says after its includes, its conditional lines and its definitions, line by line. */
export interface Preprocessed {
  readonly lines: readonly (readonly Token[])[];
  readonly notes: readonly Note[];
  /** Lines for another config-id than the one it was read for, and those that were taken for it. */
  readonly skipped: readonly Conditional[];
  readonly taken: readonly Conditional[];
}

export interface Conditional {
  readonly place: Place;
  readonly text: string;
}

interface Definition {
  readonly place: Place;
  readonly name: string;
  readonly lines: readonly SourceLine[];
  used: boolean;
}

// keepalived has no bound; a file that includes itself would never end.
const deepest = 32;

/** @param configId what `@ID` at the start of a line is compared with: keepalived's option -i, or the host's name. */
export function preprocess(text: string, file: string, configId: string | null, include: Include): Preprocessed {
  const lines: Token[][] = [];
  const notes: Note[] = [];
  const skipped: Conditional[] = [];
  const taken: Conditional[] = [];
  const definitions = new Map<string, Definition>();
  const replaced: Definition[] = [];

  const refuse = (line: SourceLine, place: Place, why: string) =>
    notes.push({ kind: 'not carried over', id: null, place, what: withoutValues(textOf(line)), why });

  const readFile = (content: string, name: string, depth: number) => {
    const source = splitLines(content, name);
    for (let index = 0; index < source.length; index++) {
      let { rest, goesOn } = clean(source[index] ?? []);
      const isDefinition = /^(@\S+\s+)?\$\w+\s*=/.test(textOf(rest));
      const more: SourceLine[] = [];
      while (goesOn && index + 1 < source.length) {
        index += 1;
        const next = clean(source[index] ?? []);
        more.push(next.rest);
        ({ goesOn } = next);
      }
      if (!isDefinition) rest = trim([rest, ...more].flatMap((part) => [...part, ...space(part)]));
      readLine(rest, isDefinition ? more : [], name, depth);
    }
  };

  const clean = (line: SourceLine) =>
    withoutComment(line, (id, place, what, why) => notes.push({ kind: 'erratum', id, place, what, why }));

  const readLine = (line: SourceLine, more: readonly SourceLine[], name: string, depth: number) => {
    const rest = chooseById(line);
    const place = rest?.[0]?.place;
    if (rest === null || place === undefined) return;
    const said = textOf(rest);
    const definition = /^\$([A-Za-z_]\w*)\s*=\s*/.exec(said);
    if (definition?.[1] !== undefined) {
      define(definition[1], place, [rest.slice(definition[0].length), ...more]);
    } else if (said.startsWith('~')) {
      const why = `${/^~\w*/.exec(said)?.[0] ?? '~'} repeats a line: write its lines out, one for each value, and import again`;
      refuse(rest, place, why);
    } else if (depth > deepest) {
      refuse(rest, place, `definitions or includes are more than ${deepest} deep: one of them leads to itself`);
    } else {
      const whole = multilineOf(said);
      if (whole !== null) for (const part of whole.lines) readLine(part, [], name, depth + 1);
      else readPlain(substitute(rest, depth), name, depth);
    }
  };

  const readPlain = (line: SourceLine, name: string, depth: number) => {
    // A value may be a conditional line itself.
    if (line[0]?.char === '@') {
      readLine(line, [], name, depth + 1);
      return;
    }
    const tokens = tokenize(line);
    const [keyword, pattern] = tokens;
    const isInclude = keyword?.kind === 'word' && /^include[a-z]?$/.test(keyword.text) && pattern?.kind === 'word';
    if (!isInclude) {
      if (tokens.length > 0) lines.push(tokens);
      return;
    }
    const found = depth > deepest ? null : include(pattern.text, name);
    for (const { file: inner, text: content } of found ?? []) readFile(content, inner, depth + 1);
    if (found === null)
      refuse(
        line,
        keyword.place,
        'a file of it cannot be read, or includes itself: put a copy that you may read at this place, or edit the path',
      );
    else if (found.length === 0) {
      const why =
        'no file matches it: copy what it means from the director to this place, or edit the path, and import again';
      refuse(line, keyword.place, why);
    }
  };

  const chooseById = (line: SourceLine): SourceLine | null => {
    const [, not, id = ''] = /^@(\^?)(\S*)/.exec(textOf(line)) ?? [];
    const place = line[0]?.place;
    if (not === undefined || place === undefined) return line;
    const rest = trim(line.slice(1 + not.length + id.length));
    const conditional = { place, text: withoutValues(textOf(line)) };
    const isMeant = (id === configId) !== (not === '^');
    (isMeant ? taken : skipped).push(conditional);
    return isMeant ? rest : null;
  };

  const define = (name: string, place: Place, values: readonly SourceLine[]) => {
    const before = definitions.get(name);
    const full = values.filter((value) => value.length > 0);
    definitions.set(name, { place, name, lines: full.length === 0 ? [[]] : full, used: false });
    if (before !== undefined) replaced.push(before);
  };

  const multilineOf = (said: string): Definition | null => {
    const name = /^\$(?:\{(\w+)\}|(\w+))$/.exec(said);
    const found = definitions.get(name?.[1] ?? name?.[2] ?? '');
    if (found === undefined || found.lines.length < 2) return null;
    found.used = true;
    return found;
  };

  const substitute = (line: SourceLine, depth: number): SourceLine => {
    const said = textOf(line);
    const use = /\$(?:\{(\w+)\}|(\w+)(?=[\s,)]|$))/g;
    const out: Cell[] = [];
    let from = 0;
    for (const found of said.matchAll(use)) {
      const name = found[1] ?? found[2] ?? '';
      const value = valueOf(name);
      const place = line[found.index]?.place;
      if (value === null || place === undefined) continue;
      out.push(...line.slice(from, found.index), ...value.map((char) => ({ char, place })));
      from = found.index + found[0].length;
    }
    if (from === 0) return line;
    out.push(...line.slice(from));
    return depth > deepest ? out : substitute(trim(out), depth + 1);
  };

  const valueOf = (name: string): readonly string[] | null => {
    // Of those that keepalived defines itself, these two are the same everywhere.
    if (name === '_HASH') return ['#'];
    if (name === '_BANG') return ['!'];
    const found = definitions.get(name);
    const [value] = found?.lines ?? [];
    if (found === undefined || value === undefined || found.lines.length > 1) return null;
    found.used = true;
    return value.map(({ char }) => char);
  };

  readFile(text, file, 0);
  for (const { place, name, used } of [...replaced, ...definitions.values()]) {
    const what = `$${name}=…`;
    if (used) {
      const why = 'an inventory has no definitions: the value stands wherever it was used';
      notes.push({ kind: 'carried differently', id: null, place, what, why });
    } else notes.push({ kind: 'not carried over', id: null, place, what, why: 'it is used nowhere' });
  }
  return { lines, notes, skipped, taken };
}

function space(after: SourceLine): Cell[] {
  const last = after.at(-1);
  return last === undefined ? [] : [{ char: ' ', place: last.place }];
}

/** What may be a secret is not repeated: such words, and the values of definitions. */
function withoutValues(text: string): string {
  return hideSecrets([text])
    .join(' ')
    .replace(/(\$\w+\s*=).*$/, '$1…');
}
