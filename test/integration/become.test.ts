import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { Secret } from '../../src/secret.ts';
import { ShellEnded, SudoRefused } from '../../src/ssh/errors.ts';
import { openSession } from '../../src/ssh/session.ts';
import { ssh2Transport } from '../../src/ssh/ssh2-transport.ts';
import type { SnippetResult } from '../../src/shell/session.ts';
import { sh } from '../../src/shell/shell.ts';
import type { Become } from '../../src/inventory/host.ts';
import { startSshd, type Sshd } from './sshd.ts';

let sshd: Sshd;

beforeAll(async () => {
  sshd = await startSshd();
  sshd.file('bin/sudo', stubSudo, 0o755);
});
beforeEach(() => {
  sshd.file('sudo-rule', 'asks');
  sshd.file('tries', '');
  sshd.file('.bashrc', '');
});
afterAll(() => sshd.stop());

// Does what sudo(8) does with -n, -k, -S, -p and --, as far as its standard input and its words matter.
const stubSudo = `#!/bin/sh
rule=$(cat "$HOME/sudo-rule") asks=yes prompt='[sudo] password: '
while :; do
  case $1 in
    -n) asks=no ;;
    -k | -S) ;;
    -p) shift; prompt=$1 ;;
    --) shift; break ;;
    *) echo "sudo: $1?" >&2; exit 1 ;;
  esac
  shift
done
if [ "$rule" = NOPASSWD ]; then BECAME=root exec "$@"; fi
if [ "$asks" = no ]; then echo 'sudo: a password is required' >&2; exit 1; fi
echo 'We trust you have received the usual lecture.' >&2
for try in 1 2 3; do
  printf %s "$prompt" >&2
  IFS= read -r password || { echo 'sudo: no password was provided' >&2; exit 1; }
  echo tried >> "$HOME/tries"
  if [ "$password" = "touch $HOME/pwned" ]; then BECAME=root exec "$@"; fi
  echo 'Sorry, try again.' >&2
done
echo 'sudo: 3 incorrect password attempts' >&2
exit 1
`;
const password = () => new Secret(`touch ${sshd.folder}/pwned`);

async function runAs(become: Become): Promise<readonly SnippetResult[]> {
  const session = await openSession(ssh2Transport(), sshd.host({ become }));
  try {
    return await session.run([
      { name: 'who', script: sh`echo "$BECAME"; ls "$HOME/pwned" 2>/dev/null` },
      { name: 'input', script: sh`cat; printf %s ${'x'.repeat(100_000)} | wc -c` },
    ]);
  } finally {
    session.close();
  }
}

const asRoot = [
  { status: 2, stdout: 'root\n', stderr: '' },
  { status: 0, stdout: '100000\n', stderr: '' },
];

describe('sudo', () => {
  test('that asks for no password', async () => {
    sshd.file('sudo-rule', 'NOPASSWD');
    expect(await runAs({ method: 'sudo', password: null })).toEqual(asRoot);
  });

  test('with the right password', async () => {
    expect(await runAs({ method: 'sudo', password: password() })).toEqual(asRoot);
  });

  test('with a password that it does not ask for, which is then not run as a command', async () => {
    sshd.file('sudo-rule', 'NOPASSWD');
    expect(await runAs({ method: 'sudo', password: password() })).toEqual(asRoot);
  });

  test('with a wrong password', async () => {
    const refused = runAs({ method: 'sudo', password: new Secret('hunter2') });
    await expect(refused).rejects.toThrow(SudoRefused);
    await expect(refused).rejects.toThrow(
      /^sudo refused the password of \w+\n[^]*Sorry, try again\.\n *sudo: no password was provided$/,
    );
    await expect(refused).rejects.not.toThrow('hunter2');
    await expect(refused).rejects.toMatchObject({ place: 'lb1', exitCode: 1 });
    expect(readFileSync(`${sshd.folder}/tries`, 'utf8')).toBe('tried\n');
  });

  test('that needs a password when there is none', async () => {
    const refused = runAs({ method: 'sudo', password: null });
    await expect(refused).rejects.toThrow(SudoRefused);
    await expect(refused).rejects.toThrow('sudo: a password is required');
    await expect(refused).rejects.toMatchObject({ hint: expect.stringContaining('Set become.password') as string });
  });
});

describe('a login shell', () => {
  test('that talks on both streams changes no output', async () => {
    sshd.file('.bashrc', "echo 'Welcome!'; printf 'stty: no tty' >&2; printf 'no newline'\n");
    sshd.file('sudo-rule', 'NOPASSWD');
    expect(await runAs({ method: 'sudo', password: null })).toEqual(asRoot);
  });

  test('that refuses to run commands is quoted', async () => {
    sshd.file('.bashrc', 'printf "This account is \\033[31mclosed.\\n"; exit 1\n');
    const refused = runAs({ method: 'none' });
    await expect(refused).rejects.toThrow(ShellEnded);
    await expect(refused).rejects.toThrow(
      'the shell ended with status 1, before the batch began\n  it says: This account is \\x1b[31mclosed.',
    );
  });
});

test('a banner of the server changes no output', async () => {
  const noisy = await startSshd({ config: [`Banner ${sshd.file('banner', 'Authorized use only\n')}`] });
  const session = await openSession(ssh2Transport(), noisy.host());
  expect(await session.run([{ name: 'echo', script: sh`echo clean` }])).toEqual([
    { status: 0, stdout: 'clean\n', stderr: '' },
  ]);
  session.close();
  await noisy.stop();
});

test('a shell that an administrator forces is named, not waited for', async () => {
  const forced = await startSshd({ config: ['ForceCommand echo only this'] });
  const session = await openSession(ssh2Transport(), forced.host());
  const refused = session.run([{ name: 'echo', script: sh`echo clean` }]);
  await expect(refused).rejects.toThrow('before the batch began\n  it says: only this');
  await expect(refused).rejects.toMatchObject({ hint: expect.stringContaining('ForceCommand') as string });
  session.close();
  await forced.stop();
});
