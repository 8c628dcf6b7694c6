import type { Note, Place } from './note.ts';
import type { ErratumId } from './note.ts';
import { quoteWords, type Statement } from './statement.ts';
import type { Token, Word } from './tokens.ts';

/** The blocks that stand by themselves; inside of another block one means that the other was never closed. */
const roots = new Set([
  'global_defs',
  'vrrp_instance',
  'vrrp_sync_group',
  'vrrp_script',
  'vrrp_track_file',
  'vrrp_track_process',
  'virtual_server',
  'virtual_server_group',
  'static_ipaddress',
  'static_routes',
  'static_rules',
  'bfd_instance',
  'garp_group',
]);

interface Open {
  readonly words: readonly Word[];
  readonly block: Statement[];
  readonly place: Place;
}

/** Makes blocks of lines. Braces that are missing or too many are named, and taken where their author will have meant them. */
export function buildTree(lines: readonly (readonly Token[])[]): { statements: Statement[]; notes: Note[] } {
  const statements: Statement[] = [];
  const notes: Note[] = [];
  const open: Open[] = [];
  const err = (id: ErratumId, place: Place, what: string, why: string) =>
    notes.push({ kind: 'erratum', id, place, what, why });
  const siblings = () => open.at(-1)?.block ?? statements;

  const begin = (words: readonly Word[], place: Place) => {
    const block: Statement[] = [];
    siblings().push({ words, block });
    open.push({ words, block, place });
  };

  const closeUntil = (depth: number, before: Place) => {
    while (open.length > depth) {
      const last = open.pop();
      if (last === undefined) return;
      const where = `${before.line}:${before.column}`;
      err('missing-brace', last.place, quoteWords(last.words), `its } is missing, and assumed before ${where}`);
    }
  };

  /** How deep the block is that a statement with this keyword can stand in. */
  const depthFor = (keyword: string): number => {
    if (roots.has(keyword)) return 0;
    if (keyword !== 'real_server' && keyword !== 'sorry_server') return open.length;
    const owner = open.findLastIndex(({ words }) => words[0]?.text === 'virtual_server');
    return owner === -1 ? open.length : owner + 1;
  };

  for (const [index, line] of lines.entries()) {
    let words: Word[] = [];
    for (const token of line) {
      if (token.kind === 'word') {
        if (words.length === 0) closeUntil(depthFor(token.text), token.place);
        words.push(token);
      } else if (token.kind === '{') {
        const last = siblings().at(-1);
        if (words.length > 0) begin(words, words[0]?.place ?? token.place);
        else if (last?.block === null && last.words.at(-1)?.place.file === token.place.file) {
          siblings().pop();
          begin(last.words, last.words[0]?.place ?? token.place);
        } else err('stray-brace', token.place, '{', 'it opens a block without a name, and is left out');
        words = [];
      } else {
        if (words.length > 0) siblings().push({ words, block: null });
        words = [];
        if (open.pop() === undefined) err('stray-brace', token.place, '}', 'no block is open here: it is left out');
      }
    }
    const [first] = words;
    if (first === undefined) continue;
    if (lines[index + 1]?.[0]?.kind !== '{' && opensBlock(first.text, open.at(-1))) {
      err('missing-open-brace', first.place, quoteWords(words), 'its { is missing, and assumed here');
      begin(words, first.place);
    } else siblings().push({ words, block: null });
  }
  const end = lines.at(-1)?.at(-1)?.place;
  if (end !== undefined) closeUntil(0, { ...end, line: end.line + 1, column: 1 });
  return { statements, notes };
}

function opensBlock(keyword: string, parent: Open | undefined): boolean {
  if (parent === undefined) return roots.has(keyword);
  return keyword === 'real_server' && parent.words[0]?.text === 'virtual_server';
}
