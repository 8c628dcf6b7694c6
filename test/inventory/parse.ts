import { readFileSync } from 'node:fs';
import { InventoryError } from '../../src/inventory/problem.ts';
import { type LoadedInventory, parseInventory } from '../../src/inventory/parse.ts';
import type { Surroundings } from '../../src/inventory/surroundings.ts';
import { surroundings } from './surroundings.ts';

/** A small sound inventory, for tests to break in one place. */
export const web = readFileSync(new URL('web.yaml', import.meta.url), 'utf8');

/** One with all that a cluster can have: both families, all three methods, firewall marks. */
export const mixed = readFileSync(new URL('mixed.yaml', import.meta.url), 'utf8');

/** The script that {@link mixed} names. */
export const scripts = { '/etc/lvs/check.sh': '#!/bin/sh\nexit 0\n' };

/** @returns the text with each occurrence of a part replaced, which has to be there. */
export function change(text: string, part: string, replacement: string): string {
  if (!text.includes(part)) throw new Error(`nothing to change: ${part}`);
  return text.replaceAll(part, replacement);
}

export function parse(text: string, around: Surroundings = surroundings()): LoadedInventory {
  return parseInventory(text, '/etc/lvs/i.yaml', around);
}

/** @returns the problems of an inventory, `line:column: message`; none when it is sound. */
export function problemsOf(text: string, around?: Surroundings): string[] {
  try {
    parse(text, around);
    return [];
  } catch (error) {
    if (!(error instanceof InventoryError)) throw error;
    return error.message.split('\n').map((line) => line.replace('/etc/lvs/i.yaml:', ''));
  }
}
