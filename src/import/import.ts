import { UsageError } from '../errors.ts';
import { combine } from './combine.ts';
import type { ImportOptions } from './import-options.ts';
import type { Lost, Note, Place } from './note.ts';
import type { Include } from './preprocess.ts';
import { readConfig, type ConfigText, type ReadConfig } from './read-config.ts';
import { writeInventory } from './write-inventory.ts';
import { formatPath } from '../inventory/problem.ts';

/** What was made of the keepalived.conf of one or more directors. */
export interface Imported {
  /** The inventory, YAML. */
  readonly inventory: string;
  /** The same as data. */
  readonly data: Readonly<Record<string, unknown>>;
  /** What did not come over as it stands, file by file from the top. */
  readonly notes: readonly Note[];
  /** Of these what clients or the cluster use, each thing once. */
  readonly lost: readonly Lost[];
  /** What is left for its author: where in the inventory, and what. */
  readonly open: readonly { readonly path: string; readonly text: string }[];
  readonly configs: readonly ReadConfig[];
}

/**
 * Makes an inventory of keepalived.conf files: one, or that of each director of one cluster.
 * @throws UsageError when they say nothing of a cluster.
 */
export function importConfigs(texts: readonly ConfigText[], options: ImportOptions, include: Include): Imported {
  const configs = texts.map((text) => readConfig(text, include));
  for (const { file, instances, services } of configs) {
    if (instances.length > 0 || services.length > 0) continue;
    throw new UsageError('found no vrrp_instance and no virtual_server that could be read', {
      place: file,
      hint: 'Name a keepalived.conf, as it lies in /etc/keepalived on a director.',
    });
  }
  const draft = combine(configs, options);
  for (const { ledger, statements } of configs) ledger.close(statements);
  const notes = configs.flatMap((config) => [
    ...config.notes,
    ...conditionalNotes(config, configs),
    ...config.ledger.notes,
    ...givenAgain(config, configs),
  ]);
  const files = [...new Set(texts.map(({ file }) => file))];
  return {
    inventory: writeInventory(draft, files),
    data: draft.data,
    notes: unique(inOrder(notes, files)),
    lost: eachOnce(configs.flatMap(({ ledger }) => ledger.lost)),
    open: draft.open.map(({ path, text }) => ({ path: formatPath(path), text })),
    configs,
  };
}

/** Lines for another config-id are named unless the same file was read for that, too. */
function conditionalNotes({ skipped }: ReadConfig, configs: readonly ReadConfig[]): Note[] {
  const taken = new Set(configs.flatMap((config) => config.taken.map(({ place }) => keyOf(place))));
  const why =
    'the line is for directors by another config-id: give the file once for each of them, with --director ID=ADDRESS in the same order';
  return skipped
    .filter(({ place }) => !taken.has(keyOf(place)))
    .map(({ place, text }) => ({ kind: 'not carried over', id: null, place, what: text, why }));
}

function keyOf({ file, line }: Place): string {
  return `${file}:${line}`;
}

function inOrder(notes: readonly Note[], files: readonly string[]): Note[] {
  const rank = ({ file }: Place) => (files.includes(file) ? files.indexOf(file) : files.length);
  return [...notes].sort(
    (a, b) =>
      rank(a.place) - rank(b.place) ||
      a.place.file.localeCompare(b.place.file) ||
      a.place.line - b.place.line ||
      a.place.column - b.place.column,
  );
}

/** One file for several directors makes sense where lines of it are for one alone. */
function givenAgain(config: ReadConfig, configs: readonly ReadConfig[]): Note[] {
  const { file, skipped, taken } = config;
  const isFirst = configs.find((other) => other.file === file) === config;
  if (isFirst || skipped.length + taken.length > 0) return [];
  const why =
    'the file is given again, and no line of it is for one director alone: give the file of the other director';
  return [{ kind: 'carried differently', id: null, place: { file, line: 1, column: 1 }, what: file, why }];
}

function eachOnce(lost: readonly Lost[]): Lost[] {
  return [...new Map(lost.map((one) => [`${one.kind} ${one.name}`, one] as const).toReversed()).values()].toReversed();
}

/** A file that was read twice, for two directors, is spoken of once. */
function unique(notes: readonly Note[]): Note[] {
  const seen = new Set<string>();
  return notes.filter((note) => {
    const key = JSON.stringify([note.place, note.id, note.kind, note.what, note.why]);
    const isNew = !seen.has(key);
    seen.add(key);
    return isNew;
  });
}
