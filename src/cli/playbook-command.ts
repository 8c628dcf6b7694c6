import type { Command } from 'commander';
import { inventoryCommand, type InventoryOptions } from './context.ts';

/** Options that every command on a playbook has. */
export interface PlaybookOptions extends InventoryOptions {
  readonly limit?: string;
  readonly tags?: readonly string[];
  readonly skipTags?: readonly string[];
  readonly discardChanges?: boolean;
  /** How often it was asked for. */
  readonly verbose?: number;
}

/** @returns a command with those options. */
export function playbookCommand(name: string): Command {
  return inventoryCommand(name)
    .option('-l, --limit <pattern>', 'only these hosts: lb1, directors, web*, all:!lb2; @FILE: one pattern a line')
    .option('-t, --tags <tags>', 'only tasks with one of these tags: the name of a role, or a tag of it', splitList)
    .option('--skip-tags <tags>', 'not the tasks with one of these tags', splitList)
    .option(
      '-v, --verbose',
      'show what each task does and prints; -vv: the scripts as well',
      (_, times) => times + 1,
      0,
    )
    .option('--discard-changes', 'take back also files that another hand changed since they were written');
}

function splitList(text: string): readonly string[] {
  return text
    .split(',')
    .map((word) => word.trim())
    .filter((word) => word !== '');
}
