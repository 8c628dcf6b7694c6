import { editedFile, type EditedFileOptions } from './edited-file.ts';
import type { Resource } from './resource.ts';

export interface LineOptions extends Omit<EditedFileOptions, 'edit'>, LinePlacement {}

export interface LinePlacement {
  /** Without its line break. */
  readonly line: string;
  /** The line stands before the first line that this matches, or whose index this returns; at the end when there is none (-1). */
  readonly before?: RegExp | ((lines: readonly string[]) => number);
  /** Lines that this one takes the place of. */
  readonly replaces?: RegExp;
}

/** A line that stands in a file exactly once; all other lines stay. */
export function line(options: LineOptions): Resource {
  return editedFile({ ...options, edit: (current) => withLine(current ?? '', options) });
}

/** @returns the text with the line in it exactly once. */
export function withLine(text: string, { line: wanted, before, replaces }: LinePlacement): string {
  const found = text === '' ? [] : text.replace(/\n$/, '').split('\n');
  const border = (all: readonly string[]) => {
    const index =
      before instanceof RegExp ? all.findIndex((candidate) => before.test(candidate)) : (before?.(all) ?? -1);
    return index === -1 ? all.length : index;
  };
  const isWanted = (candidate: string) => candidate.trim() === wanted;
  const present = found.findIndex(isWanted);
  const keep = present !== -1 && present <= border(found) ? present : -1;
  const others = found.map((candidate, index) =>
    index !== keep && (isWanted(candidate) || replaces?.test(candidate) === true) ? null : candidate,
  );
  const kept = others.filter((candidate) => candidate !== null);
  const lines = keep === -1 ? kept.toSpliced(border(kept), 0, wanted) : kept;
  const result = lines.join('\n');
  return found.length > 0 && !text.endsWith('\n') && result === text ? text : `${result}\n`;
}
