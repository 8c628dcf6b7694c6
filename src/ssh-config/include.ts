import { join, resolve } from 'node:path';
import type { ConfigFiles } from './lookup.ts';
import { matchesPattern } from './pattern.ts';

/**
 * Finds the files that a word of `Include` means: `~/`, `*` and `?` as in a shell, what is relative starts at `base`.
 * @returns those that can be read, in the order of their names; ssh(1) passes over the others, too.
 */
export function expandPath(word: string, base: string, files: ConfigFiles): string[] {
  const path = word.startsWith('~/') ? join(files.home, word.slice(2)) : resolve(base, word);
  let found = ['/'];
  for (const part of path.split('/').filter((step) => step !== '')) {
    found = found.flatMap((folder) => {
      if (!/[*?]/.test(part)) return [join(folder, part)];
      const isHidden = (name: string) => name.startsWith('.') && !part.startsWith('.');
      const names = files.list(folder).filter((name) => !isHidden(name) && matchesPattern(part, name));
      return names.toSorted().map((name) => join(folder, name));
    });
  }
  return found.filter((file) => isReadable(file, files));
}

function isReadable(file: string, { readFile }: ConfigFiles): boolean {
  try {
    readFile(file);
    return true;
  } catch {
    return false;
  }
}
