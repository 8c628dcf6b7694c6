import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { homedir, userInfo } from 'node:os';
import { UsageError, messageOf } from '../errors.ts';
import type { AskSecret } from '../secret.ts';
import { type LoadedInventory, parseInventory } from './parse.ts';
import { runSecretCommand } from './secret-command.ts';
import type { Surroundings } from './surroundings.ts';

/**
 * Loads an inventory file, and asks for the secrets that a person knows when all else in it is sound.
 * @param ask null where nobody is there to answer.
 * @throws UsageError when it cannot be read, InventoryError when it cannot be what its author meant.
 */
export async function loadInventory(
  file: string,
  ask: AskSecret | null = null,
  surroundings: Surroundings = ownSurroundings(),
): Promise<LoadedInventory> {
  const text = readText(file, surroundings);
  const answers = new Map<string, string>();
  const outputs = new Map<string, string>();
  const around: Surroundings = {
    ...surroundings,
    // Many hosts may share a secret: a program is run once.
    runCommand(command, folder) {
      const key = JSON.stringify(command);
      const output = outputs.get(key) ?? surroundings.runCommand(command, folder);
      outputs.set(key, output);
      return output;
    },
    answer: ask === null ? null : (question) => answers.get(question),
  };
  const inventory = parseInventory(text, file, around);
  if (ask === null || inventory.questions.length === 0) return inventory;
  for (const question of inventory.questions) answers.set(question, (await ask(question)).reveal());
  return parseInventory(text, file, around);
}

/** @returns the user, the environment, the files and the programs of this process. */
export function ownSurroundings(): Surroundings {
  return {
    user: userInfo().username,
    home: homedir(),
    environment: process.env,
    readFile: (path) => readFileSync(path, 'utf8'),
    exists: existsSync,
    list: (folder) => (existsSync(folder) ? readdirSync(folder) : []),
    runCommand: runSecretCommand,
    answer: null,
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
      ? '`lvsdeploy setup` asks for what it takes and writes one; or name another file with --inventory.'
      : 'Check the name and the permissions of the file.';
    throw new UsageError(message, { hint, cause });
  }
}
