import { readFileSync } from 'node:fs';
import type { Reading } from './message-sites.ts';

/** One message of docs/troubleshooting.md. */
export interface Entry {
  /** As it is printed, with placeholders. */
  readonly message: string;
  /** The files of tests by which its section says that it is provoked. */
  readonly tests: readonly string[];
}

/** Messages of commander, which makes them itself. */
export const foreign = /^error: (unknown command|unknown option|missing required argument)/;

export interface Page {
  readonly entries: readonly Entry[];
  readonly placeholders: readonly string[];
  readonly text: string;
}

export function readPage(): Page {
  const text = readFileSync(new URL('../../docs/troubleshooting.md', import.meta.url), 'utf8');
  const entries = text.split(/^##+ /m).flatMap((section) => {
    const said = /^Provoked by: (.*)\.$/m.exec(section)?.[1] ?? '';
    const tests = [...said.matchAll(/`([^`]+)`/g)].map(([, file = '']) => file);
    const rows = section.split(/^\| message \|.*\n\| ---.*$/m)[1] ?? '';
    return [...rows.matchAll(/^\| `([^`]+)` \|/gm)].map(([, message = '']) => ({ message, tests }));
  });
  const legend = /\| placeholder \|[^]*?\n\n/.exec(text)?.[0] ?? '';
  const placeholders = [...legend.matchAll(/^\| ([^|]+) \|/gm)].flatMap(([, cell = '']) =>
    [...cell.matchAll(/`([A-Z]+)`/g)].map(([, name = '']) => name),
  );
  return { entries, placeholders: [...placeholders, 'PLACE', 'LINE', 'COLUMN', 'PLAY', 'ID'], text };
}

const quote = (text: string) => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');

/** @returns whether an entry says a reading of the source, behind its place; what is filled in is no word of the message. */
export function says(entry: string, reading: Reading): boolean {
  // didYouMean and its like add nothing as a rule.
  const filled = '[^a-z]*?';
  // What stands below it in further lines begins behind a colon.
  const words = reading.map(quote).join(filled).trimEnd().replace(/:$/, '');
  return new RegExp(`^(?:.*(?:: |\\. ))?${words}$`).test(entry.replace(/:$/, ''));
}

/** @returns what finds the message of an entry in what the program printed. */
export function printedAs(entry: string, placeholders: readonly string[]): RegExp {
  const name = new RegExp(`\\b(?:${placeholders.join('|')})`, 'g');
  const parts = entry.split(name).map(quote);
  return new RegExp(`^${parts.join('.+?')}`, 'm');
}
