import { readFileSync, rmSync } from 'node:fs';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { Secret } from '../../src/secret.ts';
import { DeadlineExceeded, ShellEnded, SudoRefused } from '../../src/ssh/errors.ts';
import { openSession } from '../../src/ssh/session.ts';
import { ssh2Transport } from '../../src/ssh/ssh2-transport.ts';
import type { Connection, Transport } from '../../src/ssh/transport.ts';
import type { SnippetResult } from '../../src/shell/session.ts';
import { sh } from '../../src/shell/shell.ts';
import type { Become } from '../../src/inventory/host.ts';
import { isRunning, startSshd, until, type Sshd } from './sshd.ts';

let sshd: Sshd;

beforeAll(async () => {
  sshd = await startSshd();
  sshd.file('bin/sudo', stubSudo, 0o755);
});
beforeEach(() => {
  sshd.file('sudo-rule', 'asks');
  sshd.file('requiretty', '');
  sshd.file('tries', '');
  sshd.file('.bashrc', '');
});
afterAll(() => sshd.stop());

// Does what sudo(8) does with -n, -k, -S, -p and --, as far as its standard input and its words matter.
const stubSudo = `#!/bin/sh
if [ -s "$HOME/requiretty" ] && ! ( : < /dev/tty ) 2> /dev/null; then
  [ "$LC_ALL" = C ] || { echo 'sudo: Sie brauchen ein TTY' >&2; exit 1; }
  echo 'sudo: sorry, you must have a tty to run sudo' >&2; exit 1
fi
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

/** @returns a transport that adds each command, as it is started, to a list. */
function countCommands(started: Promise<unknown>[]): Transport {
  const transport = ssh2Transport();
  return {
    async connect(name, access) {
      const connection = await transport.connect(name, access);
      const exec: Connection['exec'] = (command, options) => {
        const ended = connection.exec(command, options);
        started.push(ended);
        return ended;
      };
      return { exec, close: () => connection.close() };
    },
  };
}

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

describe('sudo that wants a terminal (requiretty)', () => {
  beforeEach(() => {
    sshd.file('requiretty', 'yes');
    sshd.file('sudo-rule', 'NOPASSWD');
  });
  const free = { method: 'sudo', password: null } as const;

  test('has one, and both streams stay apart and exact', async () => {
    expect(await runAs(free)).toEqual(asRoot);
    const session = await openSession(ssh2Transport(), sshd.host({ become: free }));
    const script = sh`printf ${'out\\r\\n\\n'}; printf ${'err\\t\\004'} >&2; : < /dev/tty; exit 7`;
    expect(await session.run([{ name: 'all', script }])).toEqual([
      { status: 7, stdout: 'out\r\n\n', stderr: 'err\t\u0004' },
    ]);
    session.close();
  });

  test('has it with a password, too, which is told when it is wrong', async () => {
    sshd.file('sudo-rule', 'asks');
    expect(await runAs({ method: 'sudo', password: password() })).toEqual(asRoot);
    await expect(runAs({ method: 'sudo', password: new Secret('hunter2') })).rejects.toThrow(/refused the password/);
    expect(readFileSync(`${sshd.folder}/tries`, 'utf8')).toBe('tried\ntried\n');
  });

  test('costs one round trip, once a connection', async () => {
    const session = await openSession(ssh2Transport(), sshd.host({ become: free }));
    const step = { name: 'step', script: sh`true` };
    await session.run([step]);
    expect(session.roundTrips).toBe(2);
    await session.run([step]);
    expect(session.roundTrips).toBe(3);
    session.close();
  });

  test('leaves a daemon alone that a batch has started, and ends a batch that takes too long', async () => {
    const session = await openSession(ssh2Transport(), sshd.host({ become: free }));
    const [started] = await session.run([{ name: 'start', script: sh`sleep 300 > /dev/null 2>&1 & echo $!` }]);
    const daemon = Number(started?.stdout);
    let hanging = 0;
    const late = session.run([{ name: 'hang', script: sh`echo $$; exec sleep 300`, timeout: 300 }], {
      onOutput: (_, __, text) => (hanging ||= Number(text)),
    });
    await expect(late).rejects.toThrow(DeadlineExceeded);
    await until(() => !isRunning(hanging));
    expect(isRunning(daemon)).toBe(true);
    process.kill(daemon);
    session.close();
  });

  test('ends after the running snippet when it is told to stop', async () => {
    const abort = new AbortController();
    const go = `${sshd.folder}/go-on`;
    const commands: Promise<unknown>[] = [];
    const session = await openSession(countCommands(commands), sshd.host({ become: free }));
    await session.run([{ name: 'find out', script: sh`true` }]);
    const before = commands.length;
    const running = session.run(
      [
        { name: 'long', script: sh`echo started; until [ -e ${go} ]; do sleep 0.05; done` },
        { name: 'next', script: sh`echo never` },
      ],
      { signal: abort.signal, onOutput: () => abort.abort() },
    );
    // The command after the batch is the one that tells it to stop.
    await until(() => commands.length === before + 2);
    await commands.at(-1);
    sshd.file('go-on', '');
    expect((await running).map(({ status, stdout }) => [status, stdout])).toEqual([
      [0, 'started\n'],
      [null, ''],
    ]);
    session.close();
  });

  test('is refused with a hint where there is no script to make a terminal', async () => {
    const stub = sshd.file('bin/script', '#!/bin/sh\necho "sh: 1: script: not found" >&2; exit 127\n', 0o755);
    const refused = runAs(free);
    await expect(refused).rejects.toThrow(SudoRefused);
    await expect(refused).rejects.toThrow('sudo wants a terminal (requiretty), and none can be made there');
    await expect(refused).rejects.toMatchObject({ hint: expect.stringMatching(/!requiretty$/) as string });
    rmSync(stub);
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
