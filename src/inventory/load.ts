import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { homedir, userInfo } from 'node:os';
import { UsageError, messageOf } from '../errors.ts';
import { type LoadedInventory, parseInventory } from './parse.ts';
import type { Surroundings } from './surroundings.ts';

/**
 * Loads an inventory file.
 * @throws UsageError when it cannot be read, InventoryError when it cannot be what its author meant.
 */
export function loadInventory(file: string, surroundings: Surroundings = ownSurroundings()): LoadedInventory {
  return parseInventory(readText(file, surroundings), file, surroundings);
}

/** @returns the user, the environment and the files of this process. */
export function ownSurroundings(): Surroundings {
  return {
    user: userInfo().username,
    home: homedir(),
    environment: process.env,
    readFile: (path) => readFileSync(path, 'utf8'),
    exists: existsSync,
    list: (folder) => (existsSync(folder) ? readdirSync(folder) : []),
  };
}

function readText(file: string, { readFile }: Surroundings): string {
  try {
    return readFile(file);
  } catch (cause) {
    const isMissing = cause instanceof Error && 'code' in cause && cause.code === 'ENOENT';
    const message = isMissing
      ? `there is no inventory ${file}`
      : `cannot read the inventory ${file}: ${messageOf(cause)}`;
    const hint = isMissing
      ? 'Copy inventory.example.yaml there and make it yours, or name another file.'
      : 'Check the name and the permissions of the file.';
    throw new UsageError(message, { hint, cause });
  }
}
