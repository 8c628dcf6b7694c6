import type { Command } from 'commander';
import { connectingCommand, type ConnectingOptions } from './context.ts';

/** Options that every command on a playbook has. */
export interface PlaybookOptions extends ConnectingOptions {
  readonly limit?: string;
  readonly tags?: readonly string[];
  readonly skipTags?: readonly string[];
  readonly discardChanges?: boolean;
}

/** @returns a command with those options. */
export function playbookCommand(name: string): Command {
  return connectingCommand(name)
    .option('-l, --limit <pattern>', 'only these hosts: lb1, directors, web*, all:!lb2; @FILE: one pattern a line')
    .option('-t, --tags <tags>', 'only tasks with one of these tags: the name of a role, or a tag of it', splitList)
    .option('--skip-tags <tags>', 'not the tasks with one of these tags', splitList)
    .option('--discard-changes', 'take back also files that another hand changed since they were written');
}

function splitList(text: string): readonly string[] {
  return text
    .split(',')
    .map((word) => word.trim())
    .filter((word) => word !== '');
}
