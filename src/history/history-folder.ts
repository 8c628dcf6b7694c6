import { fchownSync, lchownSync, mkdirSync, openSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { LvsdeployError, messageOf } from '../errors.ts';
import type { History } from './history.ts';
import type { Recording } from './recording.ts';

const recordName = /^(\d{8}-\d{6}-[\da-f]{6})\.ndjson$/;

export interface HistoryOptions {
  /** Speaks to whoever runs it. */
  readonly warn: (line: string) => void;
  /** How many runs are remembered: 1,000 when left out. */
  readonly memory?: number;
  readonly now?: () => Date;
}

/**
 * The history in a folder, one file a run: runs at a time are in nobody's way, and an old one goes by removing its file.
 * @param locate says where the folder is; called when it is needed, for a home that cannot be found must not end every command.
 */
export function historyFolder(
  locate: () => string,
  { warn, memory = 1000, now = () => new Date() }: HistoryOptions,
): History {
  const pathOf = (id: string) => join(locate(), `${id}.ndjson`);
  return {
    async begin(head, plan) {
      const [{ record }, { appendTo }] = await Promise.all([import('./recording.ts'), import('./line-file.ts')]);
      try {
        const path = pathOf(head.id);
        const file = appendTo(create(locate(), path), (error) =>
          warn(`this run is not recorded, or only up to here: ${messageOf(error)}`),
        );
        const recording = record(head, plan, file, now);
        // Without its plan it would say nothing.
        if (!file.isWhole) rmSync(path);
        forgetOldest(locate(), memory, warn);
        return recording;
      } catch (error) {
        warn(`this run is not recorded: ${messageOf(error)}`);
        return unrecorded;
      }
    },
    ids: () => idsIn(locate()),
    read(id) {
      const file = pathOf(id);
      try {
        return { file, text: readFileSync(file, 'utf8') };
      } catch (cause) {
        throw new LvsdeployError(`cannot read the record: ${messageOf(cause)}`, {
          place: file,
          hint: 'See that it is there and that you may read it; `lvsdeploy history` lists the runs.',
          cause,
        });
      }
    },
  };
}

/** What a run has for a record that could not be begun. */
const unrecorded: Recording = {
  isWhole: false,
  on: () => undefined,
  note: () => undefined,
  sumUp: () => undefined,
  end: () => Promise.resolve(),
};

function create(folder: string, path: string): number {
  const above = mkdirSync(dirname(folder), { recursive: true });
  const made = mkdirSync(folder, { recursive: true, mode: 0o700 });
  const first = above ?? made;
  // Under sudo the home may be another user's: what root makes there is to be theirs, or their own runs could not be recorded.
  const heir = process.getuid?.() === 0 ? statSync(dirname(first ?? path)) : null;
  if (heir !== null && first !== undefined) {
    for (let each = folder; each.length >= first.length; each = dirname(each)) lchownSync(each, heir.uid, heir.gid);
  }
  const descriptor = openSync(path, 'ax', 0o600);
  if (heir !== null) fchownSync(descriptor, heir.uid, heir.gid);
  return descriptor;
}

function forgetOldest(folder: string, memory: number, warn: HistoryOptions['warn']): void {
  try {
    for (const id of idsIn(folder).slice(0, -memory)) rmSync(join(folder, `${id}.ndjson`), { force: true });
  } catch (error) {
    warn(`old runs cannot be forgotten: ${messageOf(error)}`);
  }
}

function idsIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
      .flatMap((name) => recordName.exec(name)?.[1] ?? [])
      .toSorted();
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return [];
    throw new LvsdeployError(`cannot read the history: ${messageOf(cause)}`, {
      place: folder,
      hint: 'See that it is a folder that you may read.',
      cause,
    });
  }
}
