import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { expandRoles } from '../../src/engine/expand.ts';
import type { Facts } from '../../src/facts/facts.ts';
import type { Host } from '../../src/inventory/host.ts';
import type { Role } from '../../src/playbook/playbook.ts';
import { packages } from '../../src/resources/package.ts';
import { sh, Shell } from '../../src/shell/shell.ts';
import { printedErrorOf } from '../report/printed-error.ts';
import { documentCluster } from '../verify/document-cluster.ts';
import { actionsOf, answered, brief, compare, run } from './local.ts';

const keepalived = packages({ names: ['keepalived'], facts: { packageManager: 'apt' } });

describe('a package', () => {
  it.each([
    ['installed', { stdout: 'keepalived\tii \t1:2.2.7-1+b2\n' }, 'converged'],
    ['on hold', { stdout: 'keepalived\thi \t1:2.2.7-1+b2\n' }, 'converged'],
    ['awaiting triggers', { stdout: 'keepalived\tiW \t1:2.2.7-1+b2\n' }, 'converged'],
    ['not known', { status: 1, stderr: 'no packages found' }, 'keepalived - > installed | ! install keepalived'],
    [
      'on hold, not installed',
      { stdout: 'keepalived\thn \t\n' },
      'unknown: somebody put it on hold; say "apt-mark unhold keepalived" if it may be installed',
    ],
    ['known, not installed', { stdout: 'keepalived\tun \t\n' }, 'keepalived - > installed | ! install keepalived'],
    ['removed', { stdout: 'keepalived\trc \t1:2.2.7-1\n' }, 'keepalived - > installed | ! install keepalived'],
    [
      'half configured',
      { stdout: 'keepalived\tiF \t1:2.2.7-1\n' },
      'keepalived 1:2.2.7-1, half installed > installed | ! install keepalived',
    ],
    [
      'to be installed again',
      { stdout: 'keepalived\tiiR\t1:2.2.7-1\n' },
      'keepalived 1:2.2.7-1, half installed > installed | ! install keepalived',
    ],
    [
      'no dpkg',
      { status: 127, stderr: 'sh: dpkg-query: not found\n' },
      'unknown: dpkg-query failed: sh: dpkg-query: not found',
    ],
  ])('%s', (_, output, expected) => {
    expect(brief(keepalived.compare(answered(output)))).toBe(expected);
  });

  it('is installed apart from the connection, and waits for the locks that others have', () => {
    const [action] = actionsOf(keepalived.compare(answered({ status: 1 })));
    expect(action?.detached).toBe(true);
    expect(action?.script.text).toContain(' unlocked apt-get install -y --no-install-recommends ');
    expect(action?.script.text).not.toMatch(/(?<!unlocked )(apt-get|dpkg) (install|update|--configure)/);
  });

  it('is read from this machine', () => {
    expect(brief(compare(packages({ names: ['dash', 'no-such-package'], facts: { packageManager: 'apt' } })))).toBe(
      'no-such-package - > installed | ! install dash, no-such-package',
    );
    expect(brief(compare(packages({ names: ['dash', 'coreutils'], facts: { packageManager: 'apt' } })))).toBe(
      'converged',
    );
  });
});

it('is refused on a host whose package manager is not known, with host, role and resource', async () => {
  const role: Role = {
    name: 'tools',
    resources: ({ facts }) => [packages({ names: ['ipvsadm'], facts })],
  };
  const expand = () =>
    expandRoles({ hosts: 'all', roles: [role] }, { name: 'lb1' } as Host, [documentCluster], {
      packageManager: null,
    } as Facts);
  expect(await printedErrorOf(expand)).toBe(`\
lb1 › tools › package:ipvsadm: this host has no package manager that is known
  → Use a host with apt-get, dnf or yum, or install it another way.
`);
});

describe.each(['dnf', 'yum'] as const)('a package by %s', (packageManager) => {
  const package_ = packages({ names: ['keepalived'], facts: { packageManager } });

  it.each([
    ['installed', { stdout: 'keepalived\t2.2.8-3.el9\n' }, 'converged'],
    ['installed twice, as kernels are', { stdout: 'keepalived\t2-1\nkeepalived\t2-2\n' }, 'converged'],
    [
      'not installed',
      { stdout: 'package keepalived is not installed\n' },
      'keepalived - > installed | ! install keepalived',
    ],
    [
      'with files that are gone',
      { stdout: 'keepalived\t2.2.8-3.el9\nkeepalived\tfiles missing\t\n' },
      'keepalived 2.2.8-3.el9, files missing > installed | ! install keepalived',
    ],
    [
      'a database that cannot be opened',
      {
        stdout: 'package keepalived is not installed\n',
        stderr: 'error: cannot open Packages database in /var/lib/rpm\n',
      },
      'unknown: rpm cannot tell: error: cannot open Packages database in /var/lib/rpm',
    ],
    ['no rpm', { status: 127, stderr: 'sh: rpm: not found\n' }, 'unknown: rpm cannot tell: sh: rpm: not found'],
  ])('%s', (_, output, expected) => {
    expect(brief(package_.compare(answered(output)))).toBe(expected);
  });

  it('has the id that it has on all hosts, and is installed apart from the connection', () => {
    expect(package_.id).toBe(keepalived.id);
    const [action] = actionsOf(package_.compare(answered({})));
    expect(action?.detached).toBe(true);
    expect(action?.script.text).toMatch(new RegExp(` unlocked ${packageManager} -y .*install keepalived\n`));
  });
});

describe('the scripts for dnf', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'tools-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));
  const put = (name: string, text: string) =>
    writeFileSync(join(folder, name), `#!/bin/sh\n${text}\n`, { mode: 0o755 });
  const runHere = (script: Shell) => run(sh`cd ${folder}; PATH=${folder}:$PATH; ${script}`);
  const resource = packages({ names: ['keepalived', 'ipvsadm'], facts: { packageManager: 'dnf' } });
  const install = () => actionsOf(resource.compare(answered({})))[0]?.script ?? sh`exit 9`;

  it('read which package lacks files by one rpm more for each, when one lacks any', () => {
    put(
      'rpm',
      `echo "$*" >> log
case "$*" in
  -q*) printf 'keepalived\\t2-1\\nipvsadm\\t1-1\\n' ;;
  *ipvsadm) printf 'missing   c /etc/x\\nS.5....T.    /usr/y\\nmissing     /usr/sbin/ipvsadm\\n'; exit 1 ;;
esac`,
    );
    const [reading] = resource.reads;
    const output = runHere(reading?.kind.compile(['keepalived', 'ipvsadm']) ?? sh``);
    const found = reading?.kind.parse(output, ['keepalived', 'ipvsadm']);
    expect(found?.get('keepalived')).toMatchObject({ value: { version: '2-1', trouble: null } });
    expect(found?.get('ipvsadm')).toMatchObject({ value: { version: '1-1', trouble: 'files missing' } });
    expect(readFileSync(join(folder, 'log'), 'utf8').match(/^-V/gm)).toHaveLength(3);
  });

  it('fetch new lists when it does not work without', () => {
    put('rpm', '[ "$1" != -q ] || test -e fresh');
    put('dnf', 'case "$*" in *clean*) : > fresh ;; *) test -e fresh || { echo "404" >&2; exit 1; } ;; esac');
    expect(runHere(install())).toEqual({ status: 0, stdout: 'once more, with new package lists\n', stderr: '404\n' });
  });

  it('are not content with one of several', () => {
    put('rpm', '[ "$1" != -q ] || { echo "package ipvsadm is not installed"; exit 1; }');
    put('dnf', ':');
    expect(runHere(install())).toMatchObject({
      status: 1,
      stdout: expect.stringMatching(/^package ipvsadm is not installed$/m) as string,
    });
  });

  it.each([
    [
      'etc/dnf/plugins/versionlock.list',
      'keepalived-0:2.2.8-3.el9.*',
      'keepalived is held by VERSIONLOCK: say "dnf versionlock delete keepalived" if it may change\n',
    ],
    [
      'etc/dnf/dnf.conf',
      '[main]\nexcludepkgs=kernel* keep*',
      'keepalived is held by "exclude" in CONF: take keep* out there if it may be installed\n',
    ],
    ['etc/dnf/dnf.conf', '[main]\nexclude=keepalived-libs,x', null],
  ])('say what holds a package: %s, %s', (file, content, said) => {
    put('rpm', 'exit 1');
    put('dnf', 'echo "Error: Unable to find a match" >&2; exit 1');
    mkdirSync(join(folder, dirname(file)), { recursive: true });
    writeFileSync(join(folder, file), `${content}\n`);
    const script = new Shell(install().text.replaceAll('/etc/', `${folder}/etc/`));
    const { status, stderr } = runHere(script);
    expect(status).toBe(1);
    const path = join(folder, file);
    const words = said?.replace(/VERSIONLOCK|CONF/, path);
    expect(stderr).toBe(`Error: Unable to find a match\n${words ?? 'Error: Unable to find a match\n'}`);
  });

  it('take back what came, and leave what something else needs', () => {
    const tools = (removable: boolean) => {
      put(
        'rpm',
        `case "$*" in
  *TID*%{NAME}*) printf '%s\\n' '1 bash' '7 ipvsadm' '7 keepalived' '7 libnl' '9 htop' ;;
  -qa*) printf '%s\\n' bash htop ipvsadm keepalived libnl ;;
  -q*) echo 7 ;;
esac`,
      );
      put(
        'dnf',
        `case "$*" in
  *repoquery*) printf '%s\\n' libnl bash ;;
  *) echo "\${*##*keep }"; cat keep | tr '\\n' ' '; echo; ${removable ? ':' : 'echo "The operation would result in removing the following protected packages: x" >&2; exit 1'} ;;
esac`,
      );
    };
    writeFileSync(join(folder, 'before'), 'bash\nipvsadm\n');
    const restore = resource.undo?.restore ?? sh`exit 9`;
    tools(true);
    expect(runHere(restore)).toEqual({
      status: 0,
      stdout: 'remove keepalived\nbash htop ipvsadm libnl \nremove libnl\nbash htop ipvsadm keepalived \n',
      stderr: '',
    });
    tools(false);
    expect(runHere(restore)).toMatchObject({
      status: 0,
      stdout: expect.stringMatching(/\nsomething else needs it, so it stays: keepalived\n$/) as string,
    });
  });
});
