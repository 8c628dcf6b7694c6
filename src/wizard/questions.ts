import { byDestination, bySource, unweighted } from '../cluster/scheduler-traits.ts';
import {
  type Answers,
  type QuestionName,
  asIs,
  directorsOf,
  membersOf,
  isStandalone,
  none,
  realServersOf,
  saidOf,
} from './answers.ts';
import type { Term } from './glossary.ts';
import { schedulerNotes } from './schedulers.ts';

/** A word that can be chosen, and what it means. */
export interface Choice {
  readonly value: string;
  readonly note: string;
}

/** One question, as data: what is asked, what for, when, and what is taken when nobody says anything. */
export interface Question {
  readonly name: QuestionName;
  /** What a person reads. */
  readonly asks: string;
  /** What it is for, in one line. */
  readonly explains: string;
  readonly terms: readonly Term[];
  /** Hosts are asked for one after the other. */
  readonly kind: 'text' | 'choice' | 'hosts';
  readonly choices?: (answers: Answers) => readonly Choice[];
  /** The answer where neither a person nor a host says one; null for none. */
  readonly fallback: (answers: Answers) => string | null;
  /** Its place in the template of answers: `lb1 192.168.1.252`. */
  readonly example: string;
  readonly isAsked: (answers: Answers) => boolean;
}

const always = () => true;
const saying = (answer: string | null) => () => answer;
const isNat = ({ method }: Answers) => method === 'nat';
const isNat6 = (answers: Answers) => isNat(answers) && saidOf(answers.vip6) !== null;
const isHa = (answers: Answers) => !isStandalone(answers);

const yesOrNo = (yes: string, no: string) => () => [
  { value: 'no', note: no },
  { value: 'yes', note: yes },
];

/** The questions in their order. */
export const questions: readonly Question[] = [
  {
    name: 'cluster',
    asks: 'What is the cluster called?',
    explains: 'A name for patterns such as --limit, and for the files of the cluster.',
    terms: ['cluster'],
    kind: 'text',
    fallback: saying('web'),
    example: 'web',
    isAsked: always,
  },
  {
    name: 'user',
    asks: 'Log in to the hosts as which user?',
    explains: 'A user name for all hosts; default: the one that ssh would take, by ssh_config or your own.',
    terms: ['ssh_config'],
    kind: 'text',
    fallback: saying(asIs),
    example: 'root',
    isAsked: always,
  },
  {
    name: 'sudoPassword',
    asks: 'Does sudo ask for a password on the hosts?',
    explains: 'yes: it is asked for at each run, and kept nowhere. root needs no sudo.',
    terms: ['sudo'],
    kind: 'choice',
    choices: yesOrNo('it is asked for at each run', 'sudo -n works, or you log in as root'),
    fallback: saying('no'),
    example: 'no',
    isAsked: ({ user }) => user !== 'root',
  },
  {
    name: 'sshConfig',
    asks: 'Which ssh_config says how the hosts are reached?',
    explains: 'A path, none, or default: what ssh itself reads. A relative path starts at the inventory.',
    terms: ['ssh_config'],
    kind: 'text',
    fallback: saying(asIs),
    example: '~/.ssh/config',
    // At the terminal that is the option --ssh-config: hardly anybody has another one.
    isAsked: ({ sshConfig }) => sshConfig !== undefined,
  },
  {
    name: 'directors',
    asks: 'Director: name and address',
    explains: 'lb1 192.168.1.252, and its IPv6 address behind it if there is one. The first one serves first.',
    terms: ['director'],
    kind: 'hosts',
    fallback: saying(null),
    example: 'lb1 192.168.1.252',
    isAsked: always,
  },
  {
    name: 'interface',
    asks: 'By which interface are the directors on the segment?',
    explains: 'The VIP is put on it, and VRRP is spoken there. Hosts that differ can say so in the inventory.',
    terms: ['interface', 'segment', 'VIP', 'VRRP', 'director'],
    kind: 'text',
    fallback: saying('eth0'),
    example: 'eth0',
    isAsked: always,
  },
  {
    name: 'segment',
    asks: 'Which network is that segment?',
    explains: 'With its netmask: 192.168.1.0/24. All directors are on it.',
    terms: ['segment', 'netmask', 'director'],
    kind: 'text',
    fallback: saying(null),
    example: '192.168.1.0/24',
    isAsked: always,
  },
  {
    name: 'segment6',
    asks: 'Which IPv6 network is on the same segment?',
    explains: 'For VIPs of IPv6: fd00:1::/64, or none.',
    terms: ['segment', 'VIP'],
    kind: 'text',
    fallback: saying(none),
    example: 'fd00:1::/64',
    isAsked: (answers) => directorsOf(answers).some(({ address6 }) => address6 !== null),
  },
  {
    name: 'realServers',
    asks: 'Real server: name and address',
    explains: 'web1 192.168.1.220, and its IPv6 address behind it if there is one.',
    terms: ['real server'],
    kind: 'hosts',
    fallback: saying(null),
    example: 'web1 192.168.1.220',
    isAsked: always,
  },
  {
    name: 'clients',
    asks: 'Client to test from: name and address',
    explains: 'A host beside the cluster that verify and drill send requests from: no director can test its own VIP.',
    terms: ['director', 'VIP'],
    kind: 'hosts',
    fallback: saying(none),
    example: 'client 192.168.1.10',
    isAsked: always,
  },
  {
    name: 'vip',
    asks: 'Under which VIP do clients reach the service?',
    explains: 'An IPv4 address that no host has: for DR one of the segment.',
    terms: ['VIP', 'DR', 'segment'],
    kind: 'text',
    fallback: saying(null),
    example: '192.168.1.229',
    isAsked: always,
  },
  {
    name: 'vip6',
    asks: 'Under which IPv6 VIP as well?',
    explains: 'The same service by IPv6: an address of the IPv6 network of the segment, or none.',
    terms: ['VIP', 'segment'],
    kind: 'text',
    fallback: saying(none),
    example: 'fd00:1::229',
    isAsked: (answers) =>
      saidOf(answers.segment6) !== null && membersOf(answers).every(({ address6 }) => address6 !== null),
  },
  {
    name: 'protocol',
    asks: 'Which protocol does the service speak?',
    explains: 'The virtual service is for one of the two; more services are added in the inventory.',
    terms: ['protocol', 'virtual service'],
    kind: 'choice',
    choices: () => [
      { value: 'tcp', note: 'HTTP, HTTPS, mail, databases' },
      { value: 'udp', note: 'DNS, NTP, syslog' },
    ],
    fallback: saying('tcp'),
    example: 'tcp',
    isAsked: always,
  },
  {
    name: 'port',
    asks: 'At which port is the service?',
    explains: 'On the VIP and on the real servers alike.',
    terms: ['port', 'VIP', 'real server'],
    kind: 'text',
    fallback: ({ protocol }) => (protocol === 'udp' ? '53' : '80'),
    example: '80',
    isAsked: always,
  },
  {
    name: 'method',
    asks: 'By which forwarding method do packets get to the real servers?',
    explains: 'How the network is laid out decides it.',
    terms: ['forwarding method', 'DR', 'NAT', 'TUN', 'real server', 'director', 'segment'],
    kind: 'choice',
    choices: () => [
      { value: 'dr', note: 'DR: on the same segment, answered directly' },
      { value: 'nat', note: 'NAT: on an inside network, answered through the director' },
      { value: 'tun', note: 'TUN: on any network, answered directly' },
    ],
    fallback: saying('dr'),
    example: 'dr',
    isAsked: always,
  },
  {
    name: 'insideInterface',
    asks: 'By which interface are the directors on the inside network?',
    explains: "For NAT: the real servers' side. The interface of the segment, when all is one network.",
    terms: ['NAT', 'interface', 'real server', 'segment', 'director'],
    kind: 'text',
    fallback: saying('eth1'),
    example: 'eth1',
    isAsked: isNat,
  },
  {
    name: 'insideNetwork',
    asks: 'Which network are the real servers in?',
    explains: 'For NAT, with its netmask: 10.0.0.0/24.',
    terms: ['NAT', 'netmask', 'real server'],
    kind: 'text',
    fallback: saying(null),
    example: '10.0.0.0/24',
    isAsked: isNat,
  },
  {
    name: 'insideGateway',
    asks: 'Which floating address is their gateway?',
    explains: 'For NAT: an address of the inside network that no host has; real servers get it for default route.',
    terms: ['NAT', 'gateway', 'real server'],
    kind: 'text',
    fallback: saying(null),
    example: '10.0.0.254',
    isAsked: isNat,
  },
  {
    name: 'insideNetwork6',
    asks: 'Which IPv6 network are the real servers in?',
    explains: 'For NAT of the IPv6 VIP: fd00:2::/64.',
    terms: ['NAT', 'VIP', 'real server'],
    kind: 'text',
    fallback: saying(null),
    example: 'fd00:2::/64',
    isAsked: isNat6,
  },
  {
    name: 'insideGateway6',
    asks: 'Which floating IPv6 address is their gateway?',
    explains: 'For NAT of the IPv6 VIP: an address of that network that no host has.',
    terms: ['NAT', 'VIP', 'gateway'],
    kind: 'text',
    fallback: saying(null),
    example: 'fd00:2::254',
    isAsked: isNat6,
  },
  {
    name: 'scheduler',
    asks: 'Which scheduler picks the real server?',
    explains: 'IPVS asks it for each new connection.',
    terms: ['scheduler', 'real server', 'IPVS'],
    kind: 'choice',
    choices: ({ protocol }) =>
      Object.entries(schedulerNotes)
        .map(([value, note]) => ({ value, note }))
        .filter(({ value }) => !byDestination.has(value) && (value !== 'ovf' || protocol !== 'udp')),
    fallback: saying('wrr'),
    example: 'wrr',
    isAsked: always,
  },
  {
    name: 'weights',
    asks: 'Which weight does each real server get?',
    explains: 'web1=3, web2=1; for ovf the number of connections that each can take, 2 or more.',
    terms: ['weight', 'real server'],
    kind: 'text',
    fallback: (answers) => fallbackWeights(answers),
    example: 'web1=3, web2=1',
    isAsked: ({ scheduler = '' }) => !unweighted.has(scheduler),
  },
  {
    name: 'persistence',
    asks: 'For how many seconds does a client stay with its real server?',
    explains: 'Persistence, for services that keep something of a client; none: each connection for itself.',
    terms: ['persistence', 'real server'],
    kind: 'text',
    fallback: saying(none),
    example: '60',
    isAsked: ({ scheduler = '' }) => !bySource.has(scheduler),
  },
  {
    name: 'healthCheck',
    asks: 'By which health check is a dead real server told?',
    explains: 'keepalived asks each real server every 6 seconds; a dead one gets weight 0.',
    terms: ['health check', 'keepalived', 'real server', 'weight'],
    kind: 'choice',
    choices: ({ protocol }) => (protocol === 'udp' ? checksOfUdp : checksOfTcp),
    fallback: ({ protocol }) => (protocol === 'udp' ? 'udp' : 'tcp'),
    example: 'tcp',
    isAsked: isHa,
  },
  {
    name: 'virtualRouterId',
    asks: 'Which VRID does the cluster get?',
    explains: 'VRRP packets of other clusters on the segment must have another one.',
    terms: ['VRID', 'VRRP', 'cluster', 'segment'],
    kind: 'text',
    fallback: saying('51'),
    example: '51',
    isAsked: isHa,
  },
  {
    name: 'vrrpSecret',
    asks: 'Generate a secret for VRRP?',
    explains: 'yes: 8 random characters in a file of its own beside the inventory, which only you can read.',
    terms: ['secret', 'VRRP'],
    kind: 'choice',
    choices: () => [
      { value: 'yes', note: 'in a file beside the inventory' },
      { value: 'no', note: 'any host on the segment can take part' },
    ],
    fallback: saying('yes'),
    example: 'yes',
    isAsked: isHa,
  },
];

const checksOfTcp: readonly Choice[] = [
  { value: 'tcp', note: 'a connection is taken' },
  { value: 'http', note: 'GET / is answered with status 200' },
  { value: 'https', note: 'the same over TLS; the certificate is not checked' },
  { value: 'smtp', note: 'a mail server greets' },
  { value: 'ping', note: 'the host answers, whatever it serves' },
  { value: none, note: 'a dead server keeps its clients' },
];

const checksOfUdp: readonly Choice[] = [
  { value: 'udp', note: 'an empty packet is not refused' },
  { value: 'dns', note: 'a query is answered' },
  { value: 'ping', note: 'the host answers, whatever it serves' },
  { value: none, note: 'a dead server keeps its clients' },
];

function fallbackWeights(answers: Answers): string {
  const servers = realServersOf(answers);
  const weightOf = (index: number) => {
    if (answers.scheduler === 'ovf') return 100;
    // fo has them serve one after the other.
    return answers.scheduler === 'fo' ? servers.length - index : 1;
  };
  return servers.map(({ name }, index) => `${name}=${weightOf(index)}`).join(', ');
}

/** @returns the question of that name. */
export function questionOf(name: QuestionName): Question {
  const found = questions.find((question) => question.name === name);
  if (found === undefined) throw new TypeError(`no question ${name}`);
  return found;
}
