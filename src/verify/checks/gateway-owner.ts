import type { Check } from '../check.ts';
import { gatewaysOf } from '../../cluster/floating-addresses.ts';
import { askAddresses } from '../host-addresses.ts';
import { judgeOwner } from './vip-owner.ts';

/** The gateway of the real servers of NAT is on one director, as a VIP is. */
export const gatewayOwner: Check = {
  id: 'gateway-has-one-owner',
  title: 'the gateway of the real servers is on exactly one director',
  step: 'intro, methods',
  severity: 'critical',
  source: 'LVS-HOWTO, LVS-NAT',
  asks: (cluster) => (gatewaysOf(cluster).length === 0 ? [] : cluster.directors.map(({ name }) => askAddresses(name))),
  judge: (cluster, answer) => gatewaysOf(cluster).map(({ address }) => judgeOwner(address, cluster, answer)),
};
