import { readdirSync, readFileSync } from 'node:fs';
import { importConfigs, type Imported } from '../../src/import/import.ts';
import type { ImportOptions } from '../../src/import/import-options.ts';

const folder = new URL('samples/', import.meta.url);

/** Configurations in the manner of the samples that come with keepalived, each with all that its namesake shows. */
export const samples = readdirSync(folder)
  .filter((name) => name.endsWith('.conf'))
  .map((name) => ({ name: name.replace(/\.conf$/, ''), text: sample(name) }));

export function sample(name: string): string {
  return readFileSync(new URL(name, folder), 'utf8');
}

export const plain: ImportOptions = { cluster: 'lvs', directors: [], segment: null, segment6: null };

/** Imports texts as the files a.conf, b.conf, …; directors are said as options, and their names are the config-ids. */
export function importTexts(texts: readonly string[], options: Partial<ImportOptions> = {}): Imported {
  const whole = { ...plain, ...options };
  const files = texts.map((text, index) => ({
    file: `${'abc'[index] ?? ''}.conf`,
    text,
    configId: whole.directors[index]?.name ?? null,
  }));
  return importConfigs(files, whole, () => []);
}

/** The notes of one text, `line kind or erratum what`. */
export function notesOf(...texts: readonly string[]): string[] {
  return importTexts(texts).notes.map(
    ({ place, kind, id, what }) => `${place.file}:${place.line} ${id ?? kind}: ${what}`,
  );
}
