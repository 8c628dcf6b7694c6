import type { Argument, Command, Option } from 'commander';
import { rules } from '../../cluster/lint/rules.ts';
import { scenarioNames } from '../../drill/drill.ts';

/** What may stand in a place of the command line. */
export type Candidates =
  | { readonly kind: 'files' | 'folders' | 'anything' }
  /** Asked of the inventory when they are wanted: hosts and groups, or clusters. */
  | { readonly kind: 'hosts' | 'clusters' }
  | { readonly kind: 'words'; readonly words: readonly string[] };

export interface CompletedOption {
  /** `-l`, `--limit`. */
  readonly flags: readonly string[];
  readonly description: string;
  /** Null: it takes no value. */
  readonly value: Candidates | null;
}

/** A command as the shells are told of it. */
export interface CompletedCommand {
  /** The words that lead to it: empty for the program itself. */
  readonly path: readonly string[];
  readonly description: string;
  readonly options: readonly CompletedOption[];
  readonly positions: readonly { readonly candidates: Candidates; readonly isLast: boolean }[];
  readonly commands: readonly CompletedCommand[];
}

/** @returns the program as the shells are told of it, hidden commands left out. */
export function completedCommand(command: Command, path: readonly string[] = []): CompletedCommand {
  const help = command.createHelp();
  const children = help.visibleCommands(command);
  return {
    path,
    description: firstClause(command.summary() || command.description()),
    options: help.visibleOptions(command).map((option) => completedOption(option, path)),
    positions: command.registeredArguments.map((argument) => ({
      candidates: candidatesOfArgument(argument, command),
      isLast: argument.variadic,
    })),
    commands: children.map((child) => completedCommand(child, [...path, child.name()])),
  };
}

/** @returns the command and all that are below it. */
export function allCommands(command: CompletedCommand): readonly CompletedCommand[] {
  return [command, ...command.commands.flatMap(allCommands)];
}

function completedOption(option: Option, [first]: readonly string[]): CompletedOption {
  const takesValue = option.required || option.optional;
  const word = /[<[]([\w:=-]+)/.exec(option.flags)?.[1] ?? '';
  // What import calls the cluster that it makes is no name that is there.
  const isCluster = option.long === '--cluster' && first !== 'import';
  return {
    flags: [option.short, option.long].filter((flag) => flag != null),
    description: firstClause(option.description),
    value: takesValue ? candidatesOf(isCluster ? 'cluster' : word, option.argChoices) : null,
  };
}

function candidatesOfArgument(argument: Argument, command: Command): Candidates {
  // What lab runs on is no host of an inventory.
  if (command.parent?.name() === 'lab') return { kind: 'anything' };
  if (command.name() === 'help') {
    const names = command.parent === null ? [] : command.createHelp().visibleCommands(command.parent);
    return { kind: 'words', words: [...names.map((child) => child.name()), 'exit-codes', 'environment'] };
  }
  return candidatesOf(argument.name(), argument.argChoices);
}

/** What a value is called says what it can be. */
function candidatesOf(name: string, choices: readonly string[] | undefined): Candidates {
  if (choices !== undefined) return { kind: 'words', words: choices };
  switch (name) {
    case 'file':
    case 'files':
    case 'playbook':
      return { kind: 'files' };
    case 'folder':
      return { kind: 'folders' };
    case 'pattern':
    case 'host':
      return { kind: 'hosts' };
    case 'cluster':
      return { kind: 'clusters' };
    case 'scenario':
      return { kind: 'words', words: [...scenarioNames, 'all'] };
    case 'rule':
      return { kind: 'words', words: rules.map(({ id }) => id) };
    case 'id':
      return { kind: 'words', words: ['last'] };
    default:
      return { kind: 'anything' };
  }
}

/** Beside a candidate there is room for a few words. */
function firstClause(text: string): string {
  return (text.split(/[:;(]|, (?!or )/)[0] ?? '').trim();
}
