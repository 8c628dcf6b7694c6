import * as z from 'zod';
import {
  address,
  choice,
  expected,
  interfaceName,
  label,
  labelForm,
  mapOf,
  name,
  oneOf,
  oneOrMore,
  scheduler,
  seconds,
  secret,
  segment,
  switchable,
  text,
  wholeNumber,
  word,
  wordOr,
} from './values.ts';

/**
 * The shape of an inventory file, key by key; `inventory.example.yaml` is the same page in prose.
 * What one value may be is said here; what values mean to each other is checked in `cluster/`.
 */

const path = text(/./, 'a path; a relative one starts at the inventory file, ~/ at the home directory');

/** How a host is reached. Every key may be set in defaults, on a cluster, a group or a host; the nearer wins, key by key. */
const ssh = z.strictObject({
  config: path.optional(), // ssh_config(5) for what is not said here, or none
  user: text(/^[^\s@]+$/, 'the name of a user').optional(),
  port: wholeNumber(1, 65_535, 'a port').optional(),
  identityFile: oneOrMore(path).optional(),
  passphrase: secret().optional(),
  agent: path.optional(), // socket of the agent, or none
  password: secret().optional(),
  knownHosts: oneOrMore(path).optional(),
  hostKeyPolicy: oneOf('strict', 'accept-new').optional(),
  proxyCommand: text(/\S/, 'a command, or none').optional(),
  proxyJump: oneOrMore(text(/./, 'the name of a host of this inventory, or none')).optional(),
  connectTimeout: seconds().optional(),
  connectionAttempts: wholeNumber(1, 1000, 'a number of attempts').optional(),
});

/** How a host gives the rights of root. */
const become = z.strictObject({
  method: oneOf('none', 'sudo').optional(),
  password: secret().optional(),
});

/** What the kernel of a host is kept up to date by. */
const kernel = z.strictObject({
  packages: oneOrMore(text(/^[\w.+:-]+$/, 'the name of a package')).optional(), // those of the flavour that runs
  rebootTimeout: seconds().optional(), // 600
});

/** Where a program of the directors comes from. A word alone stands for `source`. */
const programSource = {
  source: oneOf('package', 'build').optional(), // package
  version: text(/^\d+(\.\w+)+$/, "a version, in quotes where it reads as a number: '1.31'").optional(), // the newest that is known here
  url: text(/^https?:\/\/[^\s@/]+\/\S*[^\s/]$/, 'the address of an archive, https://…').optional(), // where the program is published
  sha256: text(/^[\da-f]{64}$/, 'a SHA-256, 64 hexadecimal digits').optional(), // of the versions known here
};

const ipvsadm = wordOr('source', z.strictObject(programSource));

const keepalived = wordOr(
  'source',
  z.strictObject({
    ...programSource,
    flags: oneOrMore(text(/^[^\s\p{C}][^\p{C}]*$/u, 'a flag of its configure script, --enable-…')).optional(),
  }),
);

/** What may be said at each of the four levels: defaults, cluster, group, host. */
const settings = {
  ssh: ssh.optional(),
  become: become.optional(),
  kernel: kernel.optional(),
  ipvsadm: ipvsadm.optional(),
  keepalived: keepalived.optional(),
  vars: z.record(z.string(), z.unknown()).optional(),
};

/** The same on one host, which may be reached at another address than the one it serves from. */
const hostSettings = {
  ...settings,
  ssh: ssh.extend({ address: text(/^[^\s@]+$/, 'an address or a host name').optional() }).optional(),
};

const host = z.strictObject({
  ...hostSettings,
  address: text(/^[^\s@]+$/, 'an address or a host name').optional(), // its name when left out
});

const group = z.strictObject({
  ...settings,
  hosts: z.array(name()).min(1, { error: 'found an empty list; expected the hosts of the group' }),
});

/** A host in its part in the cluster. */
const member = z.strictObject({
  ...hostSettings,
  address: address(), // on the segment
  interface: interfaceName().optional(), // the cluster's
});

const director = member.extend({
  priority: wholeNumber(1, 254, 'a VRRP priority').optional(), // wanted in the form ha
  routerId: word('a router id').optional(), // the host's name
});

const vip = z.strictObject({
  address: address(),
  prefixLength: wholeNumber(1, 32, 'a prefix length').default(32),
  label: z.union([z.literal('none'), label('eth0:1')], expected(`${labelForm('eth0:1')}, or none`)).optional(), // interface:1, :2, … by position
  realServerLabel: label('lo:0').optional(), // lo:0, lo:1, … by position
});

export const vrrp = z.strictObject({
  instance: word('a name').default('VI_1'),
  virtualRouterId: wholeNumber(1, 255, 'a virtual router id').default(51),
  version: z.literal([2, 3], expected('2 or 3')).default(2),
  advertInterval: z
    .number(expected('seconds'))
    .min(0.01, expected('0.01 seconds or more'))
    .max(40, expected('40 seconds at most'))
    .default(1),
  auth: secret().optional(), // PASS, at most 8 characters
  syncDaemon: switchable(
    z.strictObject({
      interface: interfaceName().optional(), // the cluster's
      id: wholeNumber(0, 255, 'an id').optional(), // the virtual router id
    }),
  ).optional(),
});

const notification = z.strictObject({
  to: oneOrMore(word('a mail address')),
  from: word('a mail address'),
  smtpServer: word('an address or a host name'),
  smtpTimeout: seconds().default(30),
});

const tries = {
  connectTimeout: seconds().default(10),
  retry: wholeNumber(1, 100, 'a number of tries').default(3),
  delayBeforeRetry: seconds().default(3),
};

export const tcpCheck = z.strictObject(tries);

/** One of the three; one that needs nothing more may be written as its name alone. */
const healthCheck = choice({
  none: z.strictObject({}),
  tcp: tcpCheck,
  http: z.strictObject({
    ...tries,
    path: text(/^\/[^\s"'!#$\\{}\p{C}]*$/u, 'a path that starts with /').default('/'),
    status: wholeNumber(100, 599, 'a status').default(200),
  }),
});

const destination = z.strictObject({
  weight: wholeNumber(0, 65_535, 'a weight').default(1),
  port: wholeNumber(1, 65_535, 'a port').optional(), // the virtual service's
});

const virtualService = z.strictObject({
  vip: address(),
  port: wholeNumber(1, 65_535, 'a port'),
  protocol: oneOf('tcp', 'udp').default('tcp'),
  scheduler: scheduler().default('wrr'),
  method: oneOf('dr', 'nat', 'tun').default('dr'),
  persistence: seconds().optional(), // no persistence
  delayLoop: seconds().default(6),
  inhibitOnFailure: z.boolean(expected('true or false')).default(false),
  healthCheck: healthCheck.optional(), // tcp; none for udp and in the form standalone
  realServers: mapOf(destination),
});

/** A cluster: directors, real servers, the VIPs and what is served under them. */
export const cluster = z.strictObject({
  ...settings,
  form: oneOf('ha', 'standalone').default('ha'),
  segment: segment(),
  interface: interfaceName().default('eth0'),
  directors: mapOf(director),
  realServers: mapOf(member).default({}),
  clients: mapOf(member).default({}),
  vips: z.array(vip).min(1, { error: 'found an empty list; expected one VIP at least' }),
  vrrp: vrrp.optional(), // in the form ha: all of its defaults
  notification: notification.optional(),
  virtualServices: z.array(virtualService).default([]),
});

/** A whole inventory. */
export const inventory = z.strictObject({
  archives: path.optional(), // none: the hosts download what they build from
  defaults: z.strictObject(settings).default({}),
  groups: mapOf(group).default({}),
  hosts: mapOf(host).default({}),
  clusters: mapOf(cluster).default({}),
});

export type HostLevel = Pick<z.infer<typeof host>, keyof typeof hostSettings>;
export type InventorySettings = z.infer<typeof inventory>;
export type ClusterSettings = z.infer<typeof cluster>;
export type MemberSettings = z.infer<typeof member>;
export type VirtualServiceSettings = z.infer<typeof virtualService>;
export type SecretSettings = z.infer<ReturnType<typeof secret>>;
