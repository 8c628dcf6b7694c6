import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { cases } from './cases.ts';
import { foreign, printedAs, readPage } from './page.ts';
import type { HeardError } from './record-errors.ts';

/** What all other tests made the program throw; `npm test` alone runs them all, and says where it was written. */
const folder = process.env['LVSDEPLOY_HEARD'];

/** Provoked in a process of its own, of which nothing is recorded: held by the words that its test looks for. */
const apart: Readonly<Record<string, string>> = { '/proc is not mounted': 'test/integration/lab-without-proc.test.ts' };

const page = readPage();
const provokedHere = new Set<string>(cases.map(({ message }) => message));
const place = /^(?:FILE:LINE:COLUMN|FILE:LINE|FILE|FOLDER|KEY|HOST › ROLE › RESOURCE|HOST|CLUSTER|PLAY): /;

function readHeard(from: string): readonly HeardError[] {
  return readdirSync(from).flatMap((name) =>
    readFileSync(join(from, name), 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as HeardError),
  );
}

/** The entries that a line may be, the one with the most words of its own first: `cannot read FILE` is also in longer ones. */
const readings = page.entries
  .map((entry) => {
    // Some get their place from whoever catches them.
    const { source } = printedAs(entry.message.replace(place, ''), page.placeholders);
    return { entry, words: new RegExp(`(?:^|: |\\. )${source.slice(1)}`) };
  })
  .sort((a, b) => lengthOfWords(b.words) - lengthOfWords(a.words));

function lengthOfWords({ source }: RegExp): number {
  return source.replaceAll('.+?', '').length;
}

/** @returns by message what was heard of it: whether it says what to do next, and the test that provoked it. */
function sortHeard(from: string): ReadonlyMap<string, readonly { readonly hasHint: boolean; readonly test: string }[]> {
  const sorted = new Map<string, { hasHint: boolean; test: string }[]>();
  for (const { text, test: by } of readHeard(from)) {
    const hasHint = /^ {2}→ \S/m.test(text);
    for (const line of text.split(/^ {2}→/m)[0]?.split('\n') ?? []) {
      const said = readings.find(({ words }) => words.test(line))?.entry.message;
      if (said !== undefined) sorted.set(said, [...(sorted.get(said) ?? []), { hasHint, test: by }]);
    }
  }
  return sorted;
}

test.skipIf(folder === undefined)('each message of the page was provoked, and says what to do next', () => {
  const heard = sortHeard(folder ?? '');
  const unheard: string[] = [];
  const silent: string[] = [];
  const elsewhere: string[] = [];
  for (const { message, tests } of page.entries) {
    if (provokedHere.has(message) || foreign.test(message)) continue;
    const sayings = heard.get(message) ?? [];
    const by = new Set(sayings.map((saying) => saying.test));
    const alone = apart[message];
    if (alone !== undefined && readFileSync(new URL(`../../${alone}`, import.meta.url), 'utf8').includes(message))
      continue;
    if (by.size === 0) unheard.push(message);
    else if (!sayings.some(({ hasHint }) => hasHint)) silent.push(message);
    else if (!tests.some((file) => by.has(file))) elsewhere.push(`${message}: ${[...by].join(', ')}`);
  }
  expect({ unheard, silent, elsewhere }).toEqual({ unheard: [], silent: [], elsewhere: [] });
});
