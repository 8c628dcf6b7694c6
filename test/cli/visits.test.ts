import { describe, expect, test } from 'vitest';
import { web } from '../inventory/parse.ts';
import { runWith } from './console.ts';
import { engineThatAnswers, type Answers } from './hosts-fake.ts';

/** @returns text with the times taken out, which differ each time. */
function timeless(text: string): string {
  return text.replace(/\d+\.\d s/g, 'T s');
}

describe('ping', () => {
  const pong: Answers = (host) => {
    if (host === 'lb2') return null;
    return host === 'web1' ? { stdout: '1000\nLinux 6.1.0\n' } : { stdout: '0\nLinux 6.1.0\u001b[2J\n' };
  };

  test('says of each host whether it can be worked on, and exits 3 when one is unreachable', async () => {
    const { stdout, code } = await runWith(engineThatAnswers(web, pong).engine, ['ping']);
    expect(code).toBe(3);
    const blocks = timeless(stdout).split(/^(?=\w)/m);
    expect(blocks.sort()).toEqual([
      'lb1   ok            T s  ops by sudo, Linux 6.1.0\\x1b[2J\n',
      'lb2   unreachable   T s\n    lb2: connection refused\n',
      'web1  failed        T s\n    web1: ops has not the rights of root\n      → Say `become: { method: sudo }` in the inventory, or another user.\n',
      'web2  ok            T s  ops by sudo, Linux 6.1.0\\x1b[2J\n',
    ]);
  });

  test.each([
    ['lb1', 0],
    ['realServers', 1],
    ['directors', 3],
  ])('of %s exits %i', async (pattern, code) => {
    expect((await runWith(engineThatAnswers(web, pong).engine, ['ping', pattern])).code).toBe(code);
  });

  test('is data for a program', async () => {
    const { stdout } = await runWith(engineThatAnswers(web, pong).engine, ['ping', 'directors', '--json']);
    expect(JSON.parse(stdout)).toMatchObject({
      hosts: [
        { host: 'lb1', user: 'ops', become: 'sudo' },
        { host: 'lb2', error: { message: 'connection refused' } },
      ],
    });
  });

  test('shows only what is not well with --quiet', async () => {
    const { stdout } = await runWith(engineThatAnswers(web, pong).engine, ['ping', '-q']);
    expect(stdout).not.toMatch(/^lb1/m);
    expect(stdout).toMatch(/^lb2/m);
  });
});

describe('facts', () => {
  const said: Answers = (host, script) => {
    if (host === 'lb2') return null;
    if (script.includes('os-release')) return { stdout: 'ID=debian\nVERSION_ID="12"\n' };
    if (script.startsWith('uname')) return { stdout: '6.1.0\nx86_64\nboot-id\n' };
    if (script.includes('ip -o addr')) return { stdout: '2: eth0    inet 192.168.1.252/24 scope global eth0\n' };
    return {};
  };

  test('shows what a host is', async () => {
    const { stdout, stderr, code } = await runWith(engineThatAnswers(web, said).engine, ['facts', 'directors']);
    expect(code).toBe(3);
    expect(stdout).toMatch(/^lb1\n {2}system +debian 12 \(debian\)\n/);
    expect(stdout).toMatch(/^ +kernel +6\.1\.0 on x86_64$/m);
    expect(stdout).toMatch(/^ +eth0 +192\.168\.1\.252\/24$/m);
    expect(stderr).toBe('lb2: connection refused\n');
  });

  test('is data for a program', async () => {
    const { stdout } = await runWith(engineThatAnswers(web, said).engine, ['facts', 'lb1', '--json']);
    expect(JSON.parse(stdout)).toMatchObject({
      hosts: [{ host: 'lb1', facts: { distribution: 'debian', kernel: '6.1.0' } }],
    });
  });
});

describe('exec', () => {
  const said: Answers = (host) => {
    if (host === 'lb2') return null;
    return host === 'web1' ? { status: 7, stderr: 'no \u001b[31mway\n' } : { stdout: 'one\ntwo' };
  };

  test('shows each line behind its host, how the command ended, and exits 1 when it failed', async () => {
    const { engine, ran } = engineThatAnswers(web, said);
    const { stdout, stderr, code } = await runWith(engine, [
      'exec',
      'realServers',
      '--',
      'echo',
      "it's",
      '$HOME',
      '-n',
    ]);
    expect(ran).toEqual(["web1: echo 'it'\\''s' '$HOME' -n", "web2: echo 'it'\\''s' '$HOME' -n"]);
    expect(stdout).toBe('web2 | one\nweb2 | two\n');
    expect(timeless(stderr)).toBe('web1 | no \\x1b[31mway\nweb1 = status 7, T s\nweb2 = status 0, T s\n');
    expect(code).toBe(1);
  });

  test.each([
    [['exec', 'web2', '--shell', '--', 'ls | wc', '-l'], ["web2: eval 'ls | wc -l'"], 0],
    [['exec', 'web2', '--no-become', '--', 'id'], ['web2 plain: id'], 0],
    [['exec', 'lb2,web2', '--', 'id'], ['web2: id'], 3],
  ])('%j', async (args, expected, code) => {
    const { engine, ran } = engineThatAnswers(web, said);
    expect(await runWith(engine, args)).toMatchObject({ code });
    expect(ran).toEqual(expected);
  });

  test('with --serial ends at the first host that fails', async () => {
    const { engine, ran } = engineThatAnswers(web, said);
    const { stderr, code } = await runWith(engine, ['exec', 'realServers', '--serial', '--', 'id']);
    expect(ran).toEqual(['web1: id']);
    expect(stderr).toMatch(/^not run on web2$/m);
    expect(code).toBe(1);
  });

  test.each([
    [['--', 'echo a | wc'], 127, '"echo a | wc" is taken for the name of one program; with --shell it is a line'],
    [['--', 'echo a | wc'], 1, null],
    [['--shell', '--', 'no-such a | wc'], 127, null],
    [['--', 'no-such', 'a b'], 127, null],
  ])('%j that ends with %i has the hint %j', async (words, status, hint) => {
    const { engine } = engineThatAnswers(web, () => ({ status }));
    const { stderr } = await runWith(engine, ['exec', 'lb1', ...words]);
    expect(stderr).toMatch(/^lb1 = status/);
    if (hint === null) expect(stderr).not.toContain('--shell');
    else expect(stderr).toContain(hint);
  });

  test('says of an option of the other program where it belongs', async () => {
    const { stderr } = await runWith({}, ['exec', 'lb1', 'uname', '-a']);
    expect(stderr).toContain("unknown option '-a'\n(--help shows what there is; all behind -- is for the command");
    expect((await runWith({}, ['ping', '-a'])).stderr).toMatch(/^\(--help shows what there is\)$/m);
  });

  test('is data for a program', async () => {
    const { stdout } = await runWith(engineThatAnswers(web, said).engine, ['exec', 'all', '--json', '--', 'id']);
    expect(JSON.parse(stdout)).toMatchObject({
      hosts: [
        { host: 'lb1', status: 0, stdout: 'one\ntwo', stderr: '' },
        { host: 'lb2', error: { message: 'connection refused' } },
        { host: 'web1', status: 7 },
        { host: 'web2', status: 0 },
      ],
    });
  });

  test.each([[['exec', 'lb1']], [['exec', 'lb1', '--timeout', 'x', '--', 'id']], [['exec', 'lb1', 'ls', '-l']]])(
    '%j is wrong usage',
    async (args) => {
      expect(await runWith({}, args)).toMatchObject({ code: 64 });
    },
  );
});
