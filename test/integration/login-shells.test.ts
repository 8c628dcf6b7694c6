import { existsSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Secret } from '../../src/secret.ts';
import { openSession } from '../../src/ssh/session.ts';
import { ssh2Transport } from '../../src/ssh/ssh2-transport.ts';
import { sh } from '../../src/shell/shell.ts';
import { startSshd, type Sshd } from './sshd.ts';

/** Shells that are not POSIX in their ways, with the file that each reads first. */
const shells = [
  ['/usr/bin/tcsh', '.cshrc', 'echo "Welcome to csh"; umask 077; set path = (~/bin /usr/bin /bin)'],
  ['/usr/bin/fish', '.config/fish/config.fish', 'echo "Welcome to fish"; umask 077; set -x PATH ~/bin /usr/bin /bin'],
  ['/usr/bin/zsh', '.zshenv', 'echo "Welcome to zsh"; umask 077; PATH=~/bin:/usr/bin:/bin; setopt noclobber'],
  ['/bin/dash', '.profile', ''],
] as const;

// Like a sudo that asks, and may want a terminal: it prompts, reads a line and becomes what it is told.
const stubSudo = `#!/bin/sh
if [ -s "$HOME/requiretty" ] && ! ( : < /dev/tty ) 2> /dev/null; then
  echo 'sudo: sorry, you must have a tty to run sudo' >&2; exit 1
fi
while [ "$1" != -- ]; do [ "$1" = -p ] && prompt=$2; shift; done
shift
[ -z "$prompt" ] || { printf 'We trust you have received the usual lecture.\\n%s' "$prompt" >&2; IFS= read -r password; }
BECAME=root exec "$@"
`;

describe.each(shells)('with the login shell %s', (shell, rcFile, rc) => {
  let sshd: Sshd;

  beforeAll(async () => {
    if (!existsSync(shell)) throw new Error(`${shell} is missing: scripts/test installs it`);
    // What sshd does with a login shell: the command as one argument after -c.
    sshd = await startSshd({ config: [`ForceCommand exec ${shell} -c "$SSH_ORIGINAL_COMMAND"`] });
    sshd.file('bin/sudo', stubSudo, 0o755);
    sshd.file(rcFile, `${rc}\n`);
  });
  afterAll(() => sshd.stop());

  const free = { method: 'sudo', password: null } as const;
  const asked = { method: 'sudo', password: new Secret('it\'s "$HOME"') } as const;

  test.each([
    ['directly', { method: 'none' }, '', ''],
    ['by sudo', free, 'root', ''],
    ['by sudo with a password', asked, 'root', ''],
    ['by sudo that wants a terminal', free, 'root', 'requiretty'],
    ['by sudo that wants a terminal and a password', asked, 'root', 'requiretty'],
  ] as const)('a batch runs %s', async (_, become, became, rule) => {
    sshd.file('requiretty', rule);
    const session = await openSession(ssh2Transport(), sshd.host({ become }));
    const [result] = await session.run([
      { name: 'all', script: sh`echo "$BECAME"; umask; echo ${'a\'b"$c!d'}; command -v ldconfig; cat` },
    ]);
    session.close();
    expect(result).toEqual({ status: 0, stdout: `${became}\n0022\na'b"$c!d\n/usr/sbin/ldconfig\n`, stderr: '' });
  });
});
