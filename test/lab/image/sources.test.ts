import { readdir } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { archives, prepareSources } from '../../../src/lab/image/sources.ts';
import { printedErrorOf } from '../../report/printed-error.ts';
import { fakePrograms, makeFolder } from '../fake-machine.ts';

const mirror = () => Promise.resolve({ main: 'http://mirror.example/debian/', security: undefined });

async function prepare() {
  const folder = await makeFolder();
  const cache = { folder, owner: undefined, say: () => undefined };
  return { folder, printed: await printedErrorOf(() => prepareSources(cache, mirror)) };
}

test('a mirror that has moved on is named, with the version that it lacks', async () => {
  await fakePrograms({ 'apt-get': 'case "$*" in *" source "*) echo newer > ipvsadm_1.32.orig.tar.gz ;; esac' });
  const { folder, printed } = await prepare();
  expect(printed).toBe(`\
bookworm of this machine's Debian mirror has no ipvsadm 1.31
  → The lab takes this version and no other. The mirror is http://mirror.example/debian/: give this machine's apt another one, or bring the lab up without --with-sources.
`);
  expect(await readdir(folder)).toEqual([]);
});

test('an archive with other content is refused, with both digests, and is not kept', async () => {
  await fakePrograms({ 'apt-get': 'case "$*" in *" source "*) printf x > ipvsadm_1.31.orig.tar.gz ;; esac' });
  const { folder, printed } = await prepare();
  expect(printed).toBe(`\
ipvsadm_1.31.orig.tar.gz is not the archive that was expected: its SHA-256 is another one
  → Nothing was kept. Expected ${archives[0].sha256}, found 2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881: give this machine's apt another mirror than http://mirror.example/debian/, or bring the lab up without --with-sources.
`);
  expect(await readdir(folder)).toEqual([]);
});
