import { hideSecrets } from './secrets.ts';
import type { Word } from './tokens.ts';

/** One thing that a keepalived.conf says: a keyword, the words behind it, and its block. */
export interface Statement {
  readonly words: readonly Word[];
  readonly block: readonly Statement[] | null;
}

export function keywordOf({ words }: Statement): string {
  return words[0]?.text ?? '';
}

/** @returns every word of a statement and of what is in its block. */
export function wordsOf({ words, block }: Statement): readonly Word[] {
  return [...words, ...(block ?? []).flatMap(wordsOf)];
}

/** @returns a statement on one line as a message quotes it; what is, or may be, a secret is hidden. */
export function quoteStatement({ words, block }: Statement): string {
  const own = quoteWords(words);
  if (block === null) return own;
  return `${own} { ${block.map(quoteStatement).join('; ')}${block.length === 0 ? '' : ' '}}`;
}

export function quoteWords(words: readonly Word[]): string {
  return hideSecrets(words.map(({ text }) => text))
    .map((text) => (/[\s"]/.test(text) || text === '' ? JSON.stringify(text) : text))
    .join(' ');
}
