import { html, Html, type HtmlValue } from './html.ts';
import { drawingStyle } from './drawing-style.ts';
import { pageStyle } from './page-style.ts';

/** When a page was written, and by which version of this program. */
export interface Written {
  readonly at: Date;
  readonly version: string;
}

export interface PageContent {
  /** What it is about, for the title of the window too. */
  readonly heading: string;
  /** The command that made it. */
  readonly command: string;
  readonly body: HtmlValue;
}

/**
 * A whole page that asks for nothing else: no script, font or picture from anywhere. Its policy says so to the browser
 * too, so that not even a fault in the escaping could make what a host said run.
 */
export function renderPage({ heading, command, body }: PageContent, { at, version }: Written): string {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${heading}</title>
        <style>
          ${new Html(pageStyle + drawingStyle)}
        </style>
      </head>
      <body>
        <header>
          <p class="eyebrow">${command}</p>
          <h1>${heading}</h1>
        </header>
        <main>${body}</main>
        <footer><p>Written ${moment(at.toISOString())} by lvsdeploy ${version}.</p></footer>
      </body>
    </html> `.text;
}

/** @returns a moment in the one form of all reports: `2026-11-25 05:12:00 UTC`. */
export function moment(iso: string): Html {
  const at = new Date(iso);
  const shown = Number.isNaN(at.getTime()) ? iso : `${at.toISOString().slice(0, 19).replace('T', ' ')} UTC`;
  return html`<time datetime="${iso}">${shown}</time>`;
}
