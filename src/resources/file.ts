import { isUtf8 } from 'node:buffer';
import { createHash } from 'node:crypto';
import { isRegExp } from 'node:util/types';
import { UsageError } from '../errors.ts';
import { hidden, Secret } from '../secret.ts';
import { isFunction, isObject, isText, needed, optional, type Settings } from '../settings.ts';
import { sh, type Shell } from '../shell/shell.ts';
import { comparisonOf, orderingOf, valueChange, type Ordering } from './comparison.ts';
import { contentLimit, pathReading, type PathState } from './path-reading.ts';
import { ordering, refuseWrongOptions } from './refuse-wrong-options.ts';
import { replaceFile, undoFile } from './replace-file.ts';
import type { Action, Change, Resource } from './resource.ts';

/** Who may do what with a file or a directory. */
export interface Ownership {
  /** Octal, `0644`. */
  readonly mode?: string;
  /** Name or number; null: whoever it is. `root` when left out. */
  readonly owner?: string | null;
  /** The same of its group. */
  readonly group?: string | null;
}

export interface FileOptions extends Ownership, Ordering {
  /** From the root. */
  readonly path: string;
  /** At most 64 KiB. Of a secret content nothing is shown, neither of the old one nor of the new one, unless {@link redact} says how. */
  readonly content: string | Secret;
  /**
   * Says what must not be seen of the content, old or new, whether the new one is secret or not: a pattern with the flag `g`,
   * or a function that returns the text as it may be shown.
   */
  readonly redact?: RegExp | ((text: string) => string);
  /** A command that refuses a wrong content by its exit status, before the old one is touched. */
  readonly validate?: (candidate: Shell) => Shell;
  /** Says what is wrong for as long as some hosts have the text that was found and others the content; null: nothing. */
  readonly apart?: (found: string) => string | null;
}

const isOwner = (value: unknown) => value === null || isText(value);
const isString = (value: unknown) => typeof value === 'string';
const isContent = (value: unknown) => isString(value) || isObject(value);

const settings: Settings<FileOptions> = {
  path: needed("a path from the root, such as '/etc/banner'", isString),
  content: needed('a text, or a Secret', isContent),
  mode: optional("octal digits in quotes, such as '0644'", isString),
  owner: optional('a name, or null', isOwner),
  group: optional('a name, or null', isOwner),
  redact: optional('a pattern, or a function of a text', (value) => isRegExp(value) || isFunction(value)),
  validate: optional('a function of the candidate', isFunction),
  apart: optional('a function of a text', isFunction),
  ...ordering,
};

/** A file with exactly this content, replaced atomically; its directory must exist. Mode 0644, of root, unless said otherwise. */
export function file(options: FileOptions): Resource {
  refuseWrongOptions('file', options.path, options, settings);
  const { path, content, validate, redact, apart } = options;
  const { mode, owner, group } = ownershipOf(options, '0644');
  const reading = pathReading(path);
  const wanted = Buffer.from(content instanceof Secret ? content.reveal() : content);
  if (wanted.length > contentLimit) {
    throw new UsageError(`the content is ${wanted.length} bytes, more than ${contentLimit}`, {
      place: `file:${path}`,
      hint: 'Use archive(), which sends a file of this machine in pieces.',
    });
  }
  const both = chownOperand(owner, group);
  const replace: Action = {
    description: `write ${path}`,
    script: replaceFile({ path, content, mode, owner: both, ...(validate && { validate }) }),
  };
  return {
    id: `file:${path}`,
    reads: [reading],
    ...orderingOf(options),
    undo: { ...undoFile(path), watches: path },
    compare: (observed) => {
      const found = observed(reading);
      if (found.kind === 'unknown') return { state: 'unknown', reason: found.reason };
      const state = found.kind === 'found' ? found.value : null;
      const obstacle = state && obstacleIn(state);
      if (obstacle) return { state: 'unknown', reason: obstacle };
      const rewrite = contentChange(state, wanted, redact ?? (content instanceof Secret ? /[^]+/g : null)).map(
        (change): Change => ({ ...change, ...apartOf(state, apart) }),
      );
      const adjust = ownershipChanges(state, { mode, owner, group });
      return comparisonOf([...rewrite, ...adjust], rewrite.length > 0 ? [replace] : ownershipActions(path, mode, both));
    },
  };
}

function apartOf(state: PathState | null, apart: FileOptions['apart']): Pick<Change, 'apart'> {
  const said = state?.content instanceof Buffer ? apart?.(state.content.toString()) : null;
  return said == null ? {} : { apart: said };
}

/** @returns why a file's content cannot be told or replaced, or null. */
export function obstacleIn({ type, content }: PathState): string | null {
  if (type !== 'file') return type === 'directory' ? 'it is a directory' : 'it is not a regular file';
  return content === 'unreadable' ? 'it may not be read' : null;
}

/**
 * @param redact says what must not be seen; masked here already, for what is not in a plan cannot leave by it.
 * @returns the change of content, as a list, or an empty list when it is as wanted.
 */
export function contentChange(
  state: PathState | null,
  wanted: Buffer,
  redact: NonNullable<FileOptions['redact']> | null,
): readonly Change[] {
  if (state !== null && state.content instanceof Buffer && state.content.equals(wanted)) return [];
  const shown = (text: string) => {
    if (redact === null) return text;
    return redact instanceof RegExp ? text.replaceAll(redact, hidden) : redact(text);
  };
  const from = state && shown(textOf(state));
  const to = shown(wanted.toString());
  if (from !== to) return [{ what: 'content', from, to, format: 'text' }];
  return [{ what: 'content', from: hidden, to: hidden, format: 'value', secret: true }];
}

function textOf({ content, size }: PathState): string {
  if (!(content instanceof Buffer)) return `(${size} bytes, too large to show)\n`;
  if (isUtf8(content) && !content.includes(0)) return content.toString();
  return `(binary, ${size} bytes, SHA-256 ${createHash('sha256').update(content).digest('hex')})\n`;
}

/** @returns the ownership with its defaults; the mode in four digits. */
export function ownershipOf({ mode, owner, group }: Ownership, defaultMode: string): Required<Ownership> {
  const digits = mode ?? defaultMode;
  if (!/^[0-7]{3,4}$/.test(digits))
    throw new UsageError(`"${digits}" is no file mode`, { hint: 'Write octal digits, "0644".' });
  return {
    mode: digits.padStart(4, '0'),
    owner: owner === undefined ? 'root' : owner,
    group: group === undefined ? 'root' : group,
  };
}

/** @returns what chown(1) takes for both, or null when neither is wanted. */
export function chownOperand(owner: string | null, group: string | null): string | null {
  return owner === null && group === null ? null : `${owner ?? ''}${group === null ? '' : `:${group}`}`;
}

export function ownershipChanges(
  state: PathState | null,
  { mode, owner, group }: Required<Ownership>,
): readonly Change[] {
  const named = (found: readonly string[] | undefined, wanted: string | null) =>
    found === undefined ? null : wanted === null || found.includes(wanted) ? wanted : (found[0] ?? null);
  return [
    ...valueChange('mode', state && state.mode, mode),
    ...(owner === null ? [] : valueChange('owner', named(state?.owner, owner), owner)),
    ...(group === null ? [] : valueChange('group', named(state?.group, group), group)),
  ];
}

export function ownershipActions(path: string, mode: string, owner: string | null): readonly Action[] {
  const chown = owner === null ? sh`:` : sh`chown ${owner} ${path}`;
  return [{ description: `set mode and owner of ${path}`, script: sh`${chown} && chmod ${mode} ${path}` }];
}
