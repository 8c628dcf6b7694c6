import { describe, expect, it } from 'vitest';
import { ipvsadm } from '../../roles/ipvsadm/role.ts';
import { keepalived } from '../../roles/keepalived/role.ts';
import { refuseImpossibleOrder } from '../../src/engine/assess.ts';
import type { Facts } from '../../src/facts/facts.ts';
import type { Archive, Program, ProgramSource } from '../../src/inventory/host.ts';
import type { Role, RoleContext } from '../../src/playbook/playbook.ts';
import { actionsOf, answered, brief } from '../resources/local.ts';
import { contextOf, documentCluster } from './document-cluster.ts';
import { idsOf, resourceOf, written } from './written.ts';

const archive: Archive = { name: 'k.tar.gz', url: 'http://h/k.tar.gz', sha256: 'a'.repeat(64), file: null };
const redhat: Partial<Facts> = {
  family: 'redhat',
  packageManager: 'dnf',
};

/** A director that builds a program. */
function building(
  program: Program,
  more: Partial<ProgramSource & { readonly kind: 'build' }> = {},
  facts: Partial<Facts> = {},
): RoleContext {
  const context = contextOf(documentCluster, 'lb1', facts);
  const source: ProgramSource = { kind: 'build', version: '2.3.4', archive, flags: [], ...more };
  return { ...context, host: { ...context.host, sources: { ...context.host.sources, [program]: source } } };
}

function scriptOf(role: Role, context: RoleContext, id: string): string {
  return actionsOf(resourceOf(role, context, id).compare(answered({ stdout: `build ${id.replace(/.*:/, '')}\n` })))
    .map(({ script }) => script.text)
    .join('\n');
}

describe('what a build wants', () => {
  const debian = 'package:gcc+libc6-dev+make+pkg-config+libssl-dev+libnl-3-dev+libnl-genl-3-dev';
  const build = [
    'archive:/var/lib/lvsdeploy/archives/k.tar.gz',
    'build:keepalived',
    'package:keepalived',
    'installed:keepalived',
    'directory:/etc/keepalived',
    'symlink:/usr/sbin/keepalived',
  ];
  const rest = [
    'file:/etc/keepalived/switch-over',
    'directory:/etc/keepalived/drain',
    'file:/etc/keepalived/drain/web1',
    'file:/etc/keepalived/drain/web2',
    'file:/etc/keepalived/keepalived.conf',
    'enabled:keepalived',
    'service:keepalived',
    'command:keepalived runs as installed',
    'handler:reload-keepalived',
    'command:no other drain files',
  ];
  const unit = ['file:/etc/systemd/system/keepalived.service', 'handler:reload-units'];

  it.each<readonly [string, Partial<Facts>, readonly string[]]>([
    ['on Debian', {}, [debian, ...build, ...unit, ...rest]],
    ['under SysV init', { init: 'sysv' }, [debian, ...build, 'file:/etc/init.d/keepalived', ...rest]],
    [
      'in the Red Hat family',
      redhat,
      ['package:gcc+make+pkgconf-pkg-config+openssl-devel+libnl3-devel', ...build, ...unit, ...rest],
    ],
    [
      'on an old Red Hat',
      { ...redhat, packageManager: 'yum' },
      ['package:gcc+make+pkgconfig+openssl-devel+libnl3-devel', ...build, ...unit, ...rest],
    ],
  ])('%s', (_, facts, ids) => {
    const context = building('keepalived', {}, facts);
    expect(idsOf(keepalived(), context)).toEqual(ids);
    const tasks = keepalived()
      .resources(context)
      .map((resource) => ({ role: 'keepalived', resource }));
    expect(() => refuseImpossibleOrder('lb1', tasks)).not.toThrow();
  });

  it('is an unpacker, too, of an archive that needs one', () => {
    const source = { archive: { ...archive, name: 'ipvsadm-1.31.tar.xz' }, version: '1.31' };
    expect(idsOf(ipvsadm(), building('ipvsadm', source))[0]).toMatch(/\+xz-utils$/);
    expect(idsOf(ipvsadm(), building('ipvsadm', source, redhat))[0]).toMatch(/\+xz$/);
  });

  it('keeps the package until the build is ready, and its service running', () => {
    const gone = resourceOf(keepalived(), building('keepalived'), 'package:keepalived');
    const found = gone.compare(answered({ stdout: 'keepalived\tii \t1:2.2.7-1\n' }));
    expect(brief(found)).toBe(
      'replaced by the build 1:2.2.7-1 > - | ! remove the package keepalived, its service running on',
    );
    const [action] = actionsOf(found);
    expect(action?.script.text).toMatch(/rm -f "\$prerm"\nunlocked dpkg --remove keepalived/);
    expect(brief(gone.compare(answered({ status: 1 })))).toBe('converged');

    const rpm = resourceOf(keepalived(), building('keepalived', {}, redhat), 'package:keepalived');
    const [erase] = actionsOf(rpm.compare(answered({ stdout: 'keepalived\t2.2.4-6.el9\n' })));
    expect(erase?.script.text).toContain('unlocked rpm -e --noscripts keepalived');
  });
});

describe('how it is built', () => {
  it('keepalived with the prefix of the document, its configuration in /etc, and the flags that were chosen', () => {
    const script = scriptOf(
      keepalived(),
      building('keepalived', { flags: ['--enable-bfd', 'CFLAGS=-O1 -g'] }),
      'build:keepalived',
    );
    expect(script).toContain(
      "./configure --prefix=/usr/local/keepalived --sysconfdir=/etc --with-init=SYSV --enable-bfd '\\''CFLAGS=-O1 -g'\\''",
    );
  });

  it('ipvsadm by one job at a time, into /usr/sbin, without the init script that would empty the table', () => {
    const script = scriptOf(ipvsadm(), building('ipvsadm', { version: '1.31' }), 'build:ipvsadm');
    expect(script).toContain('\nmake -j1');
    expect(script).toContain('install BUILD_ROOT="$DESTDIR" SBIN="$DESTDIR/usr/sbin"');
    expect(script).toContain('INIT="$PWD/unused"');
  });

  it.each<readonly [string, Partial<ProgramSource & { readonly kind: 'build' }>]>([
    ['another version', { version: '2.3.3' }],
    ['another archive', { archive: { ...archive, sha256: 'b'.repeat(64) } }],
    ['another flag', { flags: ['--enable-json'] }],
  ])('anew for %s, and not for the same', (_, other) => {
    const stampIn = (context: RoleContext) =>
      /[\da-f]{64} 2\.3\.[34][^']*/.exec(scriptOf(keepalived(), context, 'installed:keepalived'))?.[0];
    const stamp = stampIn(building('keepalived'));
    expect(stampIn(building('keepalived'))).toBe(stamp);
    expect(stampIn(building('keepalived', other))).not.toBe(stamp);
    const moved = { archive: { ...archive, url: 'http://elsewhere/k.tar.gz', file: '/here/k.tar.gz' } };
    expect(stampIn(building('keepalived', moved))).toBe(stamp);
  });
});

describe('the kernel that ipvsadm 1.24 is built for', () => {
  const old = { version: '1.24' };
  const facts = { ...redhat, kernel: '2.6.18-398.el5', architecture: 'x86_64' };
  const link = resourceOf(ipvsadm(), building('ipvsadm', old, facts), 'symlink:/usr/src/linux');
  const place = '/usr/src/kernels/2.6.18-398.el5-x86_64';

  it.each([
    ['linked', `place ${place}\n`, `target - > ${place} | ! link /usr/src/linux to ${place}`],
    [
      'linked anew',
      `target /usr/src/linux-2.4\nplace ${place}\n`,
      `target /usr/src/linux-2.4 > ${place} | ! link /usr/src/linux to ${place}`,
    ],
    ['as linked', `target ${place}\nplace ${place}\n`, 'converged'],
    ['in the way', `target no link\nplace ${place}\n`, 'unknown: /usr/src/linux is there, and is no symbolic link'],
  ])('%s', (_, stdout, expected) => {
    expect(brief(link.compare(answered({ stdout })))).toBe(expected);
  });

  it('is refused where its sources are of a kernel without the old interface', () => {
    expect(brief(link.compare(answered({})))).toMatch(
      /^unknown: ipvsadm before 1\.25 cannot be built for the kernel 2\.6\.18-398\.el5: none of \/usr\/src\/kernels\/2\.6\.18-398\.el5-x86_64, .* has the old interface of IPVS/,
    );
  });

  it('is of no interest for a later one', () => {
    expect(idsOf(ipvsadm(), building('ipvsadm', { version: '1.31' }))).not.toContain('symlink:/usr/src/linux');
    expect(idsOf(ipvsadm(), building('ipvsadm', { version: '1.25' }))).not.toContain('symlink:/usr/src/linux');
  });
});

describe('the service of a build', () => {
  it.each([
    ['keepalived.service', {}, '/etc/systemd/system/keepalived.service', '644'],
    ['keepalived.init', { init: 'sysv' }, '/etc/init.d/keepalived', '755'],
  ] as const)('%s', async (golden, facts, path, mode) => {
    const file = written(keepalived(), building('keepalived', {}, facts), path);
    expect(file.mode).toBe(mode);
    await expect(file.content).toMatchFileSnapshot(`golden/${golden}`);
  });
});
