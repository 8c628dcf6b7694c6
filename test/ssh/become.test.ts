import { expect, test } from 'vitest';
import type { Host } from '../../src/inventory/host.ts';
import { Secret } from '../../src/secret.ts';
import { launchShell, sudoRefusal } from '../../src/ssh/become.ts';

test('the password is on the standard input and never on the command line', () => {
  const { command, input } = launchShell({ method: 'sudo', password: new Secret('hunter2') }, 'cafe');
  expect(command).not.toContain('hunter2');
  expect(input).toBe('hunter2\ncafe\n');
});

test.each([
  [null, 1, 'sudo: a password is required', 'sudo needs a password for ops and none is given'],
  ['x', 1, 'Sorry, try again.\nsudo: 3 incorrect password attempts', 'sudo refused the password of ops'],
  ['x', 1, 'ops is not in the sudoers file.', 'sudo does not let ops run sh as root'],
  [null, 1, 'sudo: sorry, you must have a tty to run sudo', 'sudo wants a terminal'],
  [null, 127, 'sh: 1: sudo: not found', 'there is no sudo'],
])('with password %s, status %i and “%s” it is told: %s', (password, status, said, message) => {
  const become = { method: 'sudo', password: password === null ? null : new Secret(password) } as const;
  const host = { name: 'lb1', access: { user: 'ops', become } } as Host;
  const error = sudoRefusal(host, status, said);
  expect(error.message).toBe(`${message}\n  ${said.replaceAll('\n', '\n  ')}`);
  expect([error.place, error.hint]).toEqual(['lb1', expect.stringMatching(/\.$|ALL$|requiretty$/)]);
});
