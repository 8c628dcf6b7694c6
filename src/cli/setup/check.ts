import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { ownSurroundings } from '../../inventory/load.ts';
import { parseInventory } from '../../inventory/parse.ts';
import { InventoryError } from '../../inventory/problem.ts';
import type { Answers } from '../../wizard/answers.ts';
import { inventoryOf, secretFileOf } from '../../wizard/inventory-text.ts';

/** @returns what the model refuses of the inventory that answers make; none when it loads. */
export function faultsOfInventory(inventory: string, answers: Answers): readonly string[] {
  const own = ownSurroundings();
  // The secret is there when the inventory is.
  const secretFile = resolve(join(dirname(inventory), secretFileOf(answers)));
  const readFile = (path: string) => (path === secretFile && !existsSync(path) ? 'unasked1' : own.readFile(path));
  try {
    parseInventory(inventoryOf(answers), inventory, { ...own, readFile, answer: () => undefined });
    return [];
  } catch (error) {
    if (!(error instanceof InventoryError)) throw error;
    return error.problems.map(({ message }) => message);
  }
}
