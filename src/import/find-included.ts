import { dirname, join, resolve } from 'node:path';
import { matchesPattern } from '../ssh-config/pattern.ts';
import type { Included } from './preprocess.ts';

/** The files of a machine, as far as `include` needs them. */
export interface ConfigFiles {
  /** @throws when the file cannot be read. */
  readonly readFile: (path: string) => string;
  /** Gives the names in a folder; none when there is no such folder. */
  readonly list: (folder: string) => readonly string[];
}

/**
 * Finds what an `include` means: `*` and `?` as in a shell, `{a,b}` for either, and what is relative starts at the folder of the
 * file that it stands in.
 * @returns null when one of them cannot be read.
 */
export function findIncluded(pattern: string, from: string, files: ConfigFiles): readonly Included[] | null {
  const paths = alternatives(pattern).flatMap((one) => expand(one, from, files));
  try {
    return paths.map((file) => ({ file, text: files.readFile(file) }));
  } catch {
    return null;
  }
}

function alternatives(pattern: string): string[] {
  const found = /^(.*?)\{([^{}]*)\}(.*)$/.exec(pattern);
  if (found === null) return [pattern];
  const [, before = '', choices = '', after = ''] = found;
  return choices.split(',').flatMap((choice) => alternatives(before + choice + after));
}

function expand(pattern: string, from: string, { list, readFile }: ConfigFiles): string[] {
  const folder = dirname(from);
  if (!/[*?[]/.test(pattern)) {
    const path = pattern.startsWith('/') ? pattern : join(folder, pattern);
    try {
      readFile(path);
      return [path];
    } catch {
      // One that is there and cannot be read is told from one that is not.
      return list(dirname(resolve(path))).some((name) => resolve(dirname(path), name) === resolve(path)) ? [path] : [];
    }
  }
  const isAbsolute = pattern.startsWith('/');
  let found = [isAbsolute ? '/' : folder];
  for (const part of pattern.split('/').filter((step) => step !== '' && step !== '.')) {
    found = found.flatMap((base) => {
      if (!/[*?[]/.test(part)) return [join(base, part)];
      const names = list(base).filter(
        (name) => (part.startsWith('.') || !name.startsWith('.')) && matchesPattern(part, name),
      );
      return names.toSorted().map((name) => join(base, name));
    });
  }
  return found;
}
