import { writeAnswers } from '../../src/wizard/answers-file.ts';
import type { Answers } from '../../src/wizard/answers.ts';
import { nat, pair } from '../wizard/rows.ts';

/** A message of the page that a file of answers brings about. */
export interface AnswerCase {
  readonly message: string;
  readonly args: string;
  readonly files: Readonly<Record<string, string>>;
}

const hosts = (count: number) =>
  Array.from({ length: count }, (_, index) => `h${index} 10.1.${index >> 8}.${index & 255}`).join(', ');

const rows: readonly (readonly [message: string, answers: Answers | string])[] = [
  ['FILE:LINE:COLUMN: found no map; expected a line for each question, such as "vip: 192.168.1.229"', '- vip\n'],
  [
    'FILE:LINE:COLUMN: unknown question WORD; expected one that lvsdeploy setup --print-answers has',
    'vpi: 192.168.1.229\n',
  ],
  ['KEY: found WORD; expected a map, such as "lb1: 192.168.1.252"', 'directors: [lb1, lb2]\n'],
  ['KEY: found WORD; expected a word, such as VALUE', 'vip: [192.168.1.229]\n'],
  [
    'KEY: found VALUE, and the other answers do not ask for it; expected no such line',
    { ...pair, insideGateway: '10.0.0.254' },
  ],
  ['KEY: missing; expected a map, such as "lb1: 192.168.1.252"', 'cluster: web\nuser: root\n'],
  ['KEY: missing; expected an answer, such as VALUE', writeAnswers(pair).replace(/^segment:.*$/m, '')],
  ['KEY: found NAME, a word of lvsdeploy; expected another name', { ...pair, cluster: 'all' }],
  [
    'KEY: found none; expected one host at least, such as lb1 192.168.1.252',
    'cluster: web\nuser: root\ndirectors: {}\n',
  ],
  ['KEY: found NUMBER hosts; expected 250 at most', { ...pair, realServers: hosts(251) }],
  ['KEY: found NAME alone; expected a name and an address: NAME 192.168.1.252', { ...pair, directors: 'lb1, lb2' }],
  [
    'KEY: found ADDRESS, an address without a name; expected one before it: host1 ADDRESS',
    { ...pair, directors: '192.168.1.252, lb2 192.168.1.230' },
  ],
  [
    'KEY: found NAME, the name of the cluster; expected another one for the host',
    { ...pair, directors: 'web 192.168.1.252, lb2 192.168.1.230' },
  ],
  [
    'KEY: found NAME a second time; expected a name of its own for each host',
    { ...pair, realServers: 'web1 192.168.1.220, lb1 192.168.1.231' },
  ],
  [
    'KEY: found ADDRESS for HOST, which is the address of OTHER; expected another for each host',
    { ...pair, realServers: 'web1 192.168.1.220, web2 192.168.1.220' },
  ],
  [
    'KEY: found “VALUE”; expected a name, an IPv4 address and perhaps an IPv6 address',
    'cluster: web\nuser: root\ndirectors: { lb1: 192.168.1.252 fd00:1::252 eth0 }\n',
  ],
  ['KEY: found more than 100 directors; expected 2 or a few', { ...pair, directors: hosts(101) }],
  [
    'KEY: found NAME, which picks by the address that is asked for: with one VIP one server gets everything; expected another one',
    { ...pair, scheduler: 'dh' },
  ],
  ['KEY: found VALUE; expected LIST', { ...pair, method: 'fnat' }],
  ['KEY: found VALUE; expected WORD from NUMBER to NUMBER', { ...pair, port: 'http' }],
  ['KEY: found ADDRESS, REASON; expected an address that clients can reach', { ...pair, vip: '127.0.0.1' }],
  ['KEY: found ADDRESS, the address of HOST; expected one that no host has', { ...pair, vip: '192.168.1.252' }],
  [
    'KEY: found ADDRESS, which is the answer to WORD too; expected another address',
    {
      ...nat,
      insideNetwork: '192.168.0.0/16',
      realServers: 'app1 192.168.2.221 fd00:2::221',
      insideGateway: nat.vip ?? '',
    },
  ],
  ['KEY: found ADDRESS; expected an address in WORD NETWORK', { ...nat, insideGateway: '10.0.1.254' }],
  [
    'KEY: found ADDRESS, the NAME of NETWORK; expected an address that a host can have',
    { ...nat, insideGateway: '10.0.0.255' },
  ],
  ['KEY: found NETWORK; expected the network of HOST, ADDRESS', { ...pair, segment: '192.168.2.0/24' }],
  [
    'KEY: found dr, and HOST (ADDRESS) is not on the segment NETWORK; expected nat or tun',
    { ...pair, realServers: 'web1 192.168.2.220, web2 192.168.1.231' },
  ],
  [
    'KEY: found dr, and the VIP ADDRESS is not in the segment NETWORK; expected nat or tun',
    { ...pair, vip: '192.168.2.229' },
  ],
  [
    'KEY: found dr, and HOST (ADDRESS) is not in NETWORK; expected nat or tun',
    {
      ...pair,
      directors: nat.directors ?? '',
      segment6: nat.segment6 ?? '',
      realServers: 'web1 192.168.1.220 fd00:2::220, web2 192.168.1.231 fd00:2::231',
      vip6: nat.vip6 ?? '',
    },
  ],
  [
    'KEY: found NETWORK, the segment itself, on INTERFACE; expected another network, or INTERFACE for the interface',
    {
      ...nat,
      realServers: 'app1 192.168.1.221 fd00:2::221, app2 192.168.1.222 fd00:2::222',
      insideNetwork: nat.segment ?? '',
    },
  ],
  ['KEY: found NAME; expected the real servers LIST', { ...pair, weights: 'web1=3, wbe2=1' }],
  ['KEY: found no weight for HOST; expected one for each: LIST', { ...pair, weights: 'web1=3' }],
];

/** @returns a case for each thing that can be wrong with an answer. */
export const answerCases: readonly AnswerCase[] = rows.map(([message, answers]) => ({
  message,
  args: 'setup --answers ./answers.yaml -i ./new.yaml --ssh-config ./ssh_config',
  files: {
    'answers.yaml': typeof answers === 'string' ? answers : writeAnswers(answers),
    // What is not answered is looked for on the hosts: these are found nowhere.
    ssh_config: 'Host *\n  ProxyCommand false\n  ConnectionAttempts 1\n',
  },
}));
