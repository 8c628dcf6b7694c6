import { execFileSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { applyHost, readHost } from '../../src/engine/apply-host.ts';
import { ActionFailed } from '../../src/engine/errors.ts';
import { manifestSnippet, parseManifest } from '../../src/engine/manifest.ts';
import { removalTasks } from '../../src/engine/removal.ts';
import type { Task } from '../../src/engine/plan.ts';
import { archive } from '../../src/resources/archive.ts';
import type { Comparison, Resource } from '../../src/resources/resource.ts';
import { sourceBuild } from '../../src/resources/source-build.ts';
import type { Session } from '../../src/shell/session.ts';
import { sh } from '../../src/shell/shell.ts';
import { openSession } from '../../src/ssh/session.ts';
import { ssh2Transport } from '../../src/ssh/ssh2-transport.ts';
import { brief } from '../resources/local.ts';
import { startSshd, type Sshd } from './sshd.ts';

let sshd: Sshd;
let session: Session;
let web: Server;
let folder: string;
/** Names of the files that were asked for. */
let asked: string[] = [];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'lvsdeploy-archives-'));
  const own = { '/var/lib/lvsdeploy': '40m', '/var/cache/lvsdeploy': '40m', '/opt/lvsdeploy-test': '2m' };
  sshd = await startSshd({ own });
  session = await openSession(ssh2Transport(), sshd.host());
  web = createServer(({ url = '/' }, response) => {
    asked.push(url.slice(1));
    try {
      response.end(readFileSync(join(folder, url)));
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise<void>((resolve) => web.listen(0, '127.0.0.1', resolve));
});
afterAll(async () => {
  session.close();
  web.close();
  await sshd.stop();
  rmSync(folder, { recursive: true });
});
beforeEach(() => {
  asked = [];
});

interface Project {
  readonly version: string;
  readonly make?: string;
  /** Bytes of the archive that say nothing. */
  readonly ballast?: number;
  readonly extra?: string;
}

/** Makes the archive of a program with a configure script and a Makefile, which says who it is and by whom it was built. */
function makeArchive({ version, make = '', ballast = 0, extra = '' }: Project): { name: string; sha256: string } {
  const source = join(folder, `hello-${version}`);
  mkdirSync(source, { recursive: true });
  writeFileSync(join(source, 'ballast'), randomBytes(ballast));
  writeFileSync(join(source, 'configure'), '#!/bin/sh\necho "configured with $*"\necho "flags = $*" > config.mk\n');
  chmodSync(join(source, 'configure'), 0o755);
  writeFileSync(
    join(source, 'Makefile'),
    `include config.mk
all:
	${make || 'true'}
	printf '#!/bin/sh\\necho hello ${version} $(flags) by %s\\n' "$$(id -un)" > hello
	chmod 755 hello
install: all
	mkdir -p $(DESTDIR)/opt/lvsdeploy-test/new/bin
	cp hello $(DESTDIR)/opt/lvsdeploy-test/new/bin/hello
	ln -sf hello $(DESTDIR)/opt/lvsdeploy-test/new/bin/hi
	${extra || 'true'}
`,
  );
  const name = `hello-${version}.tar.gz`;
  execFileSync('tar', ['-C', folder, '-czf', join(folder, name), `hello-${version}`]);
  rmSync(source, { recursive: true });
  return {
    name,
    sha256: createHash('sha256')
      .update(readFileSync(join(folder, name)))
      .digest('hex'),
  };
}

interface Wanted {
  readonly version: string;
  readonly flags?: readonly string[];
  readonly isSent?: boolean;
}

function helloOf({ name, sha256 }: { name: string; sha256: string }, wanted: Wanted): readonly Resource[] {
  const { version, flags = [], isSent = false } = wanted;
  const path = `/var/lib/lvsdeploy/archives/${name}`;
  const { port } = web.address() as AddressInfo;
  return [
    archive({ path, sha256, url: `http://127.0.0.1:${port}/${name}`, file: isSent ? join(folder, name) : null }),
    ...sourceBuild({
      name: 'hello',
      version,
      flags,
      sha256,
      archive: path,
      configure: sh`./configure ${flags}`,
      make: sh`make`,
      install: sh`make install DESTDIR="$DESTDIR"`,
    }),
  ];
}

async function apply(resources: readonly Resource[]): Promise<{ planned: readonly string[]; changed: number }> {
  const tasks = resources.map((resource): Task => ({ role: 'hello', resource }));
  const state = await readHost(session, tasks);
  const planned = state.map(({ planned: one }) => (one.state === 'pending' ? 'pending' : brief(one as Comparison)));
  return { planned, changed: await applyHost({ ...turn(), tasks }, state) };
}

function turn() {
  const nowhere = () => Promise.reject(new Error('nowhere'));
  return { play: 'play', session, emit: () => undefined, pause, reconnect: nowhere, peer: nowhere };
}

async function failureOf(run: Promise<unknown>): Promise<ActionFailed> {
  const error: unknown = await run.catch((thrown: unknown) => thrown);
  if (!(error instanceof ActionFailed)) throw error;
  return error;
}

async function say(script: string): Promise<string> {
  const [result] = await session.run([{ name: 'say', script: sh`sh -c ${script}` }]);
  return `${result?.stdout ?? ''}${result?.stderr ?? ''}`.trim();
}

const program = '/opt/lvsdeploy-test/new/bin/hello';

// One story: each part stands on the ones before it.
describe('a program built from source', () => {
  let first: { name: string; sha256: string };

  it('is downloaded, built as nobody, and installed as root', async () => {
    first = makeArchive({ version: '1.0', extra: 'echo old > $(DESTDIR)/opt/lvsdeploy-test/new/old' });
    await say(`mkdir -p /opt/lvsdeploy-test/new/bin; echo theirs > ${program}`);
    const { planned } = await apply(helloOf(first, { version: '1.0' }));
    expect(planned.slice(1)).toEqual([
      'version - > 1.0 | ! build hello 1.0',
      'version - > 1.0 | ! install the build of hello 1.0',
    ]);
    expect(asked).toEqual([first.name]);
    expect(await say(program)).toBe('hello 1.0 by nobody');
    expect(await say(`stat -c '%U %a' ${program}; readlink /opt/lvsdeploy-test/new/bin/hi`)).toBe('root 755\nhello');
    expect(await say('cat /var/lib/lvsdeploy/builds/hello/log')).toContain('lvsdeploy: make install\n');
    expect(await say('ls /var/cache/lvsdeploy /var/lib/lvsdeploy/jobs')).not.toContain('hello');
  });

  it('is not built again', async () => {
    expect(await apply(helloOf(first, { version: '1.0' }))).toEqual({
      planned: ['converged', 'converged', 'converged'],
      changed: 0,
    });
    expect(asked).toEqual([]);
  });

  it('is built anew with another flag, from the archive that is there', async () => {
    const { planned } = await apply(helloOf(first, { version: '1.0', flags: ['--fast'] }));
    expect(planned).toEqual([
      'converged',
      'version 1.0 > 1.0 --fast | ! build hello 1.0 --fast',
      'version 1.0 > 1.0 --fast | ! install the build of hello 1.0 --fast',
    ]);
    expect(asked).toEqual([]);
    expect(await say(program)).toBe('hello 1.0 --fast by nobody');
  });

  it('is built anew when another hand has changed what was installed', async () => {
    await say(`echo >> ${program}`);
    const { planned } = await apply(helloOf(first, { version: '1.0', flags: ['--fast'] }));
    expect(planned[2]).toBe('its files changed or missing > as built | ! install the build of hello 1.0 --fast');
    expect((await apply(helloOf(first, { version: '1.0', flags: ['--fast'] }))).changed).toBe(0);
  });

  it('stays as it was when an archive is not the one that was expected, of which nothing is unpacked', async () => {
    const { name, sha256 } = makeArchive({ version: '1.1' });
    writeFileSync(join(folder, name), `${readFileSync(join(folder, name), 'latin1')}x`, 'latin1');
    const found = createHash('sha256')
      .update(readFileSync(join(folder, name)))
      .digest('hex');
    for (const isSent of [false, true]) {
      const error = await failureOf(apply(helloOf({ name, sha256 }, { version: '1.1', isSent })));
      expect(error.place).toBe(`lb1 › hello › archive:/var/lib/lvsdeploy/archives/${name}`);
      expect(error.message).toContain(`${name} is not the archive that was expected`);
      expect(error.message).toContain(`expected SHA-256 ${sha256}\nfound    SHA-256 ${found} (`);
      expect(await say(`ls /var/lib/lvsdeploy/archives`)).toBe(first.name);
    }
    expect(await say(program)).toBe('hello 1.0 --fast by nobody');
  });

  it('stays as it was when the archive is not to be had, and says from where and what else to do', async () => {
    const error = await failureOf(apply(helloOf({ name: 'gone.tar.gz', sha256: first.sha256 }, { version: '1.1' })));
    expect(error.message).toMatch(/404[^]*gone\.tar\.gz could not be downloaded by this host[^]*lvsdeploy fetch/);
  });

  it('stays as it was when the build fails, whose last lines are shown and whose log is kept', async () => {
    const broken = makeArchive({ version: '1.2', make: 'echo no such header >&2; exit 3' });
    const error = await failureOf(apply(helloOf(broken, { version: '1.2' })));
    expect(error.message).toMatch(
      /^"build hello 1\.2" ended with status 1:\n[^]*no such header\n[^]*make failed with status 2\n/,
    );
    expect(error.message).toContain('Its whole log is /var/lib/lvsdeploy/builds/hello/log on the host');
    expect(await say('cat /var/lib/lvsdeploy/builds/hello/log')).toContain('no such header');
    expect(await say(program)).toBe('hello 1.0 --fast by nobody');
  });

  it('is installed by the next run once the cause of a failure is gone: a full disk changed nothing', async () => {
    const large = makeArchive({
      version: '2.0',
      extra: 'head -c 1000000 /dev/zero > $(DESTDIR)/opt/lvsdeploy-test/new/large',
    });
    await say('head -c 1500000 /dev/zero > /opt/lvsdeploy-test/filler');
    const error = await failureOf(apply(helloOf(large, { version: '2.0' })));
    expect(error.message).toMatch(/^"install the build of hello 2\.0" ended with status 1:\n.*No space left on device/);
    expect(await say(program)).toBe('hello 1.0 --fast by nobody');
    expect(await say('ls -A /opt/lvsdeploy-test/new /opt/lvsdeploy-test/new/bin')).not.toContain('.lvsdeploy');

    await say('rm /opt/lvsdeploy-test/filler');
    const { planned } = await apply(helloOf(large, { version: '2.0' }));
    expect(planned.slice(1)).toEqual(['converged', 'version 1.0 --fast > 2.0 | ! install the build of hello 2.0']);
    expect(await say(program)).toBe('hello 2.0 by nobody');
    expect(await say('ls /opt/lvsdeploy-test/new')).toBe('bin\nlarge');
  });

  it('is built of an archive of 2 MB that is sent, and not downloaded', async () => {
    const heavy = makeArchive({ version: '3.0', ballast: 2_000_000 });
    const { planned } = await apply(helloOf(heavy, { version: '3.0', isSent: true }));
    expect(planned[0]).toContain(`! send ${join(folder, heavy.name)}`);
    expect(asked).toEqual([]);
    expect(await say(program)).toBe('hello 3.0 by nobody');
    expect((await apply(helloOf(heavy, { version: '3.0', isSent: true }))).changed).toBe(0);
  });

  it('leaves what was there before it when it leaves the model', async () => {
    const [manifest] = await session.run([manifestSnippet]);
    const scope = { wanted: new Set<string>(), roles: null, discardChanges: false };
    const tasks = removalTasks(parseManifest(manifest?.stdout ?? ''), scope);
    await applyHost({ ...turn(), tasks }, await readHost(session, tasks));
    expect(await say(`cat ${program}; find /opt/lvsdeploy-test ! -type d`)).toBe(`theirs\n${program}`);
    expect(await say('find /var/lib/lvsdeploy ! -path "*/jobs/*" ! -type d')).toBe('');
  });
});
