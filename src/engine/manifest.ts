import { createHash } from 'node:crypto';
import type { Resource, Undo } from '../resources/resource.ts';
import type { Snippet } from '../shell/session.ts';
import { sh, type Shell } from '../shell/shell.ts';

/** On the host: what was put there, and how each of it is taken back. */
const manifest = '/var/lib/lvsdeploy/manifest';

/** One resource that a run has changed on a host. */
export interface ManifestEntry {
  readonly id: string;
  readonly role: string;
  /** Its place among the tasks of its host when it was changed last; things are taken back from the last to the first. */
  readonly order: number;
  readonly detached: boolean;
  /** The file that it watches is no more what was written. */
  readonly isChangedByHand: boolean;
}

/**
 * @returns a script that puts a resource into the manifest, to run before its first change: what was there is kept once,
 * how it is taken back is written each time.
 */
export function recordResource({ id }: Resource, undo: Undo, role: string, order: number): Shell {
  const { keep = sh`:`, restore, detached = false } = undo;
  const watches = undo.keepsOthersChanges === true ? null : (undo.watches ?? null);
  const folder = folderOf(id);
  const about = JSON.stringify({ id, role, order, detached, watches });
  return sh`( umask 077
if [ ! -d ${folder} ]; then
  rm -rf ${folder}.new
  mkdir -p ${folder}.new && cd ${folder}.new || exit 1
  ( ${keep}
) && mv ${folder}.new ${folder} || exit 1
fi
cd ${folder} && printf '%s\n' ${about} > about && printf '%s\n' ${restore.text} > restore &&
  { sync about restore . .. 2> /dev/null || sync; } ) || exit 1`;
}

/** @returns a script that notes what a resource's watched file has become, to run after its change. */
export function noteWritten({ id }: Resource, path: string): Shell {
  return sh`sha256sum ${path} > ${folderOf(id)}/sum || exit 1`;
}

/** @returns a script that takes the resource back and forgets it. */
export function takeBack(id: string): Shell {
  const folder = folderOf(id);
  return sh`cd ${folder} || exit 1
sh -e ./restore || exit 1
cd / && rm -rf ${folder}
rmdir ${manifest} ${pendingAbove} 2> /dev/null || :`;
}

// Empty once everything is taken back; anything else in them keeps them.
const pendingAbove = ['/var/lib/lvsdeploy/pending', '/var/lib/lvsdeploy/jobs'];

/** The whole manifest, and which of its files are not as they were written: three processes, however much it holds. */
export const manifestSnippet: Snippet = {
  name: 'read the manifest',
  isData: true,
  script: sh`cd ${manifest} 2> /dev/null || exit 0
set -- */about
[ -e "$1" ] || exit 0
cat "$@"
set -- */sum
[ ! -e "$1" ] || cat "$@" | sha256sum -c 2> /dev/null | sed -n 's/: FAILED$//p'`,
};

/** @param output what {@link manifestSnippet} printed. */
export function parseManifest(output: string): readonly ManifestEntry[] {
  const lines = output.split('\n');
  const changed = new Set(lines.filter((line) => line.startsWith('/')));
  return lines.flatMap((line) => {
    const entry = line.startsWith('{') ? readAbout(line) : null;
    if (entry === null) return [];
    const { watches, ...about } = entry;
    return [{ ...about, isChangedByHand: watches !== null && changed.has(watches) }];
  });
}

function readAbout(
  line: string,
): (Omit<ManifestEntry, 'isChangedByHand'> & { readonly watches: string | null }) | null {
  try {
    const { id, role, order, detached, watches } = JSON.parse(line) as Record<string, unknown>;
    if (typeof id !== 'string' || typeof role !== 'string' || typeof order !== 'number') return null;
    return { id, role, order, detached: detached === true, watches: typeof watches === 'string' ? watches : null };
  } catch {
    // A power cut between two writes: what cannot be read is not acted on.
    return null;
  }
}

function folderOf(id: string): string {
  return `${manifest}/${createHash('sha256').update(id).digest('hex').slice(0, 16)}`;
}
