import { stripVTControlCharacters } from 'node:util';
import { wordDuration } from './wording.ts';

/** Says at the bottom of a terminal which hosts are waited for, and for how long, while nothing else is shown. */
export interface WaitingLine {
  /** A host is asked something. @returns what is to be called when it has answered. */
  begin(host: string): () => void;
  /** Takes the line away for a text or a question. */
  aside<Result>(work: () => Result): Result;
}

type Terminal = Pick<NodeJS.WriteStream, 'write' | 'columns'>;

/** Milliseconds before anything is said: most answers are there by then. */
const patience = 700;
const most = 4;

/** @param every calls a function again and again until what it returns is called. */
export function waitingLine(
  terminal: Terminal,
  now: () => number,
  every: (milliseconds: number, work: () => void) => () => void,
): WaitingLine {
  const asked = new Map<string, number>();
  let since = 0;
  let isShown = false;
  let stop: (() => void) | null = null;
  let asides = 0;

  const show = () => {
    const waited = now() - since;
    if (waited < patience || asides > 0) return;
    const names = [...asked.keys()];
    const more = names.length > most ? ` and ${names.length - most} more` : '';
    const line = `waiting for ${names.slice(0, most).join(', ')}${more}, ${wordDuration(waited)}`;
    terminal.write(`\r${stripVTControlCharacters(line).slice(0, terminal.columns - 1)}\u001b[K`);
    isShown = true;
  };
  const erase = () => {
    if (isShown) terminal.write('\r\u001b[K');
    isShown = false;
  };
  const clear = () => {
    stop?.();
    stop = null;
    erase();
  };

  return {
    aside(work) {
      erase();
      asides += 1;
      const end = () => (asides -= 1);
      try {
        const result = work();
        if (result instanceof Promise) result.finally(end).catch(() => undefined);
        else end();
        return result;
      } catch (error) {
        end();
        throw error;
      }
    },
    begin(host) {
      if (asked.size === 0) since = now();
      asked.set(host, (asked.get(host) ?? 0) + 1);
      stop ??= every(200, show);
      let isOver = false;
      return () => {
        if (isOver) return;
        isOver = true;
        const left = (asked.get(host) ?? 1) - 1;
        if (left > 0) asked.set(host, left);
        else asked.delete(host);
        if (asked.size === 0) clear();
      };
    },
  };
}
