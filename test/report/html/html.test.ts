import { expect, test } from 'vitest';
import { html } from '../../../src/report/html/html.ts';
import { moment, renderPage } from '../../../src/report/html/page.ts';

test('a value is text, HTML stays as it is, a list goes item by item, null is nothing', () => {
  const items = ['a', 2].map((item) => html`<li>${item}</li>`);
  // By another name, under which no formatter adds spaces.
  const tag = html;
  const title = '"x" & \'y\'';
  expect(tag`<ul title="${title}">${items}${null}${'<script>'}</ul>`.text).toBe(
    '<ul title="&quot;x&quot; &amp; &#39;y&#39;"><li>a</li><li>2</li>&lt;script&gt;</ul>',
  );
});

test('controls and what turns the direction of text around are spelled out', () => {
  expect(html`<p>${'\u001b[2J\u202egnp.exe\u0000\n\t'}</p>`.text).toBe('<p>\\x1b[2J\\u202egnp.exe\\x00\n\t</p>');
});

test('a page says its language and title, and forbids itself all that is elsewhere', () => {
  const page = renderPage(
    { heading: 'Cluster </title><script>', command: 'lvsdeploy verify', body: html`<p>body</p>` },
    { at: new Date('2026-11-25T05:20:00Z'), version: '1.2.3' },
  );
  expect(page).toMatch(/^<!doctype html>\s*<html lang="en">/);
  expect(page).toContain('<title>Cluster &lt;/title&gt;&lt;script&gt;</title>');
  expect(page).toContain(`content="default-src 'none'; style-src 'unsafe-inline'"`);
  expect(page).toContain('<time datetime="2026-11-25T05:20:00.000Z">2026-11-25 05:20:00 UTC</time>');
  expect(page).not.toMatch(/<script|<link|<img|url\(|@import|https?:/);
});

test('a moment that is none is shown as it was said', () => {
  expect(moment('<soon>').text).toContain('>&lt;soon&gt;<');
});
