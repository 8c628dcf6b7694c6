import { stringify } from 'yaml';
import { canonicalAddress } from '../cluster/address.ts';
import {
  type Answers,
  type NamedHost,
  asIs,
  clientsOf,
  directorsOf,
  isStandalone,
  none,
  readWeights,
  realServersOf,
  saidOf,
  sudoFileOf,
} from './answers.ts';
import { bySource, unweighted } from '../cluster/scheduler-traits.ts';

/** @returns the file, beside the inventory, with the secret of VRRP of a cluster. */
export function secretFileOf({ cluster = '' }: Answers): string {
  return `vrrp-${cluster}.secret`;
}

/** @returns whether the answers want a secret of VRRP. */
export function wantsSecret(answers: Answers): boolean {
  return !isStandalone(answers) && answers.vrrpSecret === 'yes';
}

/** @returns the text of the inventory that a full set of answers makes, with comments. */
export function inventoryOf(answers: Answers): string {
  return [...head, ...loginLines(answers), ...clusterLines(answers), ''].join('\n');
}

/** @returns an inventory with one host and no cluster, to find the way to a host before the rest is answered. */
export function hostInventoryOf(answers: Answers, { name, address }: NamedHost): string {
  return [...loginLines(answers), 'hosts:', `  ${word(name)}: { address: ${word(address)} }`, ''].join('\n');
}

const head = [
  '# Written by lvsdeploy setup; it is yours now. inventory.example.yaml shows',
  '# every key that there is. A secret never stands in this file: { file: … },',
  '# { env: … }, { command: … } or { prompt: … } says where it is.',
  '',
];

function loginLines(answers: Answers): readonly string[] {
  const { user, sshConfig } = answers;
  const ssh = [
    ...(saidOf(user) === null ? [] : [`    user: ${word(user)}`]),
    ...(sshConfig === undefined || sshConfig === asIs ? [] : [`    config: ${word(sshConfig)} # ssh_config(5)`]),
  ];
  const become = user === 'root' ? [] : becomeLines(answers);
  if (ssh.length + become.length === 0) return ['# Hosts are reached as ssh(1) reaches them, by ~/.ssh/config.', ''];
  return [
    '# How hosts are reached; what is left out is as ssh(1) has it.',
    'defaults:',
    ...(ssh.length === 0 ? [] : ['  ssh:', ...ssh]),
    ...become,
    '',
  ];
}

function becomeLines(answers: Answers): readonly string[] {
  const file = sudoFileOf(answers);
  if (file !== null)
    return [
      '  become:',
      `    password: { file: ${stringify(file, { lineWidth: 0, defaultStringType: 'QUOTE_SINGLE' }).trimEnd()} }`,
    ];
  return answers.sudoPassword === 'yes'
    ? ['  become:', "    password: { prompt: 'Sudo password:' } # asked for at each run"]
    : [];
}

function clusterLines(answers: Answers): readonly string[] {
  const { cluster, segment, segment6, interface: device } = answers;
  const standalone = isStandalone(answers);
  const six = saidOf(segment6);
  return [
    'clusters:',
    `  ${word(cluster)}:`,
    standalone
      ? '    form: standalone # one director, no VRRP: nobody takes over'
      : '    form: ha # directors under keepalived',
    '    # The network that the directors, and for DR the real servers, share.',
    `    segment: ${word(segment)}`,
    ...(six === null ? [] : [`    segment6: ${word(six)} # its IPv6 network`]),
    `    interface: ${word(device)} # on the segment; a host can say its own`,
    '',
    '    # Who takes the VIP and hands connections on. The highest priority serves',
    '    # first; no two may be equal.',
    '    directors:',
    ...directorsOf(answers).flatMap((host, index) =>
      memberLines(host, six !== null, standalone ? [] : [`priority: ${100 - index}`]),
    ),
    '',
    `    # Who answers: ${whereServersAre(answers)}.`,
    '    realServers:',
    ...realServersOf(answers).flatMap((host) => memberLines(host, saidOf(answers.vip6) !== null, [])),
    ...clientLines(answers),
    '',
    '    # The addresses that clients know.',
    '    vips:',
    ...vipsOf(answers).map((vip) => `      - address: ${word(vip)}`),
    ...insideLines(answers),
    ...vrrpLines(answers),
    '',
    '    # What is served.',
    '    virtualServices:',
    ...vipsOf(answers).flatMap((vip) => serviceLines(vip, answers)),
  ];
}

function memberLines(
  { name, address, address6 }: NamedHost,
  withSix: boolean,
  more: readonly string[],
): readonly string[] {
  return [
    `      ${word(name)}:`,
    `        address: ${word(address)}`,
    ...(address6 === null || !withSix ? [] : [`        address6: ${word(canonicalAddress(address6))}`]),
    ...more.map((line) => `        ${line}`),
  ];
}

function clientLines(answers: Answers): readonly string[] {
  const clients = clientsOf(answers);
  if (clients.length === 0) return [];
  const lines = clients.flatMap((host) => memberLines(host, host.address6 !== null, []));
  return ['', '    # Hosts to test the cluster from, as a client would.', '    clients:', ...lines];
}

function whereServersAre({ method }: Answers): string {
  if (method === 'nat') return 'in the inside network, by the gateway below';
  return method === 'tun' ? 'anywhere, reached by IPIP' : 'on the segment, where DR reaches them';
}

/** @returns the VIPs of the answers, that of IPv4 first. */
export function vipsOf({ vip, vip6 }: Answers): readonly string[] {
  const six = saidOf(vip6);
  return [...(vip === undefined ? [] : [vip]), ...(six === null ? [] : [six])];
}

function insideLines(answers: Answers): readonly string[] {
  const { method, insideInterface, insideNetwork, insideGateway, insideNetwork6, insideGateway6, vip6 } = answers;
  if (method !== 'nat') return [];
  return [
    '',
    "    # The real servers' default gateway, which floats between the directors",
    '    # together with the VIPs.',
    '    inside:',
    `      interface: ${word(insideInterface)} # of the directors`,
    `      network: ${word(insideNetwork)}`,
    `      gateway: ${word(insideGateway)} # an address that no host has of its own`,
    ...(saidOf(vip6) === null
      ? []
      : [`      network6: ${word(insideNetwork6)}`, `      gateway6: ${word(insideGateway6)}`]),
  ];
}

function vrrpLines(answers: Answers): readonly string[] {
  if (isStandalone(answers)) return [];
  return [
    '',
    '    # How the directors agree on who has the VIPs.',
    '    vrrp:',
    `      virtualRouterId: ${word(answers.virtualRouterId)} # one for each cluster on a segment`,
    ...(wantsSecret(answers)
      ? [
          '      # In clear text on the segment: it keeps accidents away, not attackers.',
          `      auth: { file: ${word(secretFileOf(answers))} }`,
        ]
      : []),
  ];
}

function serviceLines(vip: string, answers: Answers): readonly string[] {
  const { protocol, port, scheduler = '', method, persistence, healthCheck } = answers;
  const weights = readWeights(answers.weights ?? '');
  const weighs = !unweighted.has(scheduler);
  return [
    `      - vip: ${word(vip)}`,
    `        protocol: ${word(protocol)}`,
    `        port: ${word(port)}`,
    `        scheduler: ${word(scheduler)}`,
    ...(bySource.has(scheduler)
      ? [`        schedulerFlags: ${scheduler}-fallback # another server for one with weight 0`]
      : []),
    `        method: ${word(method)}`,
    ...(saidOf(persistence) === null || bySource.has(scheduler)
      ? []
      : [`        persistence: ${word(persistence)} # seconds that a client stays with its server`]),
    ...(isStandalone(answers)
      ? []
      : [
          `        healthCheck: ${healthCheck === none ? none : word(healthCheck)}`,
          ...(healthCheck === none
            ? []
            : ['        inhibitOnFailure: true # a dead server stays in the table, weight 0']),
        ]),
    '        realServers:',
    ...realServersOf(answers).map(
      ({ name }) => `          ${word(name)}: { weight: ${weighs ? (weights.get(name) ?? '1') : '1'} }`,
    ),
  ];
}

/** A number of the answers is one in the file; any other text is quoted where YAML would take it for something else. */
function word(text: string | undefined): string {
  if (text === undefined) throw new TypeError('an answer is missing');
  return /^(0|[1-9]\d*)$/.test(text) ? text : stringify(text, { lineWidth: 0 }).trimEnd();
}
