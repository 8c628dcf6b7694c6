import { html, type Html } from './html.ts';

/** The heading of a column; one of figures stands at the right, under its unit. */
export type Column = string | { readonly number: string };

export interface TableParts {
  readonly caption?: Html | string;
  readonly foot?: Html;
}

/** @param rows each a `tr`, with cells as the columns say. @returns the table, its headings tied to their columns. */
export function renderTable(
  columns: readonly Column[],
  rows: readonly Html[],
  { caption, foot }: TableParts = {},
): Html {
  const headings = columns.map((column) =>
    typeof column === 'string'
      ? html`<th scope="col">${column}</th>`
      : html`<th scope="col" class="number">${column.number}</th>`,
  );
  return html`<table>
    ${
      caption === undefined
        ? null
        : html`<caption>
            ${caption}
          </caption>`
    }
    <thead>
      <tr>
        ${headings}
      </tr>
    </thead>
    <tbody>
      ${rows}
    </tbody>
    ${
      foot === undefined
        ? null
        : html`<tfoot>
            ${foot}
          </tfoot>`
    }
  </table>`;
}
