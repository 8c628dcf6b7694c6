import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { cases, provoke } from './cases.ts';
import { internal, passedOn } from './internal.ts';
import { findMessageSites, parse, sitesOf, type Reading } from './message-sites.ts';
import { foreign, printedAs, readPage, says } from './page.ts';

const page = readPage();
const sites = findMessageSites();
const root = new URL('../../', import.meta.url);

const has = (reasons: Readonly<Record<string, string>>, text: string) =>
  Object.keys(reasons).some((part) => text.includes(part));
const inPage = (reading: Reading) => page.entries.some(({ message }) => says(message, reading));
const wordsOf = (reading: Reading) => reading.join('…');

test('the page has every message of the source, or a reason why not', () => {
  const lost = sites.flatMap(({ place, readings, source }) => {
    if (readings.length === 0) return has(passedOn, source) ? [] : [`${place}: ${source}`];
    return readings.flatMap((reading) =>
      inPage(reading) || has(internal, wordsOf(reading)) ? [] : [`${place}: ${wordsOf(reading)}`],
    );
  });
  expect(lost).toEqual([]);
});

test('the page has no message that the source lacks', () => {
  const readings = sites.flatMap((site) => site.readings);
  const stale = page.entries
    .map(({ message }) => message)
    .filter((message) => !foreign.test(message) && !readings.some((reading) => says(message, reading)));
  expect(stale).toEqual([]);
});

test('each reason for a message that is not in the page is of use', () => {
  const hidden = sites.flatMap(({ readings }) => readings.filter((reading) => !inPage(reading)).map(wordsOf));
  const opaque = sites.filter(({ readings }) => readings.length === 0).map(({ source }) => source);
  const idle = (reasons: object, texts: readonly string[]) =>
    Object.keys(reasons).filter((part) => !texts.some((text) => text.includes(part)));
  expect([...idle(internal, hidden), ...idle(passedOn, opaque)]).toEqual([]);
});

test('a new error in the source is noticed', () => {
  const text = `class Fresh extends UsageError {}
throw new Fresh(wet ? \`\${name} is too wet to be deployed\` : 'it is too dry to be deployed', { hint: 'Dry it.' });`;
  const base = parse('src/errors.ts', readFileSync(new URL('src/errors.ts', root), 'utf8'));
  const [site] = sitesOf([base, parse('src/fresh.ts', text)]).filter(({ file }) => file === 'src/fresh.ts');
  expect(site?.readings).toEqual([['', ' is too wet to be deployed'], ['it is too dry to be deployed']]);
  expect(page.entries.some(({ message }) => site?.readings.some((reading) => says(message, reading)))).toBe(false);
});

describe('provoked here', () => {
  test.each(cases.map((one) => [one.message, one] as const))('%s', async (message, one) => {
    expect(page.entries.map((entry) => entry.message)).toContain(message);
    const printed = await provoke(one);
    expect(printed).toMatch(printedAs(message, page.placeholders));
    // The next thing to do; of problems of an inventory below them all, of a wrong command line in brackets.
    expect(printed).toMatch(/^(  → \S|\(--help)/m);
  });
});

test('the tests that the page names are there', () => {
  const named = new Set(page.entries.flatMap(({ tests }) => tests));
  expect([...named].filter((file) => !existsSync(new URL(file, root)))).toEqual([]);
  expect(named.size).toBeGreaterThan(0);
});
