import { UsageError } from '../errors.ts';

/** One directive of an ssh_config(5) file. */
export interface ConfigLine {
  /** `file:line`. */
  readonly place: string;
  /** In lower case: keywords have no case. */
  readonly keyword: string;
  readonly words: readonly string[];
  /** All that follows the keyword, for those that take the rest of the line. */
  readonly rest: string;
}

/** @throws UsageError that names the line with a quote that does not end. */
export function readLines(text: string, file: string): ConfigLine[] {
  return text.split(/\r?\n/).flatMap((line, index) => {
    const [, keyword, rest = ''] = /^\s*([^\s=#"]+)(?:\s*=\s*|\s+|$)(.*?)\s*$/.exec(line) ?? [];
    if (keyword === undefined) return [];
    const place = `${file}:${index + 1}`;
    return [{ place, keyword: keyword.toLowerCase(), words: splitWords(rest, place), rest }];
  });
}

/** Splits as argv_split() of OpenSSH does: quotes of both kinds, a backslash before a quote, a backslash or a space. */
function splitWords(text: string, place: string): string[] {
  const words: string[] = [];
  let rest = text.trimStart();
  while (rest !== '' && !rest.startsWith('#')) {
    const [word = ''] = /^(?:\\["'\\ ]|"(?:\\["'\\]|[^"])*"|'(?:\\["'\\]|[^'])*'|[^\s"'])+/.exec(rest) ?? [];
    const next = rest.slice(word.length);
    if (word === '' || /^["']/.test(next)) {
      throw new UsageError('found a quote that does not end', { place, hint: 'Close it, or take it away.' });
    }
    words.push(word.replace(/\\(["'\\ ])|["']/g, '$1'));
    rest = next.trimStart();
  }
  return words;
}
