import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { parseDocument } from 'yaml';
import type { Lab } from '../../../src/lab/index.ts';
import { bootLab, lvsdeploy, readEvents, startProbe, tell } from '../deployment.ts';
import { lvsdeployWithin } from '../program.ts';
import { snapshots } from '../snapshot.ts';

const site = 'playbooks/site.ts';
const directors = ['lb1', 'lb2'];
/** Two builds of keepalived, one after the other, on kernels that are a few times slower than this machine's own. */
const minutes = 20;
let lab: Lab;
let untouched: ReadonlyMap<string, string>;
let fromPackages: string;
let fromSource: string;

beforeAll(async () => {
  lab = await bootLab('test-builds', 'pair', '--with-sources');
  untouched = await snapshots(lab);
  fromPackages = lab.inventoryPath;
  const inventory = parseDocument(readFileSync(fromPackages, 'utf8'));
  inventory.set('archives', 'sources');
  inventory.setIn(['defaults', 'ipvsadm'], 'build');
  inventory.setIn(['defaults', 'keepalived'], { source: 'build', version: '2.3.4' });
  fromSource = join(lab.runFolder, 'from-source.yaml');
  writeFileSync(fromSource, String(inventory));
}, minutes * 60_000);
afterAll(() => lvsdeploy('lab', 'down', '--name', 'test-builds'));

async function run(inventory: string): Promise<string> {
  const { status, stdout, stderr } = await lvsdeployWithin(minutes, 'run', site, '-i', inventory, '--yes', '--json');
  expect(`${String(status)} ${status === 0 ? '' : stdout + stderr}`).toBe('0 ');
  return stdout;
}

async function tearDown(inventory: string): Promise<void> {
  const { status, stdout } = await lvsdeploy('run', 'playbooks/teardown.ts', '-i', inventory, '--yes');
  expect(`${String(status)} ${status === 0 ? '' : stdout}`).toBe('0 ');
  const after = await snapshots(lab);
  for (const { name } of lab.hosts) expect(after.get(name)).toBe(untouched.get(name));
}

async function expectVerified(inventory: string): Promise<void> {
  const { status, stdout } = await lvsdeploy('verify', '-i', inventory);
  expect(`${String(status)} ${status === 0 ? '' : stdout}`).toBe('0 ');
}

const changedOn = (host: string, stdout: string) =>
  readEvents(stdout).flatMap(({ type, host: on, resource = '' }) =>
    type === 'task-done' && on === host ? [resource.replace(/:.*\+.*/, ':…')] : [],
  );

const versions = `keepalived -v 2>&1 | sed -n 's/^Keepalived v\\([^ ]*\\) .*/\\1/p'
ipvsadm -v | sed -n 's/^ipvsadm v\\([^ ]*\\) .*/\\1/p'
readlink /proc/$(cat /run/keepalived.pid)/exe
dpkg-query -W -f '\${Package} \${db:Status-Status}\\n' keepalived ipvsadm 2> /dev/null || true`;

// One story: each part stands on the ones before it.
describe('a pair whose directors take ipvsadm and keepalived from source', () => {
  it(
    'changes from packages to builds while it serves, one director after the other, each restarted once',
    async () => {
      await run(fromPackages);
      const probe = await startProbe(lab, 'http://192.168.1.229/');
      const stdout = await run(fromSource);
      const { answered, failed } = await probe.stop();
      for (const host of directors) {
        expect(changedOn(host, stdout)).toEqual([
          'package:…',
          'archive:/var/lib/lvsdeploy/archives/ipvsadm_1.31.orig.tar.gz',
          'build:ipvsadm',
          'package:ipvsadm',
          'installed:ipvsadm',
          'package:…',
          'archive:/var/lib/lvsdeploy/archives/keepalived_2.3.4.orig.tar.gz',
          'build:keepalived',
          'package:keepalived',
          'installed:keepalived',
          'symlink:/usr/sbin/keepalived',
          'file:/etc/systemd/system/keepalived.service',
          'handler:reload-units',
          'command:keepalived runs as installed',
        ]);
        expect(await tell(lab, host, versions)).toBe(
          '2.3.4\n1.31\n/usr/local/keepalived/sbin/keepalived\nipvsadm config-files\nkeepalived config-files',
        );
      }
      expect(answered).toBeGreaterThan(100);
      // A request may wait five seconds: no restart takes longer, and a build takes minutes.
      expect(failed).toBe(0);
      await expectVerified(fromSource);
    },
    minutes * 60_000,
  );

  it('builds nothing and changes nothing in a second run, in two round trips a host', async () => {
    const ends = readEvents(await run(fromSource)).filter(({ type }) => type === 'host-done');
    expect(ends.map(({ host }) => host).sort()).toEqual(['lb1', 'lb2', 'web1', 'web2']);
    for (const { changed, roundTrips } of ends) {
      expect(changed).toBe(0);
      expect(roundTrips).toBeLessThanOrEqual(2);
    }
  });

  it('serves again by what was built after all hosts rebooted', async () => {
    await lab.reboot();
    await vi.waitFor(() => expectVerified(fromSource), { timeout: 60_000, interval: 1000 });
  });

  it('goes back to packages, which the running programs are then, with nothing of the builds left', async () => {
    await run(fromPackages);
    for (const host of directors) {
      expect(await tell(lab, host, versions)).toMatch(
        /^2\.2\.\d+\n1\.31\n\/usr\/sbin\/keepalived\nipvsadm installed\nkeepalived installed$/,
      );
      expect(await tell(lab, host, 'ls -A /usr/local/keepalived /var/lib/lvsdeploy/builds 2> /dev/null; true')).toBe(
        '',
      );
    }
    await expectVerified(fromPackages);
    expect((await lvsdeploy('plan', site, '-i', fromPackages)).status).toBe(0);
  });

  it(
    'is built on bare hosts as well, and leaves them as they were before',
    async () => {
      await tearDown(fromPackages);
      await run(fromSource);
      await expectVerified(fromSource);
      await tearDown(fromSource);
    },
    minutes * 60_000,
  );
});
