import { describe, expect, test } from 'vitest';
import type { Host } from '../../src/inventory/host.ts';
import { Secret } from '../../src/secret.ts';
import { launchShell, sudoRefusal } from '../../src/ssh/become.ts';

describe('sudo with a password', () => {
  const begin = () => {
    const sent: string[] = [];
    const launch = launchShell(
      { method: 'sudo', password: new Secret('hunter2') },
      {
        nonce: 'cafe',
        script: 'echo script\n',
      },
    );
    if (typeof launch.stdin === 'function') {
      launch.stdin({ write: (text) => sent.push(text), end: () => sent.push('end') });
    }
    return { sent, launch };
  };

  test('has it on its standard input and never on the command line', () => {
    const { sent, launch } = begin();
    expect(launch.command).not.toContain('hunter2');
    expect(sent).toEqual(['hunter2\n']);
  });

  test('is given the script when the root shell is there, and that once', () => {
    const { sent, launch } = begin();
    for (const chunk of ['Welcome!\ncafe-re', 'ady\n', 'cafe-ready cafe-ready']) launch.onStdout(chunk);
    expect(sent).toEqual(['hunter2\n', 'cafe\necho script\n', 'end']);
  });

  test('is given nothing more when it asks again', () => {
    const { sent, launch } = begin();
    launch.onStderr('lecture\ncafe-password');
    expect(sent).toEqual(['hunter2\n']);
    launch.onStderr('Sorry, try again.\ncafe-pass');
    launch.onStderr('word');
    expect(sent).toEqual(['hunter2\n', 'end']);
  });
});

const noTerminal = 'sudo wants a terminal (requiretty), and none can be made there';

test.each([
  [null, 1, 'sudo: a password is required', 'sudo needs a password for ops and none is given'],
  ['x', 1, 'Sorry, try again.\nsudo: 3 incorrect password attempts', 'sudo refused the password of ops'],
  ['x', 1, 'ops is not in the sudoers file.', 'sudo does not let ops run sh as root'],
  [null, 1, 'sudo: sorry, you must have a tty to run sudo', noTerminal],
  [null, 127, 'sh: 1: script: not found', noTerminal],
  [null, 1, 'script: openpty failed: No such file or directory', noTerminal],
  [null, 127, 'sh: 1: sudo: not found', 'there is no sudo'],
])('with password %s, status %i and “%s” it is told: %s', (password, status, said, message) => {
  const become = { method: 'sudo', password: password === null ? null : new Secret(password) } as const;
  const host = { name: 'lb1', access: { user: 'ops', become } } as Host;
  const error = sudoRefusal(host, status, said.replace('Sorry', 'cafe-passwordSorry'), 'cafe');
  expect(error.message).toBe(`${message}\n  ${said.replaceAll('\n', '\n  ')}`);
  expect([error.place, error.hint]).toEqual(['lb1', expect.stringMatching(/\.$|ALL$|requiretty$/)]);
});
