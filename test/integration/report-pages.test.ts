import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { samplePages } from '../report/page-samples.ts';
import { openBrowser, type BrowserPage, type Look } from './browser.ts';
import { layoutProblems } from './page-facts.ts';

/** The pictures are for eyes: nothing compares them, and they are in no commit. */
const pictures = join(import.meta.dirname, '../../.lvsdeploy/pictures');

const looks: Readonly<Record<string, Look>> = {
  'narrow-light': { width: 360, height: 740, theme: 'light' },
  'narrow-dark': { width: 360, height: 740, theme: 'dark' },
  'wide-light': { width: 1280, height: 900, theme: 'light' },
  'wide-dark': { width: 1280, height: 900, theme: 'dark' },
  // A4 without its margins, on paper that is white whatever the theme of the screen.
  print: { width: 718, height: 1040, theme: 'dark', media: 'print' },
};

const folder = mkdtempSync(join(tmpdir(), 'lvsdeploy-pages-'));
const pages = await samplePages();
let browser: BrowserPage;

beforeAll(async () => {
  mkdirSync(pictures, { recursive: true });
  for (const [name, page] of Object.entries(pages)) writeFileSync(join(folder, `${name}.html`), page);
  browser = await openBrowser();
});

afterAll(async () => {
  await browser.close();
  rmSync(folder, { recursive: true });
});

describe.each(Object.keys(pages))('the page %s', (name) => {
  const file = join(folder, `${name}.html`);

  test.each(Object.keys(looks))('fits and can be read: %s', async (look) => {
    await browser.show(file, looks[look] ?? expect.fail());
    const problems = await browser.evaluate(layoutProblems);
    writeFileSync(join(pictures, `${name}-${look}.png`), await browser.takePicture());
    expect(problems).toEqual([]);
    expect(browser.complaints()).toEqual([]);
  });

  test('fits with all of its details open', async () => {
    await browser.show(file, looks['narrow-light'] ?? expect.fail());
    await browser.evaluate('for (const one of document.querySelectorAll("details")) one.open = true');
    expect(await browser.evaluate(layoutProblems)).toEqual([]);
  });

  test('prints, with what is closed on the screen', async () => {
    await browser.show(file, looks['wide-dark'] ?? expect.fail());
    const pdf = await browser.print();
    writeFileSync(join(pictures, `${name}.pdf`), pdf);
    expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
    await browser.show(file, looks['print'] ?? expect.fail());
    const hidden = `[...document.querySelectorAll('.verdict pre, details.check > table, details h3, .timeline')].filter((one) => one.getBoundingClientRect().height === 0).length`;
    expect(await browser.evaluate(hidden)).toBe(0);
  });

  test('runs nothing that a host said, and asks for nothing', async () => {
    await browser.show(file, looks['wide-light'] ?? expect.fail());
    expect(await browser.evaluate('document.title')).toMatch(/^(Cluster|Clusters|Drills of) /);
    expect(await browser.evaluate('document.querySelectorAll("script, img, link, iframe").length')).toBe(0);
  });
});
