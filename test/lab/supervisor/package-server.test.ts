import { expect, test } from 'vitest';
import { fileAt } from '../../../src/lab/supervisor/package-server.ts';

const shares = [
  { path: '/', folder: '/debs' },
  { path: '/rpm/', folder: '/rpms' },
  { path: '/kernels/deb/', folder: '/kernels' },
];

test.each([
  ['/Packages', '/debs/Packages'],
  ['/./ipvsadm_1%3a1.31-1_amd64.deb', '/debs/ipvsadm_1:1.31-1_amd64.deb'],
  ['/rpm/repodata/repomd.xml', '/rpms/repodata/repomd.xml'],
  ['/rpm//keepalived.rpm', '/rpms/keepalived.rpm'],
  ['/kernels/deb/./Packages', '/kernels/Packages'],
])('%s is a file of the share with the longest path', (url, path) => {
  expect(fileAt(shares, url)).toBe(path);
});

test.each(['/rpm/../../etc/passwd', '/rpm/..%2f..%2fetc/passwd', '/%2e%2e/%2e%2e/etc/passwd', '/..%00', '/%'])(
  '%s leads nowhere outside',
  (url) => {
    expect(fileAt(shares, url) ?? '/debs/').toMatch(/^\/(debs|rpms)\//);
  },
);

test('where nothing is shared there is no file', () => {
  expect(fileAt([{ path: '/rpm/', folder: '/rpms' }], '/Packages')).toBeUndefined();
});
