import type { Place } from './note.ts';
import type { SourceLine } from './source-line.ts';

export interface Word {
  readonly kind: 'word';
  readonly text: string;
  readonly place: Place;
}

export type Token = Word | { readonly kind: '{' | '}'; readonly place: Place };

/**
 * Cuts a line without comments into words and braces. A quote at the start of a word makes one word of all up to the next one;
 * braces outside of quotes stand for themselves wherever they are, except in `${NAME}`.
 */
export function tokenize(line: SourceLine): Token[] {
  const tokens: Token[] = [];
  let index = 0;
  const at = (offset: number) => line[index + offset]?.char ?? '';
  while (index < line.length) {
    const place = line[index]?.place;
    const char = at(0);
    if (place === undefined) break;
    if (/\s/.test(char)) {
      index += 1;
    } else if (char === '{' || char === '}') {
      tokens.push({ kind: char, place });
      index += 1;
    } else if (char === '"') {
      let text = '';
      for (index += 1; index < line.length && at(0) !== '"'; index++) {
        if (at(0) === '\\' && /["\\]/.test(at(1))) index += 1;
        text += at(0);
      }
      index += 1;
      tokens.push({ kind: 'word', text, place });
    } else {
      let text = '';
      while (index < line.length && !/[\s"{}]/.test(at(0))) {
        if (at(0) === '$' && at(1) === '{') {
          const end = line.findIndex((cell, position) => position > index && cell.char === '}');
          if (end > index) {
            for (; index < end; index++) text += at(0);
          }
        }
        text += at(0);
        index += 1;
      }
      tokens.push({ kind: 'word', text, place });
    }
  }
  return tokens;
}
