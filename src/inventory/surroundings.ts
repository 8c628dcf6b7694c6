import { dirname, join, resolve } from 'node:path';
import { messageOf } from '../errors.ts';
import { shortestMasked } from '../mask.ts';
import { Secret } from '../secret.ts';
import type { Path, Report } from './problem.ts';
import type { SecretSettings } from './schema.ts';

/** What an inventory draws on outside its file. */
export interface Surroundings {
  /** The user who runs the program. */
  readonly user: string;
  readonly home: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** @throws when the file cannot be read. */
  readonly readFile: (path: string) => string;
  readonly exists: (path: string) => boolean;
  /** Gives the names in a folder; none when there is no such folder. */
  readonly list: (folder: string) => readonly string[];
  /** Gives what a program writes to its standard output. @throws when it fails. */
  readonly runCommand: (command: readonly string[], folder: string) => string;
  /** Gives the answer to a question, undefined as long as it was not asked; null where nobody is there to be asked. */
  readonly answer: ((question: string) => string | undefined) | null;
  /**
   * True where no host is connected to: no program is run and nobody is asked for a secret, and a file that is not there is a
   * doubt. Whoever reviews an inventory has not its secrets, and trusts its programs not yet.
   */
  readonly readsOnly?: boolean;
}

/** The surroundings as one inventory file sees them: paths start at it, and what is missing is reported at its place. */
export interface Reader {
  /** Makes a path absolute. */
  readonly path: (path: string) => string;
  /** Gives the secret, or null after a report, or when a question has to be answered first. */
  readonly secret: (settings: SecretSettings, at: Path) => Secret | null;
  /** Gives the text of a file that the inventory names, or null after a report. */
  readonly text: (path: string, at: Path) => string | null;
  /** What has to be asked before all secrets are known. */
  readonly questions: () => readonly string[];
}

// Of VRRP it has eight characters at most.
const standIn = 'withheld';

export function readerFor(file: string, surroundings: Surroundings, report: Report, warn: Report): Reader {
  const toAbsolute = (path: string) =>
    path.startsWith('~/') ? join(surroundings.home, path.slice(2)) : resolve(dirname(file), path);
  const questions = new Set<string>();

  /** Gives null for what has to be asked first. */
  const reveal = (settings: SecretSettings): string | null => {
    if ('env' in settings) {
      const value = surroundings.environment[settings.env];
      if (value === undefined)
        throw new Error(`the environment has no variable ${settings.env}; expected the secret in it`);
      return value;
    }
    if ('command' in settings) {
      try {
        return withoutNewline(surroundings.runCommand(settings.command, dirname(resolve(file))));
      } catch (cause) {
        throw new Error(`cannot get the secret from ${wordOf(settings)}: ${messageOf(cause)}`, { cause });
      }
    }
    if ('prompt' in settings) {
      if (surroundings.answer === null)
        throw new Error('nobody is at a terminal to be asked; expected env, file or command');
      const answer = surroundings.answer(settings.prompt);
      if (answer === undefined) questions.add(settings.prompt);
      return answer ?? null;
    }
    try {
      return withoutNewline(surroundings.readFile(toAbsolute(settings.file)));
    } catch (cause) {
      throw new Error(`cannot read the secret from ${toAbsolute(settings.file)} (${messageOf(cause)})`, { cause });
    }
  };

  /** @returns the secret as far as it can be had by reading, else what stands for it. */
  const readOnly = (settings: SecretSettings, at: Path): string => {
    if ('env' in settings) return surroundings.environment[settings.env] ?? standIn;
    if (!('file' in settings)) return standIn;
    try {
      return reveal(settings) ?? standIn;
    } catch (error) {
      warn(at, messageOf(error));
      return standIn;
    }
  };

  return {
    path: toAbsolute,
    questions: () => [...questions],
    text(path, at) {
      try {
        return surroundings.readFile(toAbsolute(path));
      } catch (cause) {
        const problem = `cannot read ${toAbsolute(path)} (${messageOf(cause)}); expected a file of this machine`;
        if (surroundings.readsOnly !== true) {
          report(at, problem);
          return null;
        }
        warn(at, problem);
        return '';
      }
    },
    secret(settings, at) {
      try {
        const value = surroundings.readsOnly === true ? readOnly(settings, at) : reveal(settings);
        if (value === null) return null;
        if (value !== '' && value.length < shortestMasked) {
          const found = `found a secret of ${value.length} characters`;
          warn(at, `${found}; in what hosts print, secrets are hidden from ${shortestMasked} characters on`);
        }
        if (value !== '') return new Secret(value);
        report(at, `found an empty ${wordOf(settings)}; expected a secret in it`);
      } catch (cause) {
        report(at, messageOf(cause));
      }
      return null;
    },
  };
}

function wordOf(settings: SecretSettings): string {
  if ('env' in settings) return `variable ${settings.env}`;
  if ('file' in settings) return `file ${settings.file}`;
  return 'prompt' in settings ? 'answer' : `output of ${settings.command[0] ?? ''}`;
}

function withoutNewline(text: string): string {
  return text.replace(/\r?\n$/, '');
}
