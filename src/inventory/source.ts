import {
  type Document,
  type Node,
  type Pair,
  LineCounter,
  isAlias,
  isCollection,
  isMap,
  isPair,
  isScalar,
  isSeq,
  parseDocument,
  visit,
} from 'yaml';
import { InventoryError, type Path, type Problem } from './problem.ts';

/** A YAML file as data, with the way back from each value to its place in the text. */
export interface Source {
  readonly data: unknown;
  /** @returns line and column (from 1) of a value, or of what is nearest to one that is not there. */
  locate(path: Path, part?: 'key' | 'value'): { readonly line: number; readonly column: number };
}

// Anchors are for not repeating oneself; more uses than this is a "billion laughs" file.
const maxAliasCount = 100;

/**
 * Reads YAML 1.2 text; duplicate keys, tags and unknown aliases are refused.
 * @throws InventoryError that names every place that is not YAML.
 */
export function readSource(text: string, file: string): Source {
  const lineCounter = new LineCounter();
  const document = parseDocument(text, { lineCounter, prettyErrors: false });
  const position = (offset: number) => {
    const { line, col } = lineCounter.linePos(offset);
    return { line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  const problems: Problem[] = [...document.errors, ...document.warnings, ...findUnusable(document)].map((fault) => ({
    ...position(fault.pos[0]),
    message: explanations[fault.code] ?? `not valid YAML: ${fault.message}`,
  }));
  if (problems.length > 0) throw new InventoryError(file, problems);
  return {
    data: toData(document, file),
    locate: (path, part = 'value') => position(offsetOf(document, path, part)),
  };
}

// The parser's own words quote the text, and what stands there may be a password that lacks its quotes.
const explanations: Readonly<Record<string, string>> = {
  DUPLICATE_KEY: 'this key stands here twice; one of the two would be ignored',
  MULTIPLE_DOCS: 'found a second document (---); an inventory is one document',
  TAG_RESOLVE_FAILED: 'found a tag (!…) that is not known; if it is text, put it in quotes',
  UNKNOWN_ALIAS: 'found an alias (*…) without an anchor (&…) before it; if it is text, put it in quotes',
  UNUSABLE_KEY: 'this cannot be a key; expected a plain name',
};

interface Fault {
  readonly code: string;
  readonly message: string;
  readonly pos: readonly [number, number];
}

/** Finds what the parser lets pass and what could not be reported with a place later on. */
function findUnusable(document: Document.Parsed): Fault[] {
  const faults: Fault[] = [];
  const add = (code: string, node: unknown) => faults.push({ code, message: code, pos: [startOf(node) ?? 0, 0] });
  visit(document, {
    Alias: (_, alias) => {
      if (alias.resolve(document) === undefined) add('UNKNOWN_ALIAS', alias);
    },
    Pair: (_, { key }) => {
      if (!isScalar(key) || key.value === '__proto__') add('UNUSABLE_KEY', key);
    },
  });
  return faults;
}

function toData(document: Document.Parsed, file: string): unknown {
  try {
    return document.toJS({ maxAliasCount });
  } catch (cause) {
    if (!(cause instanceof ReferenceError)) throw cause;
    const message = `its aliases (*…) multiply to more than ${maxAliasCount} copies of one value`;
    throw new InventoryError(file, [{ line: 1, column: 1, message }]);
  }
}

/** A scalar is at its own place; a map or list, or what is missing, at the key it belongs to. */
function offsetOf(document: Document.Parsed, path: Path, part: 'key' | 'value'): number {
  let node: unknown = document.contents;
  let offset = startOf(node) ?? 0;
  for (const [index, step] of path.entries()) {
    const { key, value } = enter(resolve(document, node), step);
    if (key === undefined && value === undefined) return offset;
    const isWanted = index === path.length - 1;
    offset =
      (isWanted && part === 'value' && hasText(value) ? startOf(value) : (startOf(key) ?? startOf(value))) ?? offset;
    node = value;
  }
  return offset;
}

function enter(node: unknown, step: string | number): { key?: unknown; value?: unknown } {
  if (isSeq(node) && typeof step === 'number') return { value: node.items[step] };
  if (!isMap(node)) return {};
  const pair = node.items.find(
    (item: Pair) => isPair(item) && isScalar(item.key) && String(item.key.value) === String(step),
  );
  return pair === undefined ? {} : { key: pair.key, value: pair.value };
}

function resolve(document: Document.Parsed, node: unknown): unknown {
  return isAlias(node) ? node.resolve(document) : node;
}

function hasText(node: unknown): boolean {
  return !isCollection(node) && !(isScalar(node) && node.value === null);
}

function startOf(node: unknown): number | undefined {
  return (node as Partial<Node> | null | undefined)?.range?.[0];
}
