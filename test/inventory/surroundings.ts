import { basename, dirname } from 'node:path';
import type { Surroundings } from '../../src/inventory/surroundings.ts';

/** The surroundings of a user `ops` with the given environment and files. */
export function surroundings(
  environment: Readonly<Record<string, string>> = {},
  files: Readonly<Record<string, string>> = {},
): Surroundings {
  return {
    user: 'ops',
    home: '/home/ops',
    environment,
    answer: null,
    runCommand: ([program]) => {
      throw new Error(`no program ${program ?? ''}`);
    },
    exists: (path) => path in files,
    list: (folder) => Object.keys(files).flatMap((path) => (dirname(path) === folder ? [basename(path)] : [])),
    readFile: (path) => {
      const text = files[path];
      if (text === undefined)
        throw Object.assign(new Error(`ENOENT: no such file or directory, open '${path}'`), { code: 'ENOENT' });
      return text;
    },
  };
}
