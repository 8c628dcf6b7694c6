import type { Command } from 'commander';
import { UsageError } from '../errors.ts';
import { findInventory } from '../inventory/find.ts';
import { quiet } from '../report/verbosity.ts';
import type { Context } from './context.ts';

interface Options {
  readonly inventory?: string;
  readonly quiet?: boolean;
  readonly verbose?: number;
}

/** What holds for every command, before it begins: how much is told, and the inventory that nobody named. */
export function prepare(command: Command, { io, voice }: Pick<Context, 'io' | 'voice'>): void {
  const { inventory, quiet: isQuiet = false, verbose = 0 } = command.opts<Options>();
  if (isQuiet && verbose > 0) {
    throw new UsageError('--quiet and --verbose are said together', { hint: 'Say one of them.' });
  }
  voice.setVerbosity(isQuiet ? quiet : verbose);
  if (inventory === undefined || command.getOptionValueSource('inventory') !== 'default') return;
  const found = io.folder === null ? null : findInventory(io.folder, io.user);
  if (found === null || found === inventory) return;
  voice.note(`inventory: ${found}`);
  command.setOptionValueWithSource('inventory', found, 'default');
}
