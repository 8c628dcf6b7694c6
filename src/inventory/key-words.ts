import type * as z from 'zod';

/** What each key of an inventory is for: words that the reference and the schema for editors are made with. */

/** @returns the shape with a description at each of its keys; the compiler wants words for all of them. */
export function described<Shape extends Record<string, z.ZodType>>(
  shape: Shape,
  words: { readonly [Key in keyof Shape]: string },
): Shape {
  const entries = Object.entries(shape).map(([key, schema]) => [key, schema.describe(words[key] ?? '')]);
  return Object.fromEntries(entries) as Shape;
}

const archive = {
  version: 'In quotes where it reads as a number. Default: the newest whose SHA-256 is known here.',
  url: 'The address of the archive. Default: where the program is published.',
  sha256: 'SHA-256 of the archive. Default: that of the versions that are known here.',
};

const programSource = {
  source: 'The package of the distribution, or a build from source. Default: package.',
  ...archive,
};

const tries = {
  port: "Another port than the server's.",
  connectTimeout: 'Seconds.',
  retry: 'Number of tries.',
  delayBeforeRetry: 'Seconds between two tries.',
};

const http = {
  ...tries,
  path: 'What is asked for.',
  status: 'The status that is good.',
  digest: 'MD5 sum that the page must have. Default: any page is good.',
  virtualHost: 'The host name that is asked for. Default: the address of the server.',
};

const settings = {
  ssh: 'How the host is reached. What is left out comes from ssh_config(5), and then is as in ssh(1).',
  become: 'How to get the rights of root.',
  kernel: 'What playbooks/kernel.ts keeps up to date.',
  ipvsadm: 'Where the directors have ipvsadm from. A word alone is short for its source.',
  keepalived: 'Where the directors have keepalived from. A word alone is short for its source.',
  vars: 'Whatever roles of your own want to know.',
};

const member = {
  ...settings,
  address: 'On the segment for DR, in the inside network for NAT, anywhere for TUN.',
  address6: 'Its IPv6 address, beside the other one. Default: none.',
  interface: "Its interface there. Default: the cluster's.",
};

export const words = {
  settings,
  ssh: {
    config: 'Another ssh_config(5), or none. Default: ~/.ssh/config and /etc/ssh/ssh_config.',
    user: 'Default: your own user name.',
    port: 'Default: 22.',
    identityFile: 'Private keys. Default: those of ssh(1) that exist.',
    passphrase: 'Of the private keys. Default: asked for at the terminal.',
    agent: 'Socket of the agent, or none. Default: SSH_AUTH_SOCK.',
    password: 'Default: none, keys only.',
    knownHosts: 'Files of known host keys; a new one is recorded in the first. Default: those of ssh(1).',
    hostKeyPolicy: 'strict refuses an unknown host key, accept-new records it at the first contact. Default: strict.',
    proxyCommand: 'A command that connects, or none.',
    proxyJump: 'Hosts of this inventory to go through, first hop first, or none.',
    connectTimeout: 'Seconds, all attempts together. Default: 10.',
    connectionAttempts: 'How often to try when it refuses, hangs up or there is no route to it. Default: 4.',
  },
  sshAddress: { address: 'The address it is reached at, when that is not the one it serves from.' },
  become: {
    method: 'Default: sudo, but none for the user root.',
    password: 'Of sudo. Default: none, sudo -n.',
  },
  kernel: {
    packages: 'Packages of the kernel. Default: those of the flavour that the host runs.',
    rebootTimeout: 'Seconds until it must be back from a reboot. Default: 600.',
  },
  programSource,
  flags: { flags: 'Flags of its configure script, besides --prefix, --sysconfdir and --with-init. Default: none.' },
  host: { ...settings, address: 'An address or a host name. Default: its name.' },
  group: { ...settings, hosts: 'Names of the hosts in it.' },
  member,
  director: {
    priority: 'VRRP priority. The highest serves first; no two may be equal. Wanted in the form ha.',
    routerId: 'Its name in keepalived.conf. Default: the name of the host.',
    power: 'How its power is cut, for `lvsdeploy drill crash-director`. Default: none, and that drill is left out.',
  },
  power: {
    off: 'Cuts its power: a command of this machine, run without a shell.',
    on: 'Gives it back.',
  },
  vip: {
    address: 'The address that clients know.',
    prefixLength: 'Default: 32, or 128 for IPv6.',
    label: 'What ifconfig shows on a director, or none. IPv4 only. Default: interface:1, :2, … by position.',
    realServerLabel: 'The same on a real server. Default: lo:0, lo:1, … by position.',
  },
  vrrp: {
    instance: 'Name of the VRRP instance.',
    virtualRouterId: 'One of its own for each cluster on a segment.',
    version: '3 knows hundredths of a second and no auth; for VIPs of IPv6 it is always 3.',
    advertInterval: 'Seconds; a dead director is missed after three of them.',
    auth: 'At most 8 characters, in clear text on the segment. Default: none.',
    unicast: 'The directors tell each other by their addresses, where the network carries no multicast.',
    preempt: 'false: who has the VIP keeps it, also when a director with a higher priority is there again.',
    preemptDelay: 'Seconds that one waits before it takes the VIP from a lower one.',
    syncDaemon: 'The standby learns the connections: true, or where. Default: false.',
  },
  syncDaemon: {
    interface: "Where it sends. Default: the cluster's interface.",
    id: 'Default: the virtual router id.',
  },
  inside: {
    interface: "Of the directors. Default: the cluster's, when all are on one network.",
    network: 'Where the real servers of NAT are. Default: the segment.',
    network6: 'The same for IPv6. Default: the segment6, when there is a gateway6.',
    gateway: 'An address that no host has of its own; it floats together with the VIPs.',
    gateway6: 'The same for services of IPv6. Default: none.',
  },
  notification: {
    to: 'Who gets the mail.',
    from: 'Who it is from.',
    smtpServer: 'Where it is handed in.',
    smtpTimeout: 'Seconds.',
  },
  cluster: {
    ...settings,
    form: 'ha: directors under keepalived; standalone: one director, no VRRP.',
    segment: 'The network that the directors, and for DR the real servers, share.',
    segment6: 'Its IPv6 network, for VIPs of IPv6. Default: none.',
    interface: 'On the segment; a host can say its own.',
    directors: 'Who takes the VIP and hands connections on, by name.',
    realServers: 'Who answers, by name.',
    clients: 'Hosts to test the cluster from; neither directors nor real servers.',
    vips: 'The addresses that clients know, IPv4 or IPv6.',
    inside: "For method nat: the real servers' default gateway, which floats between the directors.",
    vrrp: 'How the directors agree on who has the VIPs. Default: all of its defaults.',
    notification: 'Mail from keepalived when something changes. Default: none.',
    drillable: '`lvsdeploy drill` may strike it without asking for its name.',
    virtualServices: 'What is served.',
  },
  inventory: {
    archives: 'Folder of archives of source code, which hosts then do not download. Default: none.',
    defaults: 'For all hosts.',
    groups: 'Hosts by other names, for patterns and for settings in common.',
    hosts: 'Hosts outside of any cluster, and settings of single hosts.',
    clusters: 'The clusters, by name.',
  },
  tries,
  http,
  udp: {
    ...tries,
    payload: 'What is sent, two hexadecimal digits a byte. Default: an empty packet.',
    requireReply: 'What must come back. Default: any answer or none will do.',
  },
  dns: { ...tries, name: 'The name that is asked for.', type: 'The type of the record.' },
  smtp: { ...tries, heloName: "What it says to be. Default: the host's own name." },
  misc: {
    ...tries,
    script: 'A script of this machine, put on the directors; status 0 is good.',
    arguments: 'Behind the address and the port of the server.',
    dynamic: 'true: its status sets the weight.',
  },
  healthCheck: {
    none: 'No check.',
    tcp: 'A connection.',
    http: 'A page.',
    https: 'A page, as http; a certificate is not checked.',
    udp: 'A packet.',
    dns: 'A query.',
    smtp: 'A greeting of a mail server.',
    ping: 'A ping of the host, whatever it serves.',
    misc: 'A script.',
  },
  destination: {
    weight: '0 takes no new connections.',
    port: "Another one than the service's, with nat only.",
  },
  traffic: {
    vip: 'Where the packets go to; VIPs of one family.',
    protocol: 'Of the packets.',
    ports: 'Ports and ranges, 8000-8010.',
  },
  virtualService: {
    vip: 'One of the VIPs of the cluster.',
    port: 'Where clients connect to.',
    protocol: 'Default: tcp.',
    mark: 'One service for several ports or VIPs: a rule of the firewall marks their packets. Instead of vip, port and protocol.',
    traffic: 'The packets that get the mark.',
    scheduler: 'Who gets the next connection.',
    schedulerFlags:
      'With sh or mh. -fallback: another server where the chosen one has weight 0; -port: the port of the client counts too.',
    method: 'dr: same segment; nat: the real servers answer through the director; tun: IPIP to anywhere.',
    persistence: 'Seconds that a client stays with its server. Default: none.',
    onePacket: 'Each packet is scheduled alone, for udp.',
    delayLoop: 'Seconds between two rounds of health checks.',
    warmup: 'The first check of each server is made within so many seconds, at random. Default: delayLoop.',
    quorum: 'The sum of the weights of living servers that it takes to serve.',
    hysteresis: 'The quorum is lost below quorum - hysteresis, and won at quorum + hysteresis.',
    alpha: 'A server counts as dead until a check says otherwise.',
    omega: 'When keepalived stops, it does what it does when a server goes.',
    sorryServer: 'Who answers while the quorum is lost. Default: nobody.',
    inhibitOnFailure: 'true: a dead server stays in the table with weight 0; false: it leaves.',
    healthCheck:
      'How a dead server is told: one of these; a word alone is a check with its defaults. Default: tcp; none for udp and in the form standalone.',
    realServers: 'Who answers, by the names of the real servers of the cluster.',
  },
  persistence: { timeout: 'Seconds.', prefixLength: 'A whole network is one client. Default: each client for itself.' },
  sorryServer: { address: 'Its address.', port: "Default: the service's." },
};
