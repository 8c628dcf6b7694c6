import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Lab } from '../../src/lab/index.ts';
import { bootLab, lvsdeploy, tell } from './deployment.ts';

const site = 'playbooks/site.ts';
let lab: Lab;
let inventory: readonly [string, string];

beforeAll(async () => {
  lab = await bootLab('test-packages', 'pair', '--flavour', 'lb2=rpm,web1=sysv');
  inventory = ['--inventory', lab.inventoryPath];
});
afterAll(() => lvsdeploy('lab', 'down', '--name', 'test-packages'));

/** Each way to be in trouble with packages, on the host with apt and on the one with dnf. */
const directors = {
  lb1: {
    installed: "dpkg-query -W -f '${Package} ${db:Status-Abbrev}\\n' ipvsadm keepalived 2> /dev/null || true",
    repository: '/etc/apt/sources.list',
    hold: 'apt-mark hold ipvsadm',
    release: 'apt-mark unhold ipvsadm',
  },
  lb2: {
    installed: 'rpm -q ipvsadm keepalived | grep -v "not installed" || true',
    repository: '/etc/yum.repos.d/lab.repo',
    hold: 'echo excludepkgs=ipvs* >> /etc/dnf/dnf.conf',
    release: "sed -i '/^excludepkgs/d' /etc/dnf/dnf.conf",
  },
} as const;

const runOn = (host: string) => lvsdeploy('run', site, ...inventory, '--yes', '--limit', host);

// One story: each part stands on the ones before it.
describe('packages that cannot be had', () => {
  it.each([
    ['lb1', /^ +E: (?:Failed to fetch|Unable to locate package ipvsadm)/m],
    ['lb2', /^ +Error: (?:Failed to download metadata|Unable to find a match)/m],
  ] as const)('for a repository that is down, are told in the words of the tool: %s', async (host, words) => {
    const { repository, installed } = directors[host];
    await tell(lab, host, `sed -i.up 's|http://\\([^/]*\\)/|http://\\1:9/|' ${repository}`);
    const { status, stdout } = await runOn(host);
    expect(status).toBe(1);
    expect(stdout).toMatch(/^ +.*package:ipvsadm: "install ipvsadm" ended with status/m);
    expect(stdout).toMatch(words);
    expect(stdout).toMatch(/[Cc]onnect/);
    expect(await tell(lab, host, installed)).toBe('');
    await tell(lab, host, `mv ${repository}.up ${repository}`);
  });

  it('for a hold of apt, are told before anything is changed', async () => {
    await tell(lab, 'lb1', `apt-get -qq update && ${directors.lb1.hold}`);
    const { status, stdout } = await runOn('lb1');
    expect(status).toBe(1);
    expect(stdout).toContain('somebody put it on hold; say "apt-mark unhold ipvsadm" if it may be installed');
    expect(await tell(lab, 'lb1', directors.lb1.installed)).not.toMatch(/ ii/);
    await tell(lab, 'lb1', directors.lb1.release);
  });

  it('for an exclude of dnf, are told with the place where it is', async () => {
    await tell(lab, 'lb2', directors.lb2.hold);
    const { status, stdout } = await runOn('lb2');
    expect(status).toBe(1);
    expect(stdout).toContain(
      'ipvsadm is held by "exclude" in /etc/dnf/dnf.conf: take ipvs* out there if it may be installed',
    );
    expect(await tell(lab, 'lb2', directors.lb2.installed)).toBe('');
    await tell(lab, 'lb2', directors.lb2.release);
  });
});

/** Leaves little on the disk: enough for what a run keeps on a host, and less than keepalived needs with what comes with it. */
const fill = `free=$(( $(stat -f -c '%f * %S' /) ))
fallocate -l $((free - 60000000)) /fill
dd if=/dev/zero of=/fill-more bs=64k 2> /dev/null
truncate -s -3000000 /fill-more && sync`;

describe('a full disk', () => {
  it.each([
    ['lb1', 'dpkg --audit'],
    ['lb2', 'rpm -Va --nofiledigest | grep "^missing  */" || true'],
  ] as const)('is told in the words of the tool, and leaves nothing half installed: %s', async (host, audit) => {
    await tell(lab, host, fill);
    const { status, stdout } = await runOn(host);
    await tell(lab, host, 'rm /fill /fill-more');
    expect(status).toBe(1);
    expect(stdout).toMatch(/^ +.*package:\w+: "install \w+" ended with status/m);
    expect(stdout).toMatch(/ space/);
    expect(await tell(lab, host, audit)).toBe('');
  });
});

/** First the lock of rpm, then that of dnf, each until a job says that it waits for it. */
const locks = `cat > /root/hold << 'END'
waited() { until [ "$(cat /var/lib/lvsdeploy/jobs/*/log 2> /dev/null | grep -c '^lvsdeploy-wait')" = "$1" ]; do sleep 0.2; done; }
perl -MFcntl -e 'open F, ">>", "/var/lib/rpm/.rpm.lock"; my $lock = pack "s s x28", F_WRLCK, 0; fcntl F, F_SETLK, $lock or die; sleep 600' &
waited 1
echo $$ > /var/lib/dnf/rpmdb_lock.pid
kill $!
waited 2
rm -f /var/lib/dnf/rpmdb_lock.pid
END
setsid sh /root/hold > /dev/null 2>&1 < /dev/null &
until grep -q "$(printf ':%s 0 EOF' "$(stat -c %i /var/lib/rpm/.rpm.lock)")" /proc/locks; do sleep 0.1; done`;

describe('a cluster of mixed hosts', () => {
  it('is deployed by one run once the causes are gone, which says who has the locks of rpm and dnf', async () => {
    await tell(lab, 'lb2', locks);
    const { status, stdout, stderr } = await lvsdeploy('run', site, ...inventory, '--yes');
    expect(`${String(status)} ${status === 0 ? '' : stdout + stderr}`).toBe('0 ');
    expect(stdout).toMatch(
      /^lb2 {2}package:ipvsadm: The rpm database is locked by process \d+ \(perl\); trying again until \d\d:\d\d:\d\d$/m,
    );
    expect(stdout).toMatch(/^lb2 {2}package:ipvsadm: .*already locked by \d+.*; trying again until \d\d:\d\d:\d\d$/m);
  });

  it('is verified, and not changed by a second run', async () => {
    const { status, stdout, stderr } = await lvsdeploy('verify', ...inventory);
    expect(`${String(status)} ${status === 0 ? '' : stdout + stderr}`).toBe('0 ');
    expect((await lvsdeploy('plan', site, ...inventory)).status).toBe(0);
  });

  it('says that the database of rpm cannot be read, and takes no package for missing', async () => {
    await tell(
      lab,
      'lb2',
      'mv /var/lib/rpm /var/lib/rpm.away && mkdir /var/lib/rpm && echo broken > /var/lib/rpm/rpmdb.sqlite',
    );
    const { stdout } = await lvsdeploy('plan', site, ...inventory, '--limit', 'lb2');
    expect(stdout).toMatch(/! package:ipvsadm .*rpm cannot tell: error: /);
    expect(stdout).not.toContain('+ package:ipvsadm');
    await tell(lab, 'lb2', 'rm -r /var/lib/rpm && mv /var/lib/rpm.away /var/lib/rpm');
  });

  it('installs a package again that lacks files', async () => {
    await tell(lab, 'lb2', 'rm /usr/sbin/ipvsadm /sbin/ipvsadm 2> /dev/null; ! command -v ipvsadm');
    const { status, stdout, stderr } = await runOn('lb2');
    expect(`${String(status)} ${status === 0 ? '' : stdout + stderr}`).toBe('0 ');
    expect(stdout).toMatch(/~ package:ipvsadm {2}ipvsadm \S+, files missing → installed/);
    expect(await tell(lab, 'lb2', 'command -v ipvsadm')).toMatch(/ipvsadm$/);
  });
});
