import { waitPrefix } from '../resources/wait-line.ts';

/** Told what an output holds, in its order. */
export interface OutputListener {
  readonly onText: (text: string) => void;
  /** The script waits for something, for so many seconds at most. */
  readonly onWait: (what: string, seconds: number) => void;
}

/**
 * Takes the lines by which a script says what it waits for out of its output.
 * @returns a function to be called with each chunk, split anywhere, and one for the end of the output.
 */
export function readWaitLines({ onText, onWait }: OutputListener): {
  readonly read: (chunk: string) => void;
  readonly end: () => void;
} {
  /** The start of a line that may become one. */
  let held = '';
  let isAtLineStart = true;
  let isAfterWait = false;

  const pass = (text: string) => {
    if (text !== '') onText(text);
  };
  return {
    read(chunk) {
      let text = '';
      for (const line of (held + chunk).split(/(?<=\n)/)) {
        const isRestOfWait = isAfterWait && line === '\n';
        isAfterWait = false;
        if (isRestOfWait) continue;
        const [, seconds, what = ''] = isAtLineStart ? (waitLine.exec(line) ?? []) : [];
        const mayBecomeOne = isAtLineStart && !line.endsWith('\n') && isStartOfOne(line);
        held = mayBecomeOne ? line : '';
        if (seconds !== undefined) {
          pass(text);
          text = '';
          onWait(what, Number(seconds));
          isAfterWait = true;
        } else if (!mayBecomeOne) text += line;
        isAtLineStart = mayBecomeOne || line.endsWith('\n');
      }
      pass(text);
    },
    end() {
      pass(held);
      held = '';
      isAtLineStart = true;
      isAfterWait = false;
    },
  };
}

/** @returns the output without the lines by which a script said what it waits for. */
export function dropWaitLines(output: string): string {
  let text = '';
  const { read, end } = readWaitLines({ onText: (piece) => (text += piece), onWait: () => undefined });
  read(output);
  end();
  return text;
}

const waitLine = new RegExp(`^${waitPrefix}(\\d{1,6}) ([^\n]*)\n$`);

function isStartOfOne(line: string): boolean {
  return waitPrefix.startsWith(line) || line.startsWith(waitPrefix);
}
