import { describe, expect, it } from 'vitest';
import { packages } from '../../src/resources/package.ts';
import { actionsOf, answered, brief, compare } from './local.ts';

const keepalived = packages({ names: ['keepalived'] });

describe('a package', () => {
  it.each([
    ['installed', { stdout: 'keepalived\tii \t1:2.2.7-1+b2\n' }, 'converged'],
    ['on hold', { stdout: 'keepalived\thi \t1:2.2.7-1+b2\n' }, 'converged'],
    ['awaiting triggers', { stdout: 'keepalived\tiW \t1:2.2.7-1+b2\n' }, 'converged'],
    ['not known', { status: 1, stderr: 'no packages found' }, 'keepalived - > installed | ! install keepalived'],
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
    expect(brief(compare(packages({ names: ['dash', 'no-such-package'] })))).toBe(
      'no-such-package - > installed | ! install dash, no-such-package',
    );
    expect(brief(compare(packages({ names: ['dash', 'coreutils'] })))).toBe('converged');
  });
});
