import { expect, test } from 'vitest';
import { dependenciesOf, rpmOfDeb } from '../../../src/lab/image/rpm-of-deb.ts';
import { specOf } from '../../../src/lab/image/rpm.ts';

const keepalived = {
  name: 'keepalived',
  version: '1:2.2.7-1+b2',
  depends: 'init-system-helpers (>= 1.54~),libc6 (>= 2.36), libnl-3-200 (>= 3.2.7), libssl3 | libssl1.1',
  summary: 'Failover and monitoring daemon for LVS clusters',
};

test('a Debian package becomes an rpm of its version, which needs what comes with it', () => {
  expect(rpmOfDeb(keepalived, new Set(['keepalived', 'libnl-3-200']))).toMatchObject({
    name: 'keepalived',
    version: '2.2.7',
    release: '1+b2',
    requires: ['libnl-3-200'],
  });
});

test('a dash stays in neither version nor release, and a native package has a release, too', () => {
  expect(rpmOfDeb({ ...keepalived, version: '1.2-rc1-3' }, new Set())).toMatchObject({
    version: '1.2_rc1',
    release: '3',
  });
  expect(rpmOfDeb({ ...keepalived, version: '12' }, new Set())).toMatchObject({ version: '12', release: '1' });
});

test('dependencies are named without versions, architectures and alternatives left out', () => {
  expect(dependenciesOf(keepalived.depends)).toEqual([
    'init-system-helpers',
    'libc6',
    'libnl-3-200',
    'libssl3',
    'libssl1.1',
  ]);
  expect(dependenciesOf('python3:any, ,')).toEqual(['python3']);
});

test('a spec lists settings as such and folders alone, and takes no per cent sign for a macro', () => {
  const paths = [
    { path: '/etc/keepalived', isFolder: true },
    { path: '/etc/default/keepalived', isFolder: false },
    { path: '/usr/sbin/100%', isFolder: false },
  ];
  const spec = specOf({ ...rpmOfDeb({ ...keepalived, summary: '100% up' }, new Set()), paths }, '/work/content');
  expect(spec).toContain(`%files
%defattr(-,root,root,-)
%dir "/etc/keepalived"
%config(noreplace) "/etc/default/keepalived"
"/usr/sbin/100%%"
`);
  expect(spec).toContain('Summary: 100%% up\n');
});
