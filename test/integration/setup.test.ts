import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { hostEdges, type Outside } from '../../src/cli/setup/hosts.ts';
import { openSession } from '../../src/ssh/session.ts';
import { ssh2Transport } from '../../src/ssh/ssh2-transport.ts';
import type { Answers } from '../../src/wizard/answers.ts';
import type { FoundHost } from '../../src/wizard/survey.ts';
import { startSshd, type Sshd } from './sshd.ts';

let sshd: Sshd;
beforeAll(async () => {
  sshd = await startSshd();
});
afterAll(() => sshd.stop());

const transport = ssh2Transport();
const outside: Outside = { secrets: null, open: (host) => openSession(transport, host) };
const named = { name: 'lb1', address: '127.0.0.1', address6: null };

/** A way to the server with a known_hosts file that names nobody yet. */
function around(accept: boolean) {
  const knownHosts = sshd.file('known_by_setup', '');
  const sshConfig = sshd.file(
    'config_of_setup',
    `Host 127.0.0.1\n  Port ${sshd.port}\n  IdentityFile ${sshd.clientKey}\n  IdentityAgent none\n  UserKnownHostsFile ${knownHosts}\n  GlobalKnownHostsFile /dev/null\n`,
  );
  const [asked, told]: [string[], string[]] = [[], []];
  const edges = hostEdges(outside, {
    inventory: join(sshd.folder, 'inventory.yaml'),
    tell: (line) => told.push(line),
    acceptKey: (message) => {
      asked.push(message);
      return Promise.resolve(accept);
    },
  });
  const answers: Answers = { sshConfig, user: 'root', directors: 'lb1 127.0.0.1', interface: 'lo' };
  return { edges, answers, asked, told, knownHosts };
}

it('asks once about a key that is not known, records that key, and looks at the host', async () => {
  const { edges, answers, asked, knownHosts } = around(true);
  const found = await edges.inspect(named, answers);
  expect(found).toMatchObject({ isReached: true, privileges: 'root' });
  expect(asked).toHaveLength(1);
  expect(asked[0]).toContain('ssh-ed25519 SHA256:');
  expect(readFileSync(knownHosts, 'utf8')).toBe(`[127.0.0.1]:${sshd.port} ${sshd.hostKey('ed25519')}\n`);
  await edges.inspect(named, answers);
  expect(asked).toHaveLength(1);
});

it('records nothing that was not accepted', async () => {
  const { edges, answers, knownHosts } = around(false);
  expect(await edges.inspect(named, answers)).toMatchObject({
    isReached: false,
    problem: expect.stringContaining('is not known') as string,
  });
  expect(readFileSync(knownHosts, 'utf8')).toBe('');
});

it('asks the network of a host that is really there', async () => {
  const { edges, answers, told } = around(true);
  const found: FoundHost = await edges.inspect(named, answers);
  const survey = new Map([['lb1', found]]);
  const taken = await edges.probe('lo', ['127.0.0.1'], answers, survey);
  // Without ping and arping there is nothing to ask with; with either, the host has its own address.
  expect([...taken.keys()].every((address) => address === '127.0.0.1')).toBe(true);
  const heard = await edges.listen(answers, survey);
  expect(heard === null ? told.at(-1) : heard).toEqual(
    heard === null ? expect.stringContaining('not known') : expect.any(Array),
  );
});
