import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import { loadKernel } from '../../../src/lab/supervisor/boot-loader.ts';

const run = promisify(execFile);

async function makeDisk(fill: (boot: string) => Promise<unknown>): Promise<{ disk: string; folder: string }> {
  const work = await mkdtemp(join(tmpdir(), 'a disk-'));
  onTestFinished(() => rm(work, { recursive: true }));
  const boot = join(work, 'root/boot');
  await mkdir(boot, { recursive: true });
  await fill(boot);
  const disk = join(work, 'disk.img');
  await run('truncate', ['--size=4M', disk]);
  await run('/usr/sbin/mkfs.ext4', ['-q', '-F', '-d', join(work, 'root'), disk]);
  return { disk, folder: join(work, 'kernel') };
}

test('the kernel is the one that the link names, with the libraries of its release', async () => {
  const { disk, folder } = await makeDisk(async (boot) => {
    await writeFile(join(boot, 'vmlinuz-7.2.7'), '\x7fELF new');
    await writeFile(join(boot, 'vmlinuz-6.1'), '\x7fELF old');
    await mkdir(join(boot, 'uml-7.2.7'));
    await writeFile(join(boot, 'uml-7.2.7/ld.so'), 'loader', { mode: 0o755 });
    await symlink('vmlinuz-7.2.7', join(boot, 'vmlinuz'));
  });
  expect(await loadKernel(disk, folder)).toBe(folder);
  expect(await readFile(join(folder, 'linux'), 'latin1')).toBe('\x7fELF new');
  expect((await stat(join(folder, 'linux'))).mode & 0o777).toBe(0o755);
  expect(await readFile(join(folder, 'ld.so'), 'latin1')).toBe('loader');
});

test('a kernel is read again only when it is another one', async () => {
  const { disk, folder } = await makeDisk(async (boot) => {
    await writeFile(join(boot, 'vmlinuz-2'), '\x7fELF two');
    await writeFile(join(boot, 'vmlinuz-1'), '\x7fELF one');
    await symlink('vmlinuz-2', join(boot, 'vmlinuz'));
  });
  await loadKernel(disk, folder);
  const { ino } = await stat(join(folder, 'linux'));
  await loadKernel(disk, folder);
  expect((await stat(join(folder, 'linux'))).ino).toBe(ino);
  await run('/usr/sbin/debugfs', ['-w', '-R', 'rm /boot/vmlinuz', disk]);
  await run('/usr/sbin/debugfs', ['-w', '-R', 'symlink /boot/vmlinuz vmlinuz-1', disk]);
  await loadKernel(disk, folder);
  expect(await readFile(join(folder, 'linux'), 'latin1')).toBe('\x7fELF one');
});

test('a disk without a link has no kernel', async () => {
  const { disk, folder } = await makeDisk((boot) => writeFile(join(boot, 'vmlinuz-7.2.7'), '\x7fELF'));
  expect(await loadKernel(disk, folder)).toBeUndefined();
});

test.each([
  ['vmlinuz-9', /leads to "vmlinuz-9", which is not there/],
  ['vmlinuz-text', /which is no program/],
  ['../etc/passwd', /which is no name of a file in \/boot/],
  ['vmlinuz 7', /which is no name/],
])('a link to %s can not be booted, and no kernel is left to be started', async (target, reason) => {
  const { disk, folder } = await makeDisk(async (boot) => {
    await writeFile(join(boot, 'vmlinuz-text'), 'not a kernel');
    await symlink(target, join(boot, 'vmlinuz'));
  });
  await expect(loadKernel(disk, folder)).rejects.toThrow(reason);
  await expect(stat(folder)).rejects.toThrow(/ENOENT/);
});
