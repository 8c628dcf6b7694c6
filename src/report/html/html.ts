import { escapeText } from '../../escape.ts';

/** What may stand in an `html` template: a value is escaped, HTML is taken as it is, a list item by item, null is nothing. */
export type HtmlValue = string | number | Html | null | readonly HtmlValue[];

/** HTML or SVG that is safe to show. {@link html} makes it, so that every value inside it is text. */
export class Html {
  readonly text: string;

  /** For `html` and for fixed text of this program alone; a value never goes in here. */
  constructor(text: string) {
    this.text = text;
  }

  toString(): string {
    return this.text;
  }
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** The escaping template: `` html`<b title="${host}">${host}</b>` ``. Attributes have quotes around them. */
export function html(strings: TemplateStringsArray, ...values: readonly HtmlValue[]): Html {
  return new Html(strings.map((piece, index) => piece + render(values[index] ?? null)).join(''));
}

function render(value: HtmlValue): string {
  if (value === null) return '';
  if (value instanceof Html) return value.text;
  if (typeof value === 'object') return value.map(render).join('');
  return escapeText(String(value)).replace(/[&<>"']/g, (character) => entities[character] ?? '');
}
