import { hidden, type Secret } from './secret.ts';

/**
 * Shorter values are not looked for: they stand by chance in modes, ports and names, so that hiding them would tear the
 * text apart, and the gaps would tell what they are.
 */
export const shortestMasked = 4;

/** Hides secrets in text that comes from elsewhere and may quote them. */
export interface Mask {
  text(text: string): string;
  /**
   * Does the same for text that comes in pieces: what may be the start of a secret is held back until the next piece.
   * @param pass gets the text.
   */
  stream(pass: (text: string) => void): MaskedStream;
  /** The same mask, which hides these as well. */
  with(secrets: readonly Secret[]): Mask;
}

export interface MaskedStream {
  write(text: string): void;
  /** Passes on what is held back: nothing more will come. */
  end(): void;
}

/** @returns the mask of these secrets. */
export function maskOf(secrets: readonly Secret[]): Mask {
  const values = [...new Set(secrets.flatMap(({ core }) => core).flatMap(formsOf))];
  const hide = (text: string) => hideSpans(text, findSpans(text, values));
  const mask: Mask = {
    text: hide,
    stream(pass) {
      let rest = '';
      const give = (text: string) => {
        if (text !== '') pass(text);
      };
      return {
        write(text) {
          rest += text;
          const open = startOfOpen(rest, values);
          const cut = findSpans(rest, values).find(({ start, end }) => start < open && open < end)?.start ?? open;
          give(hide(rest.slice(0, cut)));
          rest = rest.slice(cut);
        },
        end() {
          give(hide(rest));
          rest = '';
        },
      };
    },
    with: (more) => (more.length === 0 ? mask : maskOf([...secrets, ...more])),
  };
  return mask;
}

interface Span {
  readonly start: number;
  readonly end: number;
}

/** A text of several lines may be quoted line by line, and a shell that quotes its script writes it as it stands there. */
function formsOf(secret: Secret): readonly string[] {
  const lines = secret.reveal().split('\n');
  return lines
    .map((line) => line.trim())
    .filter((line) => line.length >= shortestMasked)
    .flatMap((line) => [line, line.replaceAll("'", `'\\''`)]);
}

/** @returns where secrets stand, those that overlap as one. */
function findSpans(text: string, values: readonly string[]): readonly Span[] {
  const found = values.flatMap((value) => {
    const spans: Span[] = [];
    for (let start = text.indexOf(value); start >= 0; start = text.indexOf(value, start + 1)) {
      spans.push({ start, end: start + value.length });
    }
    return spans;
  });
  const spans: Span[] = [];
  for (const { start, end } of found.sort((a, b) => a.start - b.start)) {
    const last = spans.at(-1);
    if (last === undefined || last.end <= start) spans.push({ start, end });
    else spans.splice(-1, 1, { start: last.start, end: Math.max(last.end, end) });
  }
  return spans;
}

function hideSpans(text: string, spans: readonly Span[]): string {
  let shown = '';
  let from = 0;
  for (const { start, end } of spans) {
    shown += text.slice(from, start) + hidden;
    from = end;
  }
  return shown + text.slice(from);
}

/** @returns where a secret may begin whose end has not come yet; the end of the text if nowhere. */
function startOfOpen(text: string, values: readonly string[]): number {
  const longest = Math.max(0, ...values.map(({ length }) => length));
  for (let start = Math.max(0, text.length - longest + 1); start < text.length; start += 1) {
    const end = text.slice(start);
    if (values.some((value) => value.startsWith(end))) return start;
  }
  return text.length;
}
