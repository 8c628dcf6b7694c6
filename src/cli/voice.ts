import { escapeText } from '../escape.ts';
import { isQuiet, type Verbosity } from '../report/verbosity.ts';

/** What is told beside what was asked for, on standard error: notes, waits, progress. */
export interface Voice {
  /** As the options of the command have it. */
  readonly verbosity: Verbosity;
  readonly setVerbosity: (verbosity: Verbosity) => void;
  /** Tells one thing; nothing when it is to be quiet. */
  readonly note: (text: string) => void;
  /** Tells what may be wrong, quiet or not. */
  readonly warn: (text: string) => void;
}

export function createVoice(stderr: Pick<NodeJS.WriteStream, 'write'>): Voice {
  let level: Verbosity = 0;
  return {
    get verbosity() {
      return level;
    },
    setVerbosity(verbosity) {
      level = verbosity;
    },
    note(text) {
      if (!isQuiet(level)) stderr.write(`${escapeText(text)}\n`);
    },
    warn(text) {
      stderr.write(`warning: ${escapeText(text)}\n`);
    },
  };
}
