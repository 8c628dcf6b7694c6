import { describe, expect, it } from 'vitest';
import { hostEdges } from '../../src/cli/setup/hosts.ts';
import { rememberSecrets } from '../../src/cli/ask-secret.ts';
import { Secret } from '../../src/secret.ts';
import type { Answers } from '../../src/wizard/answers.ts';
import { conductInterview, type Prompt } from '../../src/wizard/interview.ts';
import { documentHosts, eth, fakeOutside, type FakeNetwork } from './fake-hosts.ts';
import { pair } from './rows.ts';

const vrrp51 = 'ens3 192.168.1.10 2133640101010000\n';

interface Held {
  readonly answers: Answers;
  readonly prompts: readonly string[];
  readonly said: string;
  readonly warned: readonly string[];
  readonly kept: readonly Answers[];
}

/** Holds an interview with a person who says these words, one a prompt; an empty one takes what is offered. */
async function hold(
  words: readonly string[],
  network: FakeNetwork = { hosts: documentHosts },
  start: Answers = {},
  typed: readonly string[] = [],
): Promise<Held> {
  const [prompts, said, warned, kept]: [string[], string[], string[], Answers[]] = [[], [], [], []];
  const left = [...words];
  const ask = ({ message, offered, check, choices }: Prompt) => {
    prompts.push(`${message}${offered === null ? '' : ` (${offered})`}`);
    const word = left.shift();
    if (word === undefined) throw new Error(`nothing to say to: ${prompts.join('\n')}`);
    if (word === 'back' || word === '?')
      return Promise.resolve({ kind: word === 'back' ? ('back' as const) : ('explain' as const) });
    const text = word === '' ? (offered ?? '') : word;
    const fault = check(text) ?? (choices?.every(({ value }) => value !== text) === true ? 'no such choice' : null);
    if (fault !== null) throw new Error(`${message}: ${fault}`);
    return Promise.resolve({ kind: 'answer' as const, text });
  };
  const tell = (line: string) => said.push(line);
  const passwords = [...typed];
  const secrets = rememberSecrets(() => Promise.resolve(new Secret(passwords.shift() ?? '')));
  const hosts = hostEdges(fakeOutside(network, secrets), {
    inventory: '/etc/lvs/i.yaml',
    tell,
    acceptKey: () => Promise.resolve(true),
  });
  const edges = {
    ...hosts,
    ask,
    say: (lines: readonly string[]) => void said.push(...lines),
    warn: (lines: readonly string[]) => void warned.push(...lines),
    keep: (answers: Answers) => void kept.push(answers),
  };
  const { answers } = await conductInterview(edges, start);
  expect(left).toEqual([]);
  return { answers, prompts, said: said.join('\n'), warned, kept };
}

const hosts = ['lb1 192.168.1.252', 'lb2 192.168.1.230', ''];
// And no client.
const servers = ['web1 192.168.1.220', 'web2 192.168.1.231', '', ''];

describe('the interview', () => {
  it('hears on one director what the other one advertises', async () => {
    const { lb1 = { addresses: [] }, ...others } = documentHosts;
    const { answers } = await hold(
      ['', 'root', ...hosts, '', '', ...servers, '', '', '', '', '', 'web1=3, web2=1', '60', '', '', ''],
      { hosts: { ...others, lb1: { ...lb1, heard: '' } }, heard: vrrp51 },
    );
    expect(answers.virtualRouterId).toBe('52');
  });

  it('offers what it found, and takes it', async () => {
    const { answers, prompts, warned, said } = await hold(
      ['', 'root', ...hosts, '', '', ...servers, '', '', '', '', '', 'web1=3, web2=1', '60', '', '', ''],
      { hosts: documentHosts, taken: ['192.168.1.229'], heard: vrrp51 },
    );
    expect(answers).toEqual({ ...pair, interface: 'ens3', vip: '192.168.1.228', virtualRouterId: '52' });
    expect(warned).toEqual([]);
    expect(prompts).toEqual([
      'What is the cluster called? (web)',
      'Log in to the hosts as which user? (default)',
      'Director 1: name and address',
      'Director 2 (empty when that is all)',
      'Director 3 (empty when that is all)',
      'By which interface are the directors on the segment? (ens3)',
      'Which network is that segment? (192.168.1.0/24)',
      'Real server 1: name and address',
      'Real server 2 (empty when that is all)',
      'Real server 3 (empty when that is all)',
      'Client to test from: name and address (empty for none)',
      'Under which VIP do clients reach the service? (192.168.1.228)',
      'Which protocol does the service speak? (tcp)',
      'At which port is the service? (80)',
      'By which forwarding method do packets get to the real servers? (dr)',
      'Which scheduler picks the real server? (wrr)',
      'Which weight does each real server get? (web1=1, web2=1)',
      'For how many seconds does a client stay with its real server? (none)',
      'By which health check is a dead real server told? (tcp)',
      'Which VRID does the cluster get? (52)',
      'Generate a secret for VRRP? (yes)',
    ]);
    expect(said).toContain('lb1: debian 12, Linux 6.1.0, apt, logged in as root, ip_vs there\n  ens3 192.168.1.252/24');
    expect(said).toContain('Heard: VRID 51.');
  });

  const rest = ['', '', '', '', '', '', '', '', '', ''];

  it('takes the word for no client, too', async () => {
    const { answers, prompts } = await hold(['', 'root', ...hosts, '', '', ...servers.slice(0, 3), 'none', ...rest]);
    expect(answers.clients).toBe('none');
    expect(prompts.filter((prompt) => prompt.startsWith('Client'))).toHaveLength(1);
  });

  it('tells in one line what a proxy says of a host that is not reached', async () => {
    const { said } = await hold(['', 'root', ...hosts, '', '', ...servers, ...rest], {
      hosts: { ...documentHosts, web1: { addresses: [], isDown: true, complaint: 'its proxyCommand says: no way' } },
    });
    expect(said).toContain(
      'web1 is not reached: web1 does not answer; its proxyCommand says: no way. See that it is on.',
    );
  });

  it('goes back to every question, and offers what was said before', async () => {
    const { answers, prompts } = await hold([
      ...['back', 'lvs', 'root', 'lb1 192.168.1.252', 'lb3 192.168.1.233'],
      ...['back', 'back', 'back', 'back', '', ''], // lb3, lb1, the user, and the name are asked again
      ...hosts,
      ...['', 'back', 'back', '', '', '192.168.1.0/24'], // the interface, then the hosts, and forward again
      ...['back', 'back', 'eth9', 'no', '', ''], // what was refused is not offered again
      ...servers,
      ...rest,
    ]);
    expect(answers.cluster).toBe('lvs');
    expect(answers.directors).toBe('lb1 192.168.1.252, lb2 192.168.1.230');
    expect(answers.interface).toBe('ens3');
    expect(prompts.slice(6, 10)).toEqual([
      'Director 2 (empty when that is all)',
      'Director 1: name and address',
      'Log in to the hosts as which user? (root)',
      'What is the cluster called? (lvs)',
    ]);
  });

  it('explains a question and its terms when it is asked to', async () => {
    const { said } = await hold(['', 'root', '?', ...hosts, '', '', ...servers, ...rest]);
    expect(said).toContain('director: a host that takes connections for the VIP and hands each on to a real server');
  });

  it('keeps the answers after each, hosts one by one', async () => {
    const { kept } = await hold(['', 'root', ...hosts, '', '', ...servers, ...rest]);
    expect(kept.slice(0, 4)).toEqual([
      { cluster: 'web' },
      { cluster: 'web', user: 'root' },
      { cluster: 'web', user: 'root', directors: 'lb1 192.168.1.252' },
      { cluster: 'web', user: 'root', directors: 'lb1 192.168.1.252, lb2 192.168.1.230' },
    ]);
  });

  it('takes up where it was left, also in the middle of the hosts', async () => {
    const { prompts, said } = await hold(['lb2 192.168.1.230', '', '', '', ...servers, ...rest], undefined, {
      cluster: 'web',
      user: 'root',
      directors: 'lb1 192.168.1.252',
    });
    expect(said).toMatch(/^Connecting to lb1/);
    expect(prompts[0]).toBe('Director 2 (empty when that is all)');
  });

  it('takes clients, and connects to them as well', async () => {
    const network = {
      hosts: { ...documentHosts, client: { addresses: [eth('eth0', '192.168.1.10/24')], tools: 'ip\n' } },
    };
    const named = [...servers.slice(0, 3), 'client 192.168.1.10', ''];
    const { answers, said, warned } = await hold(['', 'root', ...hosts, '', '', ...named, ...rest], network);
    expect(answers.clients).toBe('client 192.168.1.10');
    expect(said).toContain('Connecting to client (192.168.1.10)');
    // Nothing is installed on a client.
    expect(warned).toEqual([]);
  });

  it('asks again for a sudo password that was wrong, and for a right one once', async () => {
    const network: FakeNetwork = {
      hosts: { ...documentHosts, lb1: { addresses: [eth('ens3', '192.168.1.252/24')], sudoPassword: 'right' } },
    };
    const words = ['', 'ops', 'yes', ...hosts, '', '', ...servers, ...rest];
    const { said, warned } = await hold(words, network, {}, ['wrong', 'right']);
    expect(said.match(/sudo refused the password/g)).toHaveLength(1);
    expect(said).toContain('lb1: debian 12, Linux 6.1.0, apt, root by sudo');
    expect(warned).toEqual([]);
  });

  it('asks again where nothing was typed for the sudo password', async () => {
    const network = {
      hosts: { ...documentHosts, lb1: { addresses: [eth('ens3', '192.168.1.252/24')], sudoPassword: 'right' } },
    };
    const words = ['', 'ops', 'yes', ...hosts, '', '', ...servers, ...rest];
    const { said, warned } = await hold(words, network, {}, ['', '', 'right']);
    expect(said.match(/Nothing was typed: .*\^C, which keeps the answers/g)).toHaveLength(2);
    expect(said).toContain('lb1: debian 12, Linux 6.1.0, apt, root by sudo');
    expect(warned).toEqual([]);
  });

  it('gives up on a sudo password after three that were wrong, and goes on without', async () => {
    const network: FakeNetwork = {
      hosts: {
        ...documentHosts,
        lb2: { addresses: [eth('ens3', '192.168.1.230/24')], refusesSudo: true, user: '1000' },
      },
    };
    const words = ['', 'ops', 'yes', ...hosts, '', '', ...servers, ...rest];
    const { said, warned } = await hold(words, network, {}, ['one', 'two', 'three', 'four']);
    expect(said.match(/sudo refused the password/g)).toHaveLength(2);
    expect(warned).toEqual(['lb2 gives no rights of root: sudo refused the password; mend that, or log in as root']);
  });

  it('makes one director standalone when that is meant', async () => {
    const { answers, warned } = await hold([
      '',
      'root',
      'lb1 192.168.1.252',
      '',
      'yes',
      '',
      '',
      ...servers,
      '',
      '',
      '',
      '',
      '',
      '',
      '',
    ]);
    expect(warned[0]).toMatch(/^one director only/);
    expect(answers.virtualRouterId).toBeUndefined();
  });
});

describe('what it warns of at once', () => {
  const asked = ['', 'ops', 'no', ...hosts, '', '', ...servers];
  const rest = ['', '', '', '', '', '', '', '', '', ''];
  const with1 = (lb1: Partial<FakeNetwork['hosts'][string]>): FakeNetwork => ({
    hosts: { ...documentHosts, lb1: { addresses: [eth('ens3', '192.168.1.252/24')], ...lb1 } },
  });
  it.each<[string, readonly string[], FakeNetwork, RegExp]>([
    [
      'no sudo',
      [...asked, ...rest],
      with1({ refusesSudo: true, user: '1000' }),
      /^lb1 gives no rights of root: let sudo/,
    ],
    [
      'no package manager',
      [...asked, ...rest],
      with1({ tools: 'ip\n' }),
      /^lb1 has none of apt, dnf and yum, and a run refuses it/,
    ],
    [
      'a host that is down',
      ['', 'ops', 'no', ...hosts, '', '', ...servers, ...rest],
      { hosts: { ...documentHosts, web1: { addresses: [], isDown: true } } },
      /^web1 has to be reached/,
    ],
    [
      'another address',
      [...asked, ...rest],
      with1({ addresses: [eth('ens3', '192.168.1.7/24')] }),
      /^lb1 does not hold 192.168.1.252/,
    ],
    [
      'one machine under two names',
      [...asked, ...rest],
      {
        hosts: {
          ...documentHosts,
          lb1: { addresses: [eth('ens3', '192.168.1.252/24'), eth('ens3', '192.168.1.230/24')], bootId: 'one' },
          lb2: { addresses: [eth('ens3', '192.168.1.252/24'), eth('ens3', '192.168.1.230/24')], bootId: 'one' },
        },
      },
      /^lb2 and lb1 are the same machine/,
    ],
    [
      'a VIP in use',
      [...asked, '192.168.1.200', 'no', '', ...rest.slice(1)],
      { hosts: documentHosts, taken: ['192.168.1.200'] },
      /^somebody answers for 192.168.1.200/,
    ],
    [
      'a VRID that is heard',
      [...asked, ...rest.slice(0, 8), '51', 'no', '', ''],
      { hosts: documentHosts, heard: vrrp51 },
      /^VRID 51 is heard/,
    ],
    [
      'real servers on another segment',
      ['', 'ops', 'no', ...hosts, '', '', 'web1 10.0.0.1', '', 'yes', '', '', '', '', 'tun', '', '', '', '', '', ''],
      { hosts: { ...documentHosts, web1: { addresses: [eth('eth0', '10.0.0.1/24')] } } },
      /^web1 not on the segment 192.168.1.0\/24: DR cannot reach them/,
    ],
    [
      'a scheduler that the kernel lacks',
      [...asked, '', '', '', '', 'mh', 'yes', '', '', '', ''],
      { hosts: documentHosts },
      /^the kernel of lb1 \(6.1.0\) has no scheduler mh/,
    ],
  ])('%s', async (_, words, network, warning) => {
    const { warned } = await hold(words, network);
    expect(warned.filter((line) => warning.test(line))).toHaveLength(1);
  });

  it('asks before it trusts a key, and records that very key', async () => {
    let recorded = 0;
    await hold([...asked, ...rest], with1({ unknownKey: () => (recorded += 1) }));
    expect(recorded).toBe(1);
  });
});
