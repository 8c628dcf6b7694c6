import type { Answers } from '../../src/wizard/answers.ts';

/** The cluster of the document, answered in full. */
export const pair: Answers = {
  cluster: 'web',
  user: 'root',
  directors: 'lb1 192.168.1.252, lb2 192.168.1.230',
  interface: 'eth0',
  segment: '192.168.1.0/24',
  realServers: 'web1 192.168.1.220, web2 192.168.1.231',
  clients: 'none',
  vip: '192.168.1.229',
  protocol: 'tcp',
  port: '80',
  method: 'dr',
  scheduler: 'wrr',
  weights: 'web1=3, web2=1',
  persistence: '60',
  healthCheck: 'tcp',
  virtualRouterId: '51',
  vrrpSecret: 'yes',
};

/** NAT of both families on an inside network. */
export const nat: Answers = {
  ...pair,
  directors: 'lb1 192.168.1.252 fd00:1::252, lb2 192.168.1.230 fd00:1::230',
  segment6: 'fd00:1::/64',
  realServers: 'app1 10.0.0.221 fd00:2::221, app2 10.0.0.222 fd00:2::222',
  clients: 'client 192.168.1.10 fd00:1::10',
  vip6: 'fd00:1::229',
  method: 'nat',
  insideInterface: 'eth1',
  insideNetwork: '10.0.0.0/24',
  insideGateway: '10.0.0.254',
  insideNetwork6: 'fd00:2::/64',
  insideGateway6: 'fd00:2::254',
  scheduler: 'rr',
  persistence: 'none',
};
