import { existsSync } from 'node:fs';
import { join, normalize, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createJiti } from 'jiti';
import { isLvsdeployError, messageOf, UsageError } from '../errors.ts';
import type { Playbook } from './playbook.ts';
import { refuseMisfit } from './refuse-misfit.ts';

/** A playbook and where it came from. */
export interface LoadedPlaybook extends Playbook {
  /** Its own file first, then the modules it imports. */
  readonly files: readonly string[];
}

/**
 * Loads a playbook from anywhere, without a build step. What it imports as `lvsdeploy` is this running copy.
 * @throws UsageError naming the file when it is missing, does not compile, is no playbook, or has a setting that there is not.
 */
export async function loadPlaybook(file: string): Promise<LoadedPlaybook> {
  const { exports: loaded, files } = await loadModule(file);
  const playbook = typeof loaded === 'object' && loaded !== null && 'default' in loaded ? loaded.default : undefined;
  if (typeof playbook !== 'object' || playbook === null || !('name' in playbook || 'plays' in playbook)) {
    throw new UsageError('the file has no playbook as its default export', {
      place: file,
      hint: 'Write: export default definePlaybook({ name: …, plays: [ … ] });',
    });
  }
  refuseMisfit(playbook, file);
  return { ...playbook, files };
}

/** @returns the exports of a TypeScript file. @throws UsageError naming the file. */
export async function loadTypeScript(file: string): Promise<unknown> {
  return (await loadModule(file)).exports;
}

async function loadModule(file: string): Promise<{ readonly exports: unknown; readonly files: readonly string[] }> {
  const path = [resolve(file), ...ownPlaybook(file)].find(existsSync);
  if (path === undefined)
    throw new UsageError('there is no such file', {
      place: file,
      hint: 'Give the path of a playbook of yours, or one that comes with lvsdeploy: playbooks/site.ts.',
    });
  // fsCache off: the package may be installed where its user cannot write.
  const jiti = createJiti(import.meta.url, {
    fsCache: false,
    virtualModules: { lvsdeploy: await import('../index.ts') },
  });
  try {
    const exports: unknown = await jiti.import(path);
    return { exports, files: [...modulesOf(jiti.cache[path])] };
  } catch (error) {
    if (isLvsdeployError(error)) throw error;
    throw new UsageError(`it does not load: ${messageOf(error)}`, {
      place: file,
      hint: 'Mend the file; an editor shows the same error.',
      cause: error,
    });
  }
}

/** The playbooks that come with the program are found from anywhere. */
function ownPlaybook(file: string): readonly string[] {
  const [folder, name, ...more] = normalize(file).split(sep);
  if (folder !== 'playbooks' || name === undefined || more.length > 0) return [];
  return [join(fileURLToPath(new URL('../../playbooks', import.meta.url)), name)];
}

/** @returns the files of a module and of all that it imports; installed packages only where it is in one itself. */
function modulesOf(entry: NodeJS.Module | undefined): ReadonlySet<string> {
  const found = new Set<string>();
  const isInstalled = (file: string) => file.includes('/node_modules/');
  const visit = ({ filename, children }: NodeJS.Module) => {
    if (found.has(filename) || (isInstalled(filename) && !isInstalled(entry?.filename ?? ''))) return;
    found.add(filename);
    children.forEach(visit);
  };
  if (entry !== undefined) visit(entry);
  return found;
}
