import { dirname, join, resolve } from 'node:path';
import { messageOf } from '../errors.ts';
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
}

/** The surroundings as one inventory file sees them: paths start at it, and what is missing is reported at its place. */
export interface Reader {
  /** Makes a path absolute. */
  readonly path: (path: string) => string;
  /** Gives the secret, or null after a report. */
  readonly secret: (settings: SecretSettings, at: Path) => Secret | null;
}

export function readerFor(file: string, surroundings: Surroundings, report: Report): Reader {
  const toAbsolute = (path: string) =>
    path.startsWith('~/') ? join(surroundings.home, path.slice(2)) : resolve(dirname(file), path);

  const reveal = (settings: SecretSettings): string => {
    if ('env' in settings) {
      const value = surroundings.environment[settings.env];
      if (value === undefined)
        throw new Error(`the environment has no variable ${settings.env}; expected the secret in it`);
      return value;
    }
    try {
      return surroundings.readFile(toAbsolute(settings.file)).replace(/\r?\n$/, '');
    } catch (cause) {
      throw new Error(`cannot read the secret from ${toAbsolute(settings.file)} (${messageOf(cause)})`, { cause });
    }
  };

  return {
    path: toAbsolute,
    secret(settings, at) {
      try {
        const value = reveal(settings);
        if (value !== '') return new Secret(value);
        report(
          at,
          `found an empty ${'env' in settings ? `variable ${settings.env}` : `file ${settings.file}`}; expected a secret in it`,
        );
      } catch (cause) {
        report(at, messageOf(cause));
      }
      return null;
    },
  };
}
