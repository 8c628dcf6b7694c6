import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { mustRun } from '../../command.ts';

/** Runs apt-get with lists and sources of its own. @returns what it printed. */
export type Apt = (words: readonly string[], cwd: string) => Promise<string>;

const minute = 60_000;

/**
 * Fetches the lists of the sources into `folder`, so that those of the machine stay as they are.
 * @param status dpkg's record of what counts as installed: nothing does, if none is named.
 */
export async function openApt(folder: string, sources: readonly string[], status = '/dev/null'): Promise<Apt> {
  for (const name of ['lists/partial', 'cache/archives/partial']) await mkdir(join(folder, name), { recursive: true });
  await writeFile(join(folder, 'sources.list'), `${sources.join('\n')}\n`);
  const settings = [
    `Dir::Etc::sourcelist=${join(folder, 'sources.list')}`,
    'Dir::Etc::sourceparts=/dev/null',
    `Dir::State=${folder}`,
    `Dir::State::status=${status}`,
    `Dir::Cache=${join(folder, 'cache')}`,
    'APT::Sandbox::User=root',
  ].flatMap((setting) => ['-o', setting]);
  const apt: Apt = (words, cwd) => mustRun('apt-get', [...settings, ...words], { timeoutMs: 5 * minute, cwd });
  await apt(['update'], folder);
  return apt;
}
