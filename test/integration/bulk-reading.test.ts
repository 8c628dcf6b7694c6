import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, test } from 'vitest';
import { manifestSnippet } from '../../src/engine/manifest.ts';
import { bulkReadings, readingSnippets } from '../../src/engine/observe.ts';
import { factSnippets } from '../../src/facts/read.ts';
import { directory } from '../../src/resources/directory.ts';
import { file } from '../../src/resources/file.ts';
import { handler } from '../../src/resources/handler.ts';
import { kernelModules } from '../../src/resources/kernel-module.ts';
import { line } from '../../src/resources/line.ts';
import { packages } from '../../src/resources/package.ts';
import type { Resource } from '../../src/resources/resource.ts';
import { service } from '../../src/resources/service.ts';
import { symlink } from '../../src/resources/symlink.ts';
import { sysctls } from '../../src/resources/sysctl.ts';
import { compileBatch } from '../../src/shell/batch.ts';
import type { Snippet } from '../../src/shell/session.ts';
import { sh, type Shell } from '../../src/shell/shell.ts';

/**
 * Counts the processes that a batch forks: in a namespace of its own process ids are given out one after the other, and
 * the last field of /proc/loadavg is the latest (proc_loadavg(5)).
 */
async function countProcesses(snippets: readonly Snippet[], prepare: Shell = sh`:`): Promise<number> {
  // Nothing is kept in the folder of this program: the namespace has an empty one.
  const inside = sh`mount -t tmpfs none /var/lib && cd / && ( ${prepare} ) && exec sh -s`;
  const child = spawn('unshare', ['--pid', '--fork', '--mount-proc', 'sh', '-c', inside.text], { stdio: 'pipe' });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const count: Snippet = { name: 'count', script: sh`read -r _ _ _ _ last < /proc/loadavg; echo "LAST $last"` };
  child.stdin.end(compileBatch([count, ...snippets, count], { nonce: 'cafe' }));
  await once(child, 'close');
  const [before, after] = [...stdout.matchAll(/^LAST (\d+)$/gm)].map(([, last]) => Number(last));
  if (before === undefined || after === undefined) throw new Error(`no count: ${stdout}${stderr}`);
  return after - before;
}

const read = (resources: readonly Resource[]) => readingSnippets(bulkReadings(resources));
const some = (count: number, make: (index: number) => readonly Resource[]) =>
  Array.from({ length: count }, (_, index) => make(index)).flat();

const debian = { packageManager: 'apt', init: 'systemd', family: 'debian' } as const;

/** Every kind but `command`, whose check is the user's own script. Half of them are there, half are not. */
const kinds: Readonly<Record<string, (index: number) => readonly Resource[]>> = {
  files: (index) => [file({ path: index % 2 === 0 ? `/etc/absent-${index}` : '/etc/passwd', content: 'x' })],
  'lines in files': (index) => [line({ path: `/etc/absent-${index}`, line: 'x' })],
  directories: (index) => [directory({ path: `/etc/absent-${index}` })],
  'symbolic links': (index) => [symlink({ path: `/etc/absent-${index}`, target: '/etc' })],
  sysctls: (index) =>
    sysctls({
      name: String(index),
      values: { [`net.ipv4.absent_${index}`]: 1, 'net.ipv4.ip_forward': 1 },
      facts: debian,
    }),
  'kernel modules': (index) => kernelModules({ name: String(index), modules: [`absent_${index}`], facts: debian }),
  packages: (index) => [packages({ names: [index % 2 === 0 ? `absent-${index}` : 'bash'], facts: debian })],
  'rpm packages': (index) => [packages({ names: [`absent-${index}`], facts: { packageManager: 'dnf' } })],
  services: (index) => service({ name: `absent-${index}`, facts: debian, running: true, enabled: true }),
  'init scripts': (index) =>
    service({ name: `absent-${index}`, facts: { init: 'sysv' }, running: true, enabled: true }),
  handlers: (index) => [handler(`absent-${index}`, { description: 'do', script: sh`:` })],
};

describe('reading a host forks no more processes for many things than for two of them', () => {
  test.each(Object.entries(kinds))('%s', async (_, make) => {
    const two = await countProcesses(read(some(2, make)));
    const many = await countProcesses(read(some(60, make)));
    expect(two).toBeGreaterThan(0);
    expect(many).toBe(two);
  });

  test('all kinds together', async () => {
    const all = (count: number) => some(count, (index) => Object.values(kinds).flatMap((make) => make(index)));
    expect(await countProcesses(read(all(60)))).toBe(await countProcesses(read(all(2))));
  });

  test('what is in the manifest', async () => {
    const entries = (count: number) => sh`for n in $(seq ${count}); do
  mkdir -p /var/lib/lvsdeploy/manifest/$n && cd /var/lib/lvsdeploy/manifest/$n || exit 1
  echo '{"id":"file:/etc/passwd","role":"r","order":1,"detached":false,"watches":"/etc/passwd"}' > about
  sha256sum /etc/passwd > sum
done`;
    expect(await countProcesses([manifestSnippet], entries(60))).toBe(
      await countProcesses([manifestSnippet], entries(2)),
    );
  });
});

test('the facts of a host take six processes at most, and a subshell for each question', async () => {
  expect((await countProcesses(factSnippets)) - (await countProcesses([]))).toBeLessThanOrEqual(
    6 + factSnippets.length,
  );
});
