import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { file } from '../../src/resources/file.ts';
import type { Observation, Resource } from '../../src/resources/resource.ts';
import { Secret } from '../../src/secret.ts';
import { sh, type Shell } from '../../src/shell/shell.ts';
import { actionsOf, apply, brief, compare, read, run } from './local.ts';

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'resource-'));
  path = join(folder, 'a file.conf');
});
afterEach(() => rmSync(folder, { recursive: true }));

const mine = { owner: null, group: null };
const wanting = (content: string, more: Partial<Parameters<typeof file>[0]> = {}): Resource =>
  file({ path, content, ...mine, ...more });
const write = (content: string, mode = 0o644): void => {
  writeFileSync(path, content);
  chmodSync(path, mode);
};
const linkTo = (target: string, content: string): void => {
  writeFileSync(join(folder, target), content);
  symlinkSync(target, path);
};

describe('what is found', () => {
  it.each<readonly [string, () => void, string | RegExp]>([
    ['no file', (): void => undefined, 'content - > new\n | mode - > 0644 | ! write'],
    ['the same', () => write('new\n'), 'converged'],
    ['another content', () => write('old\n'), 'content old\n > new\n | ! write'],
    ['no line break at the end', () => write('new'), 'content new > new\n | ! write'],
    ['a prefix with a NUL', () => write('new\n\0'), /^content \(binary, 5 bytes, SHA-256 [0-9a-f]{64}\)\n > new\n/],
    [
      'more than a script carries',
      () => write('x'.repeat(70_000)),
      'content (70000 bytes, too large to show)\n > new\n | ! write',
    ],
    ['another mode', () => write('new\n', 0o600), 'mode 0600 > 0644 | ! set mode and owner of'],
    ['set-uid', () => write('new\n', 0o4755), 'mode 4755 > 0644 | ! set mode and owner of'],
    ['a directory', () => mkdirSync(path), 'unknown: it is a directory'],
    ['a device', () => symlinkSync('/dev/null', path), 'unknown: it is not a regular file'],
    ['a link to the same', () => linkTo('x', 'new\n'), 'converged'],
    ['a dangling link', () => symlinkSync('x', path), 'content - > new\n | mode - > 0644 | ! write'],
  ])('%s', (_, prepare, expected) => {
    prepare();
    const found: string = brief(compare(wanting('new\n'))).replace(` ${path}`, '');
    if (typeof expected === 'string') expect(found).toBe(expected);
    else expect(found).toMatch(expected);
  });

  it('tells the contents of many files apart', () => {
    const contents = [
      '',
      'a',
      'no end',
      '\n\n',
      'content /x\n\nstat \n',
      '\0\0',
      "it's $HOME `x` \\n %s\n",
      'ü'.repeat(30_000),
    ];
    const resources = contents.map((content, index) => {
      writeFileSync(join(folder, String(index)), content);
      return file({ path: join(folder, String(index)), content: content.includes('\0') ? 'other' : content, ...mine });
    });
    const absent = file({ path: join(folder, 'none/of/it'), content: '', ...mine });
    const observed = read(absent, ...resources);
    expect(resources.map((resource) => resource.compare(observed).state)).toEqual(
      contents.map((content) => (content.includes('\0') ? 'differs' : 'converged')),
    );
    expect(absent.compare(observed).state).toBe('differs');
  });

  it.each(['', 'no end', "it's $HOME `x` \\n %s \\\n\n", 'ü€😀\r\n', '-n'])('writes %j as it is', (content) => {
    expect(apply(compare(wanting(content)))).toEqual({ status: 0, stdout: '', stderr: '' });
    expect(readFileSync(path, 'utf8')).toBe(content);
  });

  it('knows nothing when a file changed between its size and its content', () => {
    const [a, b] = ['/a', '/b'].map((name) => file({ path: name, content: 'xx', ...mine })) as [Resource, Resource];
    const { kind } = a.reads[0] ?? {};
    const listing = ['/a', '/b'].map((name) => `stat 81a4:0:root:0:root:2:${name}\ncontent ${name}\n`).join('');
    const states = (content: string) => {
      const output = { status: 0, stderr: '', stdout: `${listing}\n${Buffer.from(content).toString('base64')}\n` };
      const found = kind?.parse(output, ['/a', '/b']);
      const observed = <Value>({ key }: { key: unknown }) => found?.get(String(key)) as Observation<Value>;
      return [a, b].map((resource) => brief(resource.compare(observed)));
    };
    expect(states('xxxx')).toEqual(['converged', 'converged']);
    expect(states('xxx')).toEqual(Array(2).fill('unknown: a file changed while it was read'));
    expect(states('xxxxx')).toEqual(Array(2).fill('unknown: a file changed while it was read'));
  });

  it('knows the owner by name or by number', () => {
    write('new\n');
    const { uid, gid } = statSync(path);
    expect(brief(compare(wanting('new\n', { owner: String(uid), group: String(gid) })))).toBe('converged');
    expect(brief(compare(wanting('new\n', { owner: '54321' })))).toMatch(/^owner \S+ > 54321 \|/);
  });
});

describe('the replacement', () => {
  it('writes content and mode, and is converged then', () => {
    write('old\n', 0o600);
    expect(apply(compare(wanting('new\n', { mode: '755' })))).toEqual({ status: 0, stdout: '', stderr: '' });
    expect(readFileSync(path, 'utf8')).toBe('new\n');
    expect(statSync(path).mode & 0o7777).toBe(0o755);
    expect(brief(compare(wanting('new\n', { mode: '755' })))).toBe('converged');
    expect(readdirSync(folder)).toEqual(['a file.conf']);
  });

  it('is a new file in the place of the old one, never a file half written', () => {
    write('old\n');
    const before = statSync(path).ino;
    apply(compare(wanting('new\n')));
    expect(statSync(path).ino).not.toBe(before);
  });

  it('keeps a symbolic link and replaces what it leads to', () => {
    mkdirSync(join(folder, 'real'));
    symlinkSync('real/target', path);
    apply(compare(wanting('new\n')));
    expect(lstatSync(path).isSymbolicLink()).toBe(true);
    expect(readFileSync(join(folder, 'real/target'), 'utf8')).toBe('new\n');
  });

  it('does not follow a link that somebody put in the place of the temporary file', () => {
    const victim = join(folder, 'victim');
    writeFileSync(victim, 'precious');
    symlinkSync(victim, join(folder, '.a file.conf.lvsdeploy'));
    expect(apply(compare(wanting('new\n'))).status).toBe(0);
    expect(readFileSync(victim, 'utf8')).toBe('precious');
  });

  it('leaves the old file when the new content is refused', () => {
    write('old\n');
    const resource = wanting('new\n', { validate: (candidate) => sh`echo "bad word"; grep -q old ${candidate}` });
    const { status, stdout, stderr } = apply(compare(resource));
    expect([status, stdout, stderr]).toEqual([1, 'bad word\n', 'the new content was refused; the file is as it was\n']);
    expect(readFileSync(path, 'utf8')).toBe('old\n');
    expect(readdirSync(folder)).toEqual(['a file.conf']);
  });

  it('takes the new content when it is accepted', () => {
    expect(apply(compare(wanting('new\n', { validate: (candidate) => sh`grep -q new ${candidate}` }))).status).toBe(0);
    expect(readFileSync(path, 'utf8')).toBe('new\n');
  });

  it('says which directory is missing', () => {
    const resource = file({ path: join(folder, 'no/such/file'), content: '', ...mine });
    expect(apply(compare(resource))).toMatchObject({
      status: 1,
      stderr: `the directory ${folder}/no/such does not exist\n`,
    });
  });

  it('does not go into a directory that came meanwhile', () => {
    const comparison = compare(wanting('new\n'));
    mkdirSync(path);
    expect(apply(comparison)).toMatchObject({ status: 1, stderr: `${path} is a directory\n` });
    expect(readdirSync(path)).toEqual([]);
  });

  it('leaves the old file when the new one cannot be written', () => {
    write('old\n');
    const [action] = actionsOf(compare(wanting('x'.repeat(2_000))));
    const limited = run(sh`trap '' XFSZ; ulimit -f 1; ${action?.script ?? sh`false`}`);
    expect(limited.status).toBe(1);
    expect(readFileSync(path, 'utf8')).toBe('old\n');
    expect(readdirSync(folder)).toEqual(['a file.conf']);
  });
});

describe('a secret content', () => {
  const secret = (text: string, redact?: RegExp) =>
    file({ path, content: new Secret(text), mode: '0600', ...mine, ...(redact && { redact }) });

  it('is in the action and nowhere else', () => {
    write('auth_pass before\n', 0o600);
    const comparison = compare(secret('auth_pass after\n'));
    expect(brief(comparison)).toBe(`content [secret] > [secret] | ! write ${path}`);
    expect(comparison).toMatchObject({ changes: [{ secret: true }] });
    apply(comparison);
    expect(readFileSync(path, 'utf8')).toBe('auth_pass after\n');
  });

  it.each([
    ['the rest is shown', 'weight 1\npass before\n', 'weight 1\n[secret]\n > weight 3\n[secret]\n'],
    ['only the secret differs', 'weight 3\npass before\n', '[secret] > [secret]'],
    ['there is no file', null, '- > weight 3\n[secret]\n | mode - > 0600'],
  ])('can say what of it is secret: %s', (_, before, change) => {
    if (before !== null) write(before, 0o600);
    expect(brief(compare(secret('weight 3\npass after\n', /pass .*/g)))).toBe(`content ${change} | ! write ${path}`);
  });
});

describe('a secret on its way into a file', () => {
  const secret = (validate?: (candidate: Shell) => Shell) =>
    file({ path, content: new Secret('hush\n'), mode: '0600', ...mine, ...(validate && { validate }) });

  it('is refused where printf is a program of its own, whose arguments all can see', () => {
    const [action] = actionsOf(compare(secret()));
    const input = `enable -n printf\n( ${action?.script.text ?? ''}\n)`;
    const { status, stderr } = spawnSync('bash', ['-s'], { input, encoding: 'utf8' });
    expect([status, stderr]).toEqual([1, expect.stringContaining('no printf of its own')]);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('is for no other eyes where a run was killed, and the next run clears it away', async () => {
    const [started, temp] = [join(folder, 'started'), join(folder, '.a file.conf.lvsdeploy')];
    const [action] = actionsOf(compare(secret(() => sh`: > ${started}; sleep 60`)));
    const shell = spawn('sh', ['-s'], { detached: true, stdio: ['pipe', 'ignore', 'ignore'] });
    const ended = once(shell, 'close');
    shell.stdin.end(action?.script.text);
    await vi.waitUntil(() => existsSync(started), 10_000);
    process.kill(-(shell.pid ?? NaN), 'SIGKILL');
    await ended;
    expect([statSync(temp).mode & 0o777, readFileSync(temp, 'utf8')]).toEqual([0o600, 'hush\n']);
    expect(apply(compare(secret())).status).toBe(0);
    expect(readdirSync(folder).sort()).toEqual(['a file.conf', 'started']);
  });
});

it('hides what it is told to of an old content, though the new one is no secret', () => {
  write('pass before\n');
  const redacted = (redact: RegExp | ((text: string) => string)) =>
    brief(compare(file({ path, content: 'open\n', ...mine, redact })));
  expect(redacted(/pass .*/g)).toMatch(/^content \[secret\]\n > open\n/);
  expect(redacted((text) => text.replace('before', 'x'))).toMatch(/^content pass x\n > open\n/);
});

it('says what to know before its content takes the place of another', () => {
  const conflicts = () => {
    const wanted = file({
      path,
      content: 'new\n',
      ...mine,
      apart: (found) => (found === 'new\n' ? 'never' : found.includes('old') ? `${found.trim()} goes` : null),
    });
    const comparison = compare(wanted);
    return comparison.state === 'differs' ? comparison.changes.map(({ apart }) => apart) : comparison.state;
  };
  expect(conflicts()).toEqual([undefined, undefined]);
  write('the old\n');
  expect(conflicts()).toEqual(['the old goes']);
  write('another\n');
  expect(conflicts()).toEqual([undefined]);
  write('new\n');
  expect(conflicts()).toBe('converged');
});

it.each(['etc/x', '/etc/', '/', '', '/a\nb', '/a\n'])('refuses the path %j', (bad) => {
  expect(() => file({ path: bad, content: '' })).toThrow('is not an absolute path');
});

it.each(['rw-r--r--', '0888', '7', ''])('refuses the mode %j', (mode) => {
  expect(() => file({ path: '/x', content: '', mode })).toThrow('is no file mode');
});

it('refuses a content that does not fit in a script', () => {
  expect(() => file({ path: '/x', content: 'ü'.repeat(40_000) })).toThrow('80000 bytes');
});
