import { didYouMean } from '../inventory/nearest.ts';
import type { ErratumId, Lost, Note, NoteKind } from './note.ts';
import { keywordOf, quoteStatement, quoteWords, wordsOf, type Statement } from './statement.ts';
import type { Word } from './tokens.ts';
import { isNamed, reasonFor, vocabularyOf, type BlockKind } from './vocabulary.ts';

/** Keeps account of every word of a file: it was carried over, or a note names it. What is left at the end is named then. */
export class Ledger {
  readonly notes: Note[] = [];
  readonly lost: Lost[] = [];
  readonly #carried = new Set<Word>();
  readonly #named = new Set<Word>();

  carry(...words: readonly (Word | undefined)[]): void {
    for (const word of words) if (word !== undefined) this.#carried.add(word);
  }

  /** Names a whole statement with its block. */
  name(kind: NoteKind, statement: Statement, why: string, id: ErratumId | null = null): void {
    const [first] = statement.words;
    if (first === undefined) return;
    this.notes.push({ kind, id, place: first.place, what: quoteStatement(statement), why });
    for (const word of wordsOf(statement)) this.#named.add(word);
  }

  /** Says something of a statement that was carried over; the words of its block have their own account. */
  remark(kind: NoteKind, { words }: Statement, why: string, id: ErratumId | null = null): void {
    const [first] = words;
    if (first === undefined) return;
    this.notes.push({ kind, id, place: first.place, what: quoteWords(words), why });
    for (const word of words) this.#named.add(word);
  }

  /** Counts what a note has named, or will: it is lost as a whole. */
  lose(kind: Lost['kind'], name: string, { words: [first] }: Statement): void {
    if (first !== undefined) this.lost.push({ kind, name, place: first.place });
  }

  isSettled(word: Word): boolean {
    return this.#carried.has(word) || this.#named.has(word);
  }

  /** Names whatever no one has taken. */
  close(statements: readonly Statement[], kind: BlockKind = 'root'): void {
    for (const statement of statements) this.#closeOne(statement, kind);
  }

  #closeOne(statement: Statement, kind: BlockKind): void {
    const { words, block } = statement;
    const left = words.filter((word) => !this.isSettled(word));
    const [first] = words;
    const [place] = left.map((word) => word.place);
    if (first !== undefined && left.includes(first)) {
      this.#nameUnread(statement, kind);
      return;
    }
    if (place !== undefined) {
      const what = quoteWords(words);
      const why = `no setting of an inventory says ${left.length === words.length ? 'it' : quoteLeft(words, left)}`;
      this.notes.push({ kind: 'not carried over', id: null, place, what, why });
      for (const word of left) this.#named.add(word);
    }
    if (block !== null) this.close(block, innerKind(statement, kind));
  }

  #nameUnread(statement: Statement, kind: BlockKind): void {
    const keyword = keywordOf(statement);
    const vocabulary = vocabularyOf(kind);
    if (vocabulary === null || isNamed(kind, keyword)) {
      this.name('not carried over', statement, reasonFor(kind, keyword) ?? 'no setting of an inventory says it');
      return;
    }
    const near = didYouMean(keyword, vocabulary);
    this.name('erratum', statement, `keepalived knows no such word here${near}: it is left out`, 'unknown-word');
  }
}

function quoteLeft(words: readonly Word[], left: readonly Word[]): string {
  const shown = quoteWords(words);
  // Behind a word for a secret every word is hidden, so only the whole can be quoted.
  return shown.includes('[secret]') ? 'the rest of it' : quoteWords(left);
}

const inner: Readonly<Record<string, BlockKind>> = {
  global_defs: 'global_defs',
  vrrp_instance: 'vrrp_instance',
  vrrp_sync_group: 'vrrp_sync_group',
  virtual_server: 'virtual_server',
  real_server: 'real_server',
  authentication: 'authentication',
  HTTP_GET: 'check',
  SSL_GET: 'check',
  TCP_CHECK: 'check',
  UDP_CHECK: 'check',
  DNS_CHECK: 'check',
  SMTP_CHECK: 'check',
  PING_CHECK: 'check',
  MISC_CHECK: 'check',
  FILE_CHECK: 'check',
  url: 'url',
};

function innerKind(statement: Statement, kind: BlockKind): BlockKind {
  const found = inner[keywordOf(statement)] ?? 'list';
  return kind === 'list' ? 'list' : found;
}
