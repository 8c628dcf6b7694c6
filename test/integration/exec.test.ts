import { userInfo } from 'node:os';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sshEngine } from '../../src/cli/engine.ts';
import { runWith } from '../cli/console.ts';
import { startSshd, type Sshd } from './sshd.ts';

let sshd: Sshd;
let inventory: string;
const person = { warn: () => undefined, onWait: () => undefined, askSecret: null };

beforeAll(async () => {
  sshd = await startSshd();
  inventory = sshd.file(
    'inventory.yaml',
    `defaults:
  ssh: { config: none, user: ${userInfo().username}, identityFile: ${sshd.clientKey}, knownHosts: ${sshd.knownHosts}, agent: none }
hosts:
  one: { address: 127.0.0.1, ssh: { port: ${sshd.port} } }
  gone: { address: 127.0.0.1, ssh: { port: 1, connectionAttempts: 1 } }
`,
  );
});
afterAll(() => sshd.stop());

const lvsdeploy = (...args: readonly string[]) => {
  const [command = '', ...rest] = args;
  return runWith(sshEngine(person), [command, '-i', inventory, ...rest]);
};

describe('over a real sshd', () => {
  test('exec hands the words over as they are, and lines behind the name of the host', async () => {
    const words = ['printf', '%s\\n', "it's", '$HOME', 'a  b', '*'];
    const ended = await lvsdeploy('exec', 'one', '--', ...words);
    expect(ended).toMatchObject({ code: 0, stdout: "one | it's\none | $HOME\none | a  b\none | *\n" });
  });

  test.each([
    [['--shell', '--', 'echo a b | wc -w; exit 3'], 'one | 2\n', 1],
    [['--shell', '--', 'if true; then ('], '', 1],
    [['--', 'sh', '-c', 'exit 9'], '', 1],
    [['--timeout', '0.2', '--', 'sleep', '60'], '', 1],
    [['--no-become', '--', 'id', '-un'], `one | ${userInfo().username}\n`, 0],
  ])('exec %j', async (args, stdout, code) => {
    expect(await lvsdeploy('exec', 'one', ...args)).toMatchObject({ stdout, code });
  });

  test.runIf(userInfo().uid === 0)('ping tells the host that can be used from the one that is not there', async () => {
    const { stdout, code } = await lvsdeploy('ping');
    expect(code).toBe(3);
    expect(stdout).toMatch(/^one +ok +\d+\.\d s {2}root, Linux /m);
    expect(stdout).toMatch(/^gone +unreachable /m);
  });

  test('facts reads what the machine is', async () => {
    const { stdout } = await lvsdeploy('facts', 'one', '--json');
    expect(JSON.parse(stdout)).toMatchObject({
      hosts: [{ host: 'one', facts: { architecture: expect.any(String) as string } }],
    });
  });
});
