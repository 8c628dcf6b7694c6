/** What the words of the questions mean, in one line each; shown when a person asks with `?`. */
export const glossary = {
  cluster: 'directors, the real servers behind them and the VIPs that clients know, under one name',
  director: 'a host that takes connections for the VIP and hands each on to a real server (load balancer)',
  'real server': 'a host that does the work and answers the clients',
  VIP: 'virtual IP address: what clients know; the director that serves holds it',
  segment: 'one layer-2 network, where hosts reach each other without a router, such as 192.168.1.0/24',
  netmask: 'how many bits of an address name its network: /24 is 255.255.255.0',
  interface: 'a network card as the kernel names it: eth0, ens3',
  IPVS: 'the load balancer in the Linux kernel (module ip_vs), whose table ipvsadm shows',
  'virtual service': 'VIP, protocol and port, for which the director spreads connections over real servers',
  protocol: 'tcp or udp: what the service speaks',
  port: 'the number of a service at an address: 80 for HTTP, 443 for HTTPS, 53 for DNS',
  'forwarding method': 'how a packet gets from the director to a real server: DR, NAT or TUN',
  DR: 'direct routing: the real server is on the same segment and answers the client directly; the fastest',
  NAT: 'address translation: real servers on an inside network answer through the director',
  TUN: 'tunnelling: packets go to real servers in IPIP, to any network, and are answered directly',
  gateway: 'where hosts send what is not for their own network; for NAT it floats with the VIP',
  scheduler: 'the rule by which the director picks the real server for a new connection',
  weight: 'how much a real server gets against the others: 3 gets three times what 1 gets; 0 gets nothing',
  persistence: 'for how many seconds a client that comes again stays with the real server it had',
  'health check': 'what keepalived asks of each real server, to take out the one that is dead',
  keepalived: 'the program on the directors that speaks VRRP and makes the health checks',
  VRRP: 'how directors agree on who holds the VIP: the master tells of itself, a backup takes over when it is silent',
  VRID: 'virtual router id: 1 to 255, one for each cluster on a segment; two clusters must not share one',
  secret: 'a password in each VRRP packet, in clear text: against accidents on the segment, not against attackers',
  sudo: 'the program by which a user other than root gets the rights of root',
  ssh_config: 'the file in which ssh looks up how hosts are reached; ~/.ssh/config by default',
} as const;

export type Term = keyof typeof glossary;

export const terms = Object.keys(glossary) as readonly Term[];

/** @returns the terms that occur in a text. */
export function termsIn(text: string): readonly Term[] {
  return terms.filter((term) =>
    new RegExp(`(?<![\\w-])${term}(?:s|es)?(?![\\w-])`, /[A-Z]{2}/.test(term) ? '' : 'i').test(text),
  );
}
