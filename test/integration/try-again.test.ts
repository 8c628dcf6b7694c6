import { createServer, type AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { AuthFailed, HostKeyUnknown, Unreachable } from '../../src/ssh/errors.ts';
import { ssh2Transport } from '../../src/ssh/ssh2-transport.ts';
import type { Connection, OnWait, Wait } from '../../src/ssh/transport.ts';
import type { HostAccess } from '../../src/inventory/host.ts';
import { startSshd, until, type Sshd } from './sshd.ts';

let sshd: Sshd;
let jump: Sshd;

beforeAll(async () => {
  [sshd, jump] = await Promise.all([startSshd(), startSshd()]);
});
afterAll(() => Promise.all([sshd.stop(), jump.stop()]));

/** Connects, with more than one attempt, and does something when it first is said that it is waited. */
async function connect(access: Partial<HostAccess>, whenTold: () => void = () => undefined): Promise<readonly Wait[]> {
  const waits: Wait[] = [];
  const onWait: OnWait = (wait) => {
    waits.push(wait);
    whenTold();
  };
  const connection = await ssh2Transport(null, onWait).connect(
    'lb1',
    sshd.access({ connectionAttempts: 4, ...access }),
  );
  connection.close();
  return waits;
}

async function run(connection: Connection, command: string): Promise<string> {
  let output = '';
  await connection.exec(command, { stdin: '', onStdout: (text) => (output += text), onStderr: () => undefined });
  return output;
}

describe('a host that refuses connections for a while', () => {
  test('is reached when its sshd is back, and it is said what is waited for and until when', async () => {
    await sshd.halt();
    const begin = Date.now();
    const waits = await connect({}, () => void sshd.launch());
    expect(waits).toEqual([
      { host: 'lb1', problem: 'cannot connect yet: connection refused', until: expect.any(Number) as number },
    ]);
    // 0.5 s, 1 s and 2 s after the first attempt.
    expect((waits[0]?.until ?? 0) - begin).toBeGreaterThanOrEqual(3500);
    expect((waits[0]?.until ?? 0) - begin).toBeLessThan(5000);
  });

  test('is reached through a jump host', async () => {
    await sshd.halt();
    const waits = await connect({ proxyJump: [jump.access()] }, () => void sshd.launch());
    expect(waits).toMatchObject([{ host: 'lb1', problem: 'cannot connect yet: connection refused' }]);
    expect(jump.logins()).toBe(1);
  });

  test('is given up after so many attempts', async () => {
    let attempts = 0;
    const rude = createServer((socket) => {
      attempts += 1;
      socket.end();
    });
    await new Promise<void>((resolve) => rude.listen(0, '127.0.0.1', resolve));
    const { port } = rude.address() as AddressInfo;
    await expect(connect({ port, connectionAttempts: 3 })).rejects.toThrow(Unreachable);
    expect(attempts).toBe(3);
    rude.close();
  });
});

describe('no other attempt is made', () => {
  const refuseToWait = () => {
    throw new Error('it was to be tried again');
  };
  test('where no key is taken', async () => {
    await expect(connect({ identityFiles: [] }, refuseToWait)).rejects.toThrow(AuthFailed);
  });

  test('where the host key is not known', async () => {
    await expect(connect({ knownHosts: [] }, refuseToWait)).rejects.toThrow(HostKeyUnknown);
  });

  test('for a name that does not resolve, here or behind a proxy', async () => {
    await expect(connect({ address: 'no-such-host.invalid' }, refuseToWait)).rejects.toThrow(Unreachable);
    const proxyCommand = "sh -c 'echo ssh: Could not resolve hostname lb1: Name or service not known >&2; exit 255'";
    await expect(connect({ proxyCommand }, refuseToWait)).rejects.toThrow('Could not resolve');
  });
});

test('a session that the host does not open yet is waited for, and that is said', async () => {
  const narrow = await startSshd({ config: ['MaxSessions 1'] });
  const pipe = `${narrow.folder}/pipe`;
  const waits: Wait[] = [];
  const connection = await ssh2Transport(null, (wait) => waits.push(wait)).connect('lb1', narrow.access());
  const first = run(connection, `mkfifo ${pipe}; cat ${pipe}`);
  const second = run(connection, 'echo second');
  const begin = Date.now();
  await until(() => waits.length > 0);
  expect(waits).toMatchObject([{ host: 'lb1', problem: 'it opens no more sessions on our connection' }]);
  const patience = (waits[0]?.until ?? 0) - begin;
  expect(patience).toBeGreaterThan(20_000);
  expect(patience).toBeLessThanOrEqual(30_000);
  const hasty = { stdin: '', onStdout: () => undefined, onStderr: () => undefined, deadline: 2000 };
  await expect(connection.exec('true', hasty)).rejects.toMatchObject({
    message: 'the host opens no more sessions on our connection',
    place: 'lb1',
    hint: expect.stringContaining('MaxSessions') as string,
  });
  const release = await ssh2Transport().connect('lb1', narrow.access());
  await run(release, `echo released > ${pipe}`);
  expect(await Promise.all([first, second])).toEqual(['released\n', 'second\n']);
  release.close();
  connection.close();
  await narrow.stop();
});
