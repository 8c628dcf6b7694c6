/**
 * How a page looks. Dark colours are for screens alone: on paper it is the light ones. Each colour of text has a contrast
 * of at least 4.5 to what is behind it (WCAG 2.2, 1.4.3), which the browser test computes.
 */
export const pageStyle = `
:root {
  color-scheme: light dark;
  --paper: #fcfcfa; --panel: #f2f2ee; --ink: #1b1d20; --soft: #565b61; --line: #d3d3cc; --accent: #1c5a9e;
  --good: #17653a; --bad: #ab1d17; --doubt: #774f00; --band: #ab1d1722;
  --server-0: #1c5a9e; --server-1: #a14f00; --server-2: #00706a; --server-3: #7a3f9c; --server-4: #646400; --server-5: #a3326b;
}
@media screen and (prefers-color-scheme: dark) {
  :root {
    --paper: #15181b; --panel: #1e2226; --ink: #e5e7e9; --soft: #a4abb3; --line: #3a4046; --accent: #82b6f2;
    --good: #7dcf9f; --bad: #ff9a90; --doubt: #e6c065; --band: #ff9a9026;
    --server-0: #82b6f2; --server-1: #efa765; --server-2: #5cc8be; --server-3: #c8a0ea; --server-4: #cdcd62; --server-5: #f093c0;
  }
}
@media print { :root { color-scheme: light; } }
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
body {
  max-width: 60rem; margin: 0 auto; padding: 1.25rem 1rem 3rem; background: var(--paper); color: var(--ink);
  font: 0.9375rem/1.5 system-ui, 'Segoe UI', 'DejaVu Sans', sans-serif; font-variant-numeric: tabular-nums;
  overflow-wrap: anywhere;
}
h1, h2, h3, h4, p, dl, dd, ul, ol, table, figure, pre { margin: 0; padding: 0; }
h1 { font-size: 1.6rem; line-height: 1.2; letter-spacing: -0.01em; }
h2 { font-size: 1.2rem; line-height: 1.3; margin-top: 2.25rem; padding-top: 0.75rem; border-top: 2px solid var(--ink); }
h3 { font-size: 1rem; margin-top: 1.5rem; }
h4 { font-size: 0.9375rem; }
code, pre, .mono { font-family: ui-monospace, 'SF Mono', Menlo, 'DejaVu Sans Mono', monospace; font-size: 0.86em; }
.eyebrow, footer, .soft, figcaption { color: var(--soft); font-size: 0.86rem; }
.eyebrow { font-family: ui-monospace, Menlo, 'DejaVu Sans Mono', monospace; }
footer { margin-top: 3rem; border-top: 1px solid var(--line); padding-top: 0.5rem; }
a { color: var(--accent); }
.lead { margin-top: 0.5rem; display: flex; flex-wrap: wrap; gap: 0.25rem 1rem; align-items: baseline; }
.badge { display: inline-block; white-space: nowrap; font-weight: 600; font-size: 0.86rem; }
.good { color: var(--good); } .bad { color: var(--bad); } .doubt { color: var(--doubt); }
.tag { border: 1px solid currentColor; border-radius: 3px; padding: 0 0.3em; font-size: 0.8rem; white-space: nowrap; }

table { border-collapse: collapse; width: 100%; margin-top: 0.5rem; font-size: 0.875rem; }
caption { text-align: left; color: var(--soft); font-size: 0.86rem; padding-bottom: 0.15rem; }
th, td { text-align: left; vertical-align: top; padding: 0.25rem 0.75rem 0.25rem 0; border-bottom: 1px solid var(--line); }
th:last-child, td:last-child { padding-right: 0; }
thead th { overflow-wrap: normal; } tbody th, tfoot th { min-width: 5rem; }
thead th { color: var(--soft); font-weight: 600; font-size: 0.8rem; border-bottom-color: var(--soft); }
tbody th { font-weight: 600; }
tfoot th, tfoot td { border-bottom: 0; border-top: 1px solid var(--ink); font-weight: 600; }
.number { text-align: right; white-space: nowrap; }
.number + th:not(.number), .number + td:not(.number) { padding-left: 0.75rem; }
td .soft, th .soft { display: block; font-weight: 400; white-space: normal; }
.number .soft { overflow-wrap: break-word; }

.checks { list-style: none; }
.checks > li { border-bottom: 1px solid var(--line); padding: 0.5rem 0; }
.check-head { display: grid; grid-template-columns: 6.5rem 1fr; gap: 0 0.5rem; align-items: baseline; }
.check-head .meta { grid-column: 2; }
.meta { color: var(--soft); font-size: 0.82rem; display: flex; flex-wrap: wrap; gap: 0 0.75rem; align-items: baseline; }
.verdict { margin: 0.5rem 0 0.25rem 7rem; padding-left: 0.75rem; border-left: 3px solid var(--line); }
.verdict.bad { border-color: var(--bad); color: inherit; } .verdict.doubt { border-color: var(--doubt); color: inherit; }
.verdict.good { border-color: var(--good); color: inherit; }
.said { display: grid; grid-template-columns: 5rem 1fr; gap: 0.1rem 0.5rem; }
.said dt { color: var(--soft); } .said dd, .cell { white-space: pre-line; }
.repair { background: var(--panel); padding: 0.1rem 0.35rem; border-radius: 3px; white-space: break-spaces; box-decoration-break: clone; -webkit-box-decoration-break: clone; }
details > summary { cursor: pointer; }
details.check > summary { display: grid; grid-template-columns: 6.5rem 1fr 1rem; gap: 0 0.5rem; align-items: baseline; list-style: none; }
details.check > summary::-webkit-details-marker { display: none; }
details.check > summary .meta { grid-column: 2; }
details.check > summary::after { content: '+'; color: var(--accent); grid-area: 1 / 3; text-align: right; }
details.check[open] > summary::after { content: '\\2212'; }
details.check > table { margin-left: 7rem; width: calc(100% - 7rem); }
.more { margin-top: 0.4rem; } .more > summary { color: var(--accent); font-size: 0.86rem; }
pre { background: var(--panel); padding: 0.5rem 0.6rem; margin-top: 0.25rem; white-space: pre-wrap; border-radius: 3px; line-height: 1.4; }

.figures { display: grid; grid-template-columns: repeat(auto-fill, minmax(7rem, 1fr)); gap: 0.5rem 1rem; margin-top: 0.75rem; }
.figures dt { color: var(--soft); font-size: 0.82rem; }
.figures dd { font-size: 1.05rem; font-weight: 600; line-height: 1.3; }
.figures .wide { grid-column: 1 / -1; } .figures .wide dd { font-size: 0.9375rem; font-weight: 400; }
.side { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 18rem), 1fr)); gap: 0 2rem; }
.marks { margin: 0.25rem 0 0 1.75rem; font-size: 0.875rem; }
.marks time, .marks .when { display: inline-block; min-width: 4.75rem; color: var(--soft); }
.drill > summary { margin-top: 2.25rem; padding-top: 0.6rem; border-top: 2px solid var(--ink); display: flex; flex-wrap: wrap; gap: 0 1rem; align-items: baseline; }
.drill > summary h2 { margin: 0; padding: 0; border: 0; }
.drill:not([open]) > summary { margin-top: 0.5rem; border-top-width: 1px; border-color: var(--line); }
.drill:not([open]) > summary h2 { font-size: 1rem; }

@media (max-width: 40rem) {
  .verdict, details.check > table { margin-left: 0; } details.check > table { width: 100%; }
  .check-head { grid-template-columns: auto 1fr; } details.check > summary { grid-template-columns: auto 1fr 1rem; }
  .check-head .meta, details.check > summary .meta { grid-column: 1 / -1; }
  .said { grid-template-columns: 4.5rem 1fr; }
  th, td { padding-right: 0.5rem; }
}
@media print {
  body { max-width: none; padding: 0; font-size: 10pt; }
  h2, h3, h4, .check-head, summary { break-after: avoid; }
  tr, .verdict, figure, .figures { break-inside: avoid; }
  .check .more, .more.long { display: none; }
  details::details-content { content-visibility: visible; block-size: auto; }
  details.check > summary::after { content: none; } details > summary { list-style: none; }
}
`;
