import type { Outcome } from '../../verify/check.ts';
import { html, type Html } from './html.ts';

/** A sign beside each word, as no outcome may rest on its colour. */
const signs = { ok: '✓', failed: '✕', 'cannot tell': '?' } as const satisfies Record<Outcome, string>;

/** @returns an outcome as a class of the style. */
export function outcomeClass(outcome: Outcome): string {
  return outcome === 'cannot tell' ? 'doubt' : outcome === 'failed' ? 'bad' : 'good';
}

export function badge(outcome: Outcome): Html {
  return html`<span class="badge ${outcomeClass(outcome)}"
    ><span aria-hidden="true">${signs[outcome]}</span> ${outcome}</span
  >`;
}
