import type { Snippet } from '../shell/session.ts';
import { sh, type Shell } from '../shell/shell.ts';
import { clearEndedJobs } from './detach.ts';
import type { RunIdentity } from './run-identity.ts';

/** What this program keeps on a host. */
export const stateFolder = '/var/lib/lvsdeploy';

/**
 * The lock of a host is a symbolic link whose target is who holds it, as JSON: making one is atomic, fails where there is
 * one already, and a power cut cannot leave it without its words (Emacs locks its files so, for the same reasons).
 */
export interface HostLock {
  /** The words of the link, exactly: what is taken over or removed must be what was shown. */
  readonly text: string;
  /** Null when they are not those of a run. */
  readonly holder: RunIdentity | null;
}

/**
 * Leaves the host to this run, unless somebody has it: then their words are printed. What jobs have left that ended while
 * nobody listened goes; the log of a failed one has been there until now.
 */
export function takeLock(run: RunIdentity, folder = stateFolder): Shell {
  return sh`mkdir -p ${folder} || exit 1
if said=$(ln -s ${wordsOf(run)} ${pathIn(folder)} 2>&1); then
  ${clearEndedJobs(`${folder}/jobs`)}
else
  readlink ${pathIn(folder)} || { printf '%s\n' "$said" >&2; exit 1; }
fi`;
}

/**
 * Does the same in the place of a holder that is gone; whoever was quicker keeps it. Of all that want to take over the same
 * lock one is let in at a time, and it replaces the link in one step: there is no moment without one in which another run
 * could take it. Who dies in there leaves a lock that takes `lvsdeploy unlock`.
 */
export function takeOverLock(run: RunIdentity, gone: HostLock, folder = stateFolder): Shell {
  const [path, aside] = [pathIn(folder), `${pathIn(folder)}.${run.id}`];
  const door = `${path}.over`;
  return sh`left=20
until ln -s ${wordsOf(run)} ${door} 2> /dev/null; do
  left=$((left - 1))
  [ "$left" -gt 0 ] || break
  sleep 0.1 2> /dev/null || sleep 1
done
if [ "$(readlink ${door})" = ${wordsOf(run)} ]; then
  if [ "$(readlink ${path})" = ${gone.text} ]; then ln -s ${wordsOf(run)} ${aside} && mv -f ${aside} ${path}; fi
  rm -f ${door}
fi
if [ "$(readlink ${path})" = ${wordsOf(run)} ]; then
  ${clearEndedJobs(`${folder}/jobs`)}
else
  ${takeLock(run, folder)}
fi`;
}

/** Prints the words of the lock, or nothing. */
export const lockSnippet: Snippet = {
  name: 'read the lock',
  isData: true,
  script: sh`[ ! -h ${pathIn(stateFolder)} ] || readlink ${pathIn(stateFolder)}`,
};

/** Removes the lock if it still has these words. On the disk too: a power cut would bring it back. */
export function removeLock(text: string, folder = stateFolder): Shell {
  return sh`[ "$(readlink ${pathIn(folder)})" = ${text} ] || exit 0
rm -f ${pathIn(folder)} ${pathIn(folder)}.over && { sync ${folder} 2> /dev/null || sync; }`;
}

/** @returns the words of a run's lock. */
export function wordsOf({ id, who, what, since, process }: RunIdentity): string {
  // symlink(7): a target holds 4095 bytes at most.
  return JSON.stringify({ id, who, what: what.slice(-200), since, process });
}

/** @param output what a script of this file printed. @returns the lock that is there, or null for none. */
export function parseLock(output: string): HostLock | null {
  const text = output.replace(/\n$/, '');
  return text === '' ? null : { text, holder: parseHolder(text) };
}

/** @returns who holds a lock, as a person reads it. */
export function describeLock({ holder, text }: HostLock): string {
  if (holder === null) return `somebody who left no name: ${text}`;
  const { who, since, what, id, process } = holder;
  return `${who} since ${since}, running ${what} (run ${id}${process === null ? '' : `, process ${process.pid}`})`;
}

function parseHolder(text: string): RunIdentity | null {
  try {
    const { id, who, what, since, process } = JSON.parse(text) as Partial<Record<keyof RunIdentity, unknown>>;
    const isText = (value: unknown): value is string => typeof value === 'string';
    if (!isText(id) || !isText(who) || !isText(what) || !isText(since)) return null;
    return { id, who, what, since, process: isControlProcess(process) ? process : null };
  } catch {
    return null;
  }
}

function isControlProcess(value: unknown): value is RunIdentity['process'] & object {
  if (typeof value !== 'object' || value === null) return false;
  const { pid, startTime, bootId, machine, namespace } = value as Readonly<Record<string, unknown>>;
  const texts = [startTime, bootId, machine, namespace];
  return Number.isInteger(pid) && texts.every((text) => typeof text === 'string');
}

function pathIn(folder: string): string {
  return `${folder}/lock`;
}
