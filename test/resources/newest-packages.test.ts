import { describe, expect, it } from 'vitest';
import { newestPackages } from '../../src/resources/newest-packages.ts';
import { actionsOf, answered, brief } from './local.ts';

describe('the newest packages of apt', () => {
  const kernel = newestPackages({ names: ['linux-image-amd64', 'linux-headers-amd64'], manager: 'apt' });
  const simulated = `Reading package lists...
The following NEW packages will be installed:
  linux-image-6.1.0-18-amd64
Inst linux-image-6.1.0-18-amd64 (6.1.76-1 Debian:12.5/stable [amd64])
Inst linux-image-amd64 [6.1.69-1] (6.1.76-1 Debian:12.5/stable [amd64])
Conf linux-image-amd64 (6.1.76-1 Debian:12.5/stable [amd64])
`;

  it.each([
    [
      'newer ones',
      { stdout: `${simulated}status 0 held \n` },
      'linux-image-6.1.0-18-amd64 - > 6.1.76-1 | linux-image-amd64 6.1.69-1 > 6.1.76-1 | ! upgrade linux-image-amd64, linux-headers-amd64',
    ],
    ['none newer', { stdout: 'linux-image-amd64 is already the newest version\nstatus 0 held \n' }, 'converged'],
    ['on hold and none newer', { stdout: 'nothing to do\nstatus 0 held linux-image-amd64 \n' }, 'converged'],
    [
      'on hold',
      { stdout: `${simulated}status 0 held linux-image-amd64 \n` },
      'unknown: somebody holds linux-image-amd64 back; say "apt-mark unhold linux-image-amd64" if it may be upgraded',
    ],
    [
      'a name that no repository has',
      { stdout: 'status 100 held \n', stderr: 'E: Unable to locate package linux-image-amd64\n' },
      'unknown: apt-get does not say: E: Unable to locate package linux-image-amd64',
    ],
    [
      'a repository that is down',
      { status: 1, stderr: 'Err:1 http://192.0.2.1 ./ Packages\n' },
      'unknown: apt-get does not say: Err:1 http://192.0.2.1 ./ Packages',
    ],
  ])('%s', (_, output, expected) => {
    expect(brief(kernel.compare(answered(output)))).toBe(expected);
  });

  it('are installed apart from the connection, after the lists were fetched', () => {
    const [action] = actionsOf(kernel.compare(answered({ stdout: `${simulated}status 0 held \n` })));
    expect(action?.detached).toBe(true);
    expect(action?.script.text).toMatch(/unlocked apt-get update[^]*unlocked apt-get install -y .* linux-image-amd64/);
  });
});

describe.each(['dnf', 'yum'] as const)('the newest packages of %s', (manager) => {
  const kernel = newestPackages({ names: ['kernel', 'kernel-devel', 'kernel-headers'], manager });
  const installed = `kernel\t5.14.0-427.el9
kernel\t5.14.0-70.el9
kernel-headers\t5.14.0-427.el9
`;

  it.each([
    [
      'newer ones, and one that is missing',
      `${installed}
kernel.x86_64                5.14.0-503.el9              baseos
kernel-headers.x86_64
                             1:5.14.0-503.el9            appstream
Obsoleting Packages
kernel-headers.x86_64        9-1                         other
status 100
`,
      'kernel 5.14.0-427.el9 > 5.14.0-503.el9 | kernel-devel - > newest | kernel-headers 5.14.0-427.el9 > 5.14.0-503.el9 | ! upgrade kernel, kernel-devel, kernel-headers',
    ],
    ['none newer', `${installed}kernel-devel\t5.14.0-427.el9\n\nstatus 0\n`, 'converged'],
    ['trouble', `${installed}\nstatus 1\n`, `unknown: ${manager} does not say: no route`],
  ])('%s', (_, stdout, expected) => {
    expect(brief(kernel.compare(answered({ stdout, stderr: 'no route' })))).toBe(expected);
  });
});
