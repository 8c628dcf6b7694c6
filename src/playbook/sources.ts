import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

/**
 * @param files the playbook first, and the modules it is made of.
 * @returns a digest of all of them and of the templates beside them, wherever the whole lies.
 */
export function digestSources(files: readonly string[]): string {
  const [first = '.'] = files;
  const templates = [...new Set(files.map((file) => join(dirname(file), 'templates')))].flatMap(filesIn);
  const hash = createHash('sha256');
  for (const file of [...files, ...templates].toSorted()) {
    const content = readFileSync(file);
    hash.update(`${relative(dirname(first), file)} ${content.length}\n`).update(content);
  }
  return hash.digest('hex');
}

function filesIn(folder: string): readonly string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ name }) => join(folder, name));
}
