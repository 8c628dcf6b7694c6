import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createJiti } from 'jiti';
import { isLvsdeployError, messageOf, UsageError } from '../errors.ts';
import type { Playbook } from './playbook.ts';

/**
 * Loads a playbook from anywhere, without a build step. What it imports as `lvsdeploy` is this running copy.
 * @throws UsageError naming the file when it is missing, does not compile, or is no playbook.
 */
export async function loadPlaybook(file: string): Promise<Playbook> {
  const loaded = await loadTypeScript(file);
  const playbook = typeof loaded === 'object' && loaded !== null && 'default' in loaded ? loaded.default : undefined;
  if (isPlaybook(playbook)) return playbook;
  throw new UsageError('the file has no playbook as its default export', {
    place: file,
    hint: 'Write: export default definePlaybook({ name: …, plays: [ … ] });',
  });
}

/** @returns the exports of a TypeScript file. @throws UsageError naming the file. */
export async function loadTypeScript(file: string): Promise<unknown> {
  // The playbooks that come with the program are found from anywhere.
  const path = [resolve(file), fileURLToPath(new URL(`../../${file}`, import.meta.url))].find(existsSync);
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
    return await jiti.import(path);
  } catch (error) {
    if (isLvsdeployError(error)) throw error;
    throw new UsageError(`it does not load: ${messageOf(error)}`, {
      place: file,
      hint: 'Mend the file; an editor shows the same error.',
      cause: error,
    });
  }
}

function isPlaybook(value: unknown): value is Playbook {
  return (
    typeof value === 'object' && value !== null && 'name' in value && 'plays' in value && Array.isArray(value.plays)
  );
}
