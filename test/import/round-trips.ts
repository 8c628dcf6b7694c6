import { keepalivedConfiguration } from '../../roles/keepalived/role.ts';
import type { Cluster } from '../../src/cluster/cluster.ts';
import { parse } from '../inventory/parse.ts';
import { surroundings } from '../inventory/surroundings.ts';
import type { importTexts } from './samples.ts';

const around = surroundings(
  {},
  {
    '/etc/lvs/secrets/vrrp-auth': 's3cret8c',
    '/etc/lvs/checks/script.sh': '#!/bin/sh\n',
  },
);
export const directors = [
  { name: 'lb1', address: '192.168.1.252', address6: null },
  { name: 'lb2', address: '192.168.1.230', address6: null },
];

const instance = (priority: number, more = '') => `
global_defs {
  router_id LVS
  notification_email {
    ops@example.com
    more@example.com
  }
  notification_email_from lb@example.com
  smtp_server 192.168.1.25
}
vrrp_instance VI_9 {
  state BACKUP
  interface eth0
  virtual_router_id 77
  priority ${priority}
  ${more}
  virtual_ipaddress {
    192.168.1.229/24 label eth0:9
    192.168.1.228
  }
}
`;

const service = (head: string, body: string, server = '') => `
virtual_server ${head} {
  ${body}
  real_server 192.168.1.220 80 {
    weight 3
    ${server}
  }
  real_server 192.168.1.231 80 {
    weight 2
    ${server}
  }
}
`;

const dr = 'lb_kind DR\n protocol TCP';
const tcp = 'TCP_CHECK {\n connect_timeout 4\n retry 2\n delay_before_retry 7\n }';

/** What is said of VRRP, and of services. */
type Words = readonly [title: string, vrrp: string, services: string];

/** Nothing is carried otherwise, so that an import of what was rendered has nothing to say. */
const plain: readonly Words[] = [
  ['a service and its check', 'advert_int 1', service('192.168.1.229 80', `${dr}\n lb_algo wrr`, tcp)],
  ['defaults of keepalived', '', service('192.168.1.229 80', dr)],
  ['defaults of a check', '', service('192.168.1.229 80', dr, 'TCP_CHECK {\n }')],
  ['version 3', 'version 3\n advert_int 0.25', service('192.168.1.229 80', dr, tcp)],
  ['nobody preempts', 'nopreempt', service('192.168.1.229 80', dr, tcp)],
  ['a delay', 'preempt_delay 20', service('192.168.1.229 80', dr, tcp)],
  ['a secret', 'authentication {\n auth_type PASS\n auth_pass s3cret8c\n }', service('192.168.1.229 80', dr, tcp)],
  ['persistence', '', service('192.168.1.229 80', `${dr}\n persistence_timeout 90`, tcp)],
  ['servers that stay', '', service('192.168.1.229 80', dr, `inhibit_on_failure\n ${tcp}`)],
  [
    'tunnels and another scheduler',
    '',
    service('192.168.1.229 80', 'lvs_method TUN\n lvs_sched sed\n delay_loop 9', tcp),
  ],
  ['UDP without a check', '', service('192.168.1.228 80', 'lb_kind DR\n protocol UDP\n lb_algo rr')],
  [
    'two services, a page',
    '',
    service('192.168.1.229 80', dr, 'HTTP_GET {\n url {\n path /up\n status_code 204\n }\n connect_timeout 2\n }') +
      service('192.168.1.228 80', 'lb_kind DR\n lb_algo dh', tcp),
  ],
];

const nat = 'lb_kind NAT\n protocol TCP';
const gateway = `
vrrp_sync_group VI_9_all {
  group {
    VI_9
    VI_9_in
  }
}
vrrp_instance VI_9_in {
  state BACKUP
  interface eth1
  virtual_router_id 77
  priority PRIORITY
  virtual_ipaddress {
    10.0.0.254
  }
}
`;
const inner = (text: string): string =>
  text.replaceAll('192.168.1.220', '10.0.0.221').replaceAll('192.168.1.231', '10.0.0.222');
const six = `
vrrp_sync_group VI_9_all {
  group {
    VI_9
    VI_9_6
  }
}
vrrp_instance VI_9_6 {
  state BACKUP
  interface eth0
  version 3
  virtual_router_id 77
  priority PRIORITY
  virtual_ipaddress {
    fd00:1::229
  }
}
`;
const toSix = (text: string): string => text.replace(/192\.168\.1\.(\d+)/g, 'fd00:1::$1');

/** What is seldom used. */
const seldom: readonly Words[] = [
  [
    'every flag and number of a service',
    '',
    service(
      '192.168.1.229 80',
      `${dr}\n lb_algo sh\n sh-port\n sh-fallback\n warmup 3\n quorum 4\n hysteresis 1\n alpha\n omega`,
      tcp,
    ),
  ],
  [
    'clients of one network',
    '',
    service('192.168.1.229 80', `${dr}\n persistence_timeout 90\n persistence_granularity 255.255.255.0`, tcp),
  ],
  ['a sorry server', '', service('192.168.1.229 80', `${dr}\n sorry_server 192.168.1.99 80`, tcp)],
  [
    'packets one by one',
    '',
    service('192.168.1.229 80', 'lb_kind DR\n protocol UDP\n ops', 'UDP_CHECK {\n payload ff00\n require_reply 0a\n }'),
  ],
  [
    'a page by TLS',
    '',
    service(
      '192.168.1.229 80',
      dr,
      'SSL_GET {\n url {\n path /a\n status_code 200\n digest 00112233445566778899aabbccddeeff\n virtualhost www.example.com\n }\n connect_port 8443\n }',
    ),
  ],
  [
    'names',
    '',
    service('192.168.1.229 80', 'lb_kind DR\n protocol UDP', 'DNS_CHECK {\n type A\n name www.example.com\n }'),
  ],
  ['mail', '', service('192.168.1.229 80', dr, 'SMTP_CHECK {\n helo_name lb.example.com\n }')],
  ['an echo', '', service('192.168.1.229 80', dr, 'PING_CHECK {\n retry 2\n }')],
  [
    'a script',
    '',
    service(
      '192.168.1.229 80',
      dr,
      'MISC_CHECK {\n misc_path "/opt/script.sh one two"\n misc_timeout 4\n misc_dynamic\n }',
    ),
  ],
  ['NAT and its gateway', '', gateway + inner(service('192.168.1.229 80', nat, tcp))],
  ['IPv6 beside IPv4', '', six + service('192.168.1.229 80', dr, tcp) + toSix(service('192.168.1.229 80', dr, tcp))],
];

/** The files of both directors, and what an import of them is told beside. */
export interface RoundTrip {
  readonly texts: readonly string[];
  readonly options: Parameters<typeof importTexts>[1];
}

function roundTripOf([title, vrrp, services]: Words): readonly [string, RoundTrip] {
  const both = directors.map((director, index) => ({ ...director, address6: `fd00:1::25${index + 1}` }));
  return [
    title,
    {
      texts: [100, 90].map((priority) => instance(priority, vrrp) + services.replaceAll('PRIORITY', String(priority))),
      options: { directors: services.includes('fd00:1::') ? both : directors, segment: '192.168.1.0/24' },
    },
  ];
}

export const plainTrips = plain.map(roundTripOf);
export const seldomTrips = seldom.map(roundTripOf);

/** @returns the cluster of an inventory. */
export function load(inventory: string): Cluster {
  const [cluster] = parse(inventory, around).clusters;
  if (cluster === undefined) throw new Error('no cluster');
  return cluster;
}

/** @returns keepalived.conf of each director. */
export function render(cluster: Cluster): string[] {
  return cluster.directors.map((director) => {
    const text = keepalivedConfiguration(cluster, director);
    return typeof text === 'string' ? text : text.reveal();
  });
}
