import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { connectLazily } from '../../src/engine/connections.ts';
import { ConnectionLost, DeadlineExceeded, ShellEnded } from '../../src/ssh/errors.ts';
import { openSession } from '../../src/ssh/session.ts';
import { ssh2Transport } from '../../src/ssh/ssh2-transport.ts';
import type { Connection, Transport } from '../../src/ssh/transport.ts';
import type { Session, Snippet } from '../../src/shell/session.ts';
import { sh, type Shell } from '../../src/shell/shell.ts';
import { isRunning, startSshd, until, type Sshd } from './sshd.ts';

let sshd: Sshd;
let session: Session;

beforeAll(async () => {
  sshd = await startSshd();
  session = await openSession(ssh2Transport(), sshd.host());
});

afterAll(async () => {
  session.close();
  await sshd.stop();
});

const step = (script: Shell, name = 'step'): Snippet => ({ name, script });

describe('a batch over a real sshd', () => {
  test('gives each snippet its exact output and status, in one round trip', async () => {
    const before = session.roundTrips;
    const results = await session.run([
      step(sh`printf ${'no newline at the end'}; printf 'é\\n\\n' >&2`),
      step(sh`exit 7`),
      step(sh`cat; printf ${"it's\n fine\n"}`),
      step(sh`if true; then (`),
      step(sh``),
    ]);
    expect(session.roundTrips).toBe(before + 1);
    expect(results.slice(0, 3)).toEqual([
      { status: 0, stdout: 'no newline at the end', stderr: 'é\n\n' },
      { status: 7, stdout: '', stderr: '' },
      { status: 0, stdout: "it's\n fine\n", stderr: '' },
    ]);
    expect(results[3]?.status).toBe(2);
    expect(results[3]?.stderr).toMatch(/syntax error/i);
    expect(results[4]).toEqual({ status: 0, stdout: '', stderr: '' });
  });

  test('leaves the rest unrun after a failure when asked to', async () => {
    const results = await session.run([step(sh`true`), step(sh`false`), step(sh`true`)], { stopOnFailure: true });
    expect(results.map(({ status }) => status)).toEqual([0, 1, null]);
  });

  test('gives each snippet a time of its own, ends the one that takes longer and names it', async () => {
    const slow = { ...step(sh`echo $$; exec sleep 60`, 'the slow one'), timeout: 300 };
    const quick = { ...step(sh`sleep 0.2`, 'quick'), timeout: 10_000 };
    let pid = 0;
    const lost = session.run([quick, quick, slow], { onOutput: (_, __, text) => (pid ||= Number(text.trim())) });
    await expect(lost).rejects.toThrow(DeadlineExceeded);
    await expect(lost).rejects.toThrow(/not done after 0.3 s, while “the slow one” was running/);
    await until(() => !isRunning(pid));
    expect(pid).toBeGreaterThan(0);
  });

  test('tells of output and ends while the batch goes on', async () => {
    const pipe = `${sshd.folder}/go-on`;
    const events: string[] = [];
    const results = await session.run([step(sh`mkfifo ${pipe}; echo first; cat ${pipe}`), step(sh`echo second`)], {
      onOutput: (index, stream, text) => {
        events.push(`${index} ${stream} ${text.trim()}`);
        if (text.includes('first')) void session.run([step(sh`echo released >${pipe}`)]);
      },
      onDone: (index, { status }) => events.push(`${index} done ${status ?? 'unrun'}`),
    });
    expect(results[0]?.stdout).toBe('first\nreleased\n');
    expect(events.filter((event) => event.includes('done'))).toEqual(['0 done 0', '1 done 0']);
    expect(events).toEqual(expect.arrayContaining(['0 stdout first', '0 stdout released', '1 stdout second']));
  });

  test('carries 200 KiB back and a snippet of 100 KiB there', async () => {
    const sent = `${'x'.repeat(99)}'`.repeat(1024);
    const [large, long] = await session.run([
      step(sh`awk 'BEGIN { for (i = 0; i < 20480; i++) print "012345678" }'`),
      step(sh`printf %s ${sent}`),
    ]);
    expect(large?.stdout).toBe('012345678\n'.repeat(20480));
    expect(long?.stdout).toBe(sent);
  });

  test('runs in the C locale, with umask 022 and the sbin folders', async () => {
    const [result] = await session.run([step(sh`echo "$LC_ALL"; umask; echo "$PATH"`)]);
    expect(result?.stdout).toMatch(/^C\n0022\n.*:\/usr\/local\/sbin:\/usr\/sbin:\/sbin\n$/);
  });

  test('does not wait for a daemon that keeps the streams open', async () => {
    const pidFile = `${sshd.folder}/daemon.pid`;
    const [result] = await session.run([step(sh`sleep 300 & echo $! >${pidFile}`)], { deadline: 20_000 });
    const pid = Number(readFileSync(pidFile, 'utf8'));
    expect(result?.status).toBe(0);
    expect(process.kill(pid, 0)).toBe(true);
    process.kill(pid);
  });

  test('ends what exceeds the deadline, and names it', async () => {
    const pidFile = `${sshd.folder}/hanging.pid`;
    const running = session.run([step(sh`true`), step(sh`echo $$ >${pidFile}; sleep 300`, 'hanging')], {
      deadline: 500,
    });
    await expect(running).rejects.toThrow(DeadlineExceeded);
    await expect(running).rejects.toMatchObject({
      message: 'not done after 0.5 s, while “hanging” was running',
      place: 'lb1 › hanging',
    });
    const pid = Number(readFileSync(pidFile, 'utf8'));
    await until(() => !isRunning(pid));
    expect((await session.run([step(sh`echo still here`)]))[0]?.stdout).toBe('still here\n');
  });

  test('starts no further snippet after an abort, and lets the running one end', async () => {
    const abort = new AbortController();
    const pipe = `${sshd.folder}/abort-pipe`;
    const transport = ssh2Transport();
    let commands = 0;
    const release = () => session.run([step(sh`echo ended >${pipe}`)]);
    // The second command on this connection is the one that tells the batch to stop.
    const watched: Transport = {
      async connect(name, access) {
        const connection = await transport.connect(name, access);
        const exec: Connection['exec'] = async (command, options) => {
          commands += 1;
          const isStop = commands === 2;
          const ended = await connection.exec(command, options);
          if (isStop) void release();
          return ended;
        };
        return { exec, close: () => connection.close() };
      },
    };
    const stopped = await openSession(watched, sshd.host());
    const running = stopped.run([step(sh`mkfifo ${pipe}; echo started; cat ${pipe}`), step(sh`echo never`)], {
      signal: abort.signal,
      onOutput: () => abort.abort(),
    });
    expect(await running).toEqual([
      { status: 0, stdout: 'started\nended\n', stderr: '' },
      { status: null, stdout: '', stderr: '' },
    ]);
    stopped.close();
  });

  test('says which snippet the shell did not survive', async () => {
    const running = session.run([step(sh`true`), step(sh`kill -9 $$`, 'suicide')]);
    await expect(running).rejects.toThrow(ShellEnded);
    await expect(running).rejects.toThrow('the shell ended with SIGKILL, while “suicide” was running');
  });

  test('says which snippet was running when the connection was lost', async () => {
    const doomed = await openSession(ssh2Transport(), sshd.host());
    const running = doomed.run([step(sh`true`), step(sh`echo "$PPID"; sleep 300`, 'fatal')], {
      // The parent of the shell is the sshd process of this one connection.
      onOutput: (_index, stream, text) =>
        stream === 'stdout' && text.trim() !== '' && process.kill(Number(text), 'SIGKILL'),
    });
    await expect(running).rejects.toThrow(ConnectionLost);
    await expect(running).rejects.toMatchObject({ place: 'lb1 › fatal' });
    await expect(doomed.run([step(sh`true`)])).rejects.toThrow(ConnectionLost);
  });

  test('shares one connection among batches that run at the same time', async () => {
    const batches = await Promise.all(Array.from({ length: 12 }, (_, index) => session.run([step(sh`echo ${index}`)])));
    expect(batches.map(([result]) => result?.stdout)).toEqual(batches.map((_, index) => `${index}\n`));
  });

  test('waits for a channel where the server allows one at a time', async () => {
    const narrow = await startSshd({ config: ['MaxSessions 1'] });
    const only = await openSession(ssh2Transport(), narrow.host());
    const batches = await Promise.all([1, 2, 3].map((index) => only.run([step(sh`echo ${index}`)])));
    expect(batches.map(([result]) => result?.stdout)).toEqual(['1\n', '2\n', '3\n']);
    only.close();
    await narrow.stop();
  });

  test('many hosts at a time, each with its session or its error', async () => {
    const hosts = Array.from({ length: 8 }, (_, index) => ({
      ...sshd.host(index === 3 ? { identityFiles: [] } : {}),
      name: `host${index}`,
    }));
    const transport = ssh2Transport();
    const connections = connectLazily((host) => openSession(transport, host), 3);
    const answers = await Promise.all(
      hosts.map(async (host) => {
        try {
          const [output] = await (await connections.to(host)).run([step(sh`echo ${host.name}`)]);
          return output?.stdout;
        } catch (error) {
          return error instanceof Error ? error.name : 'no error';
        }
      }),
    );
    connections.close();
    expect(answers).toEqual(hosts.map(({ name }, index) => (index === 3 ? 'AuthFailed' : `${name}\n`)));
  });
});
