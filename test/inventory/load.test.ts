import { describe, expect, test } from 'vitest';
import { UsageError } from '../../src/errors.ts';
import { loadInventory, ownSurroundings } from '../../src/inventory/load.ts';
import { runSecretCommand } from '../../src/inventory/secret-command.ts';
import { Secret } from '../../src/secret.ts';
import { printedErrorOf } from '../report/printed-error.ts';
import { surroundings } from './surroundings.ts';
import { change, web } from './parse.ts';

describe('loadInventory', () => {
  test('reads the file and knows it by the name the user gave', async () => {
    expect(await loadInventory('lab/i.yaml', null, surroundings({}, { 'lab/i.yaml': web }))).toMatchObject({
      file: 'lab/i.yaml',
      warnings: [],
    });
  });

  test('says what to do when there is no file', async () => {
    await expect(loadInventory('i.yaml', null, surroundings())).rejects.toMatchObject({
      message: 'there is no inventory i.yaml',
      exitCode: 64,
      hint: '`lvsdeploy setup` asks for what it takes and writes one; or name another file with --inventory.',
    });
  });

  test('says why when the file cannot be read', async () => {
    const denied = {
      ...surroundings(),
      readFile: () => {
        throw new Error('EACCES: permission denied');
      },
    };
    const refused = loadInventory('i.yaml', null, denied);
    await expect(refused).rejects.toThrow(UsageError);
    await expect(refused).rejects.toThrow('cannot read the inventory i.yaml: EACCES: permission denied');
  });

  test('stands on this process by default', async () => {
    const { clusters } = await loadInventory('inventory.example.yaml');
    expect(clusters.map(({ name }) => name)).toEqual(['web']);
    expect(ownSurroundings().exists(import.meta.filename)).toBe(true);
  });
});

describe('a secret', () => {
  const password = (said: string) => `${web}defaults: { become: { password: ${said} } }\n`;
  const load = (text: string, ask: Parameters<typeof loadInventory>[1] = null, around = {}) =>
    loadInventory('i.yaml', ask, { ...surroundings({}, { 'i.yaml': text }), ...around });
  const passwords = async (loading: ReturnType<typeof load>) =>
    (await loading).hosts.map(({ access: { become } }) => become.method === 'sudo' && become.password?.reveal());

  test('that a person knows is asked for once for all hosts', async () => {
    const questions: string[] = [];
    const ask = (question: string) => {
      questions.push(question);
      return Promise.resolve(new Secret('known'));
    };
    expect(await passwords(load(password("{ prompt: 'Sudo:' }"), ask))).toEqual(['known', 'known', 'known', 'known']);
    expect(questions).toEqual(['Sudo:']);
  });

  test('is not asked for while something else is wrong, or where nobody is there', async () => {
    const never = () => Promise.reject(new Error('asked'));
    const wrong = change(password("{ prompt: 'Sudo:' }"), 'segment: 192.168.1.0/24', 'segment: nonsense');
    await expect(load(wrong, never)).rejects.toThrow('nonsense');
    await expect(load(password("{ prompt: 'Sudo:' }"))).rejects.toThrow(
      /^i.yaml:21:23: defaults.become.password: nobody is at a terminal to be asked; expected env, file or command$/,
    );
    await expect(load(password('{ prompt: p }'), () => Promise.resolve(new Secret('')))).rejects.toThrow(
      'found an empty answer',
    );
  });

  const { runCommand } = ownSurroundings();
  test('is what a program prints, without the newline at its end; it runs once and without a shell', async () => {
    const commands: string[] = [];
    const counting = (command: readonly string[], folder: string) => {
      commands.push(command.join(' '));
      return runCommand(command, folder);
    };
    const text = password('{ command: [printf, "%s\\\\n\\\\n", "$HOME; a"] }');
    expect((await passwords(load(text, null, { runCommand: counting })))[0]).toBe('$HOME; a\n');
    expect(commands).toHaveLength(1);
  });

  test.each([
    [
      '[sh, -c, "printf \'\\e[31mlocked\\n\' >&2; exit 3"]',
      /password: cannot get the secret from output of sh: it ended with status 3: \\x1b\[31mlocked$/,
    ],
    ['[sh, -c, "kill -9 $$"]', /it ended with SIGKILL$/],
    ['[no-such-program]', /cannot get the secret from output of no-such-program: spawnSync no-such-program ENOENT$/],
    ['["true"]', /found an empty output of true; expected a secret in it$/],
  ])('of the program %s is told with its place', async (command, message) => {
    const refused = load(password(`{ command: ${command} }`), null, { runCommand });
    await expect(refused).rejects.toThrow(message);
    await expect(refused).rejects.toMatchObject({ place: 'i.yaml:21:23', exitCode: 64 });
  });

  test('of a program that does not end, and takes no SIGTERM, is told in time', async () => {
    const impatient = (command: readonly string[], folder: string) => runSecretCommand(command, folder, 50);
    const text = password(`{ command: [sh, -c, "trap '' TERM; while :; do sleep 0.05; done"] }`);
    expect(await printedErrorOf(() => load(text, null, { runCommand: impatient }))).toBe(`\
i.yaml:21:23: defaults.become.password: cannot get the secret from output of sh: it did not end within 0.05 s; expected one that asks nobody: its input is empty
  → Correct i.yaml and run the command again; inventory.example.yaml explains every key. No host was contacted.
`);
  });
});
