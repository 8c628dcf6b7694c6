import { endpoint, isIpv6, netmaskOf, type Cluster, type ForwardingMethod, type VirtualService } from 'lvsdeploy';

const forward = { dr: '-g', nat: '-m', tun: '-i' } as const satisfies Record<ForwardingMethod, string>;

/** @returns the table of the model in the lines of `ipvsadm --save --numeric` (ipvsadm(8)), so that the two can be compared. */
export function saveFormat({ virtualServices }: Cluster): readonly string[] {
  return virtualServices.flatMap((service) => {
    const option = serviceOption(service);
    return [
      `-A ${option} -s ${service.scheduler}${flagsOf(service)}`,
      ...service.realServers.map(
        ({ address, port, weight }) =>
          `-a ${option} -r ${endpoint(address, port)} ${forward[service.method]} -w ${weight}`,
      ),
    ];
  });
}

/** @returns what ipvsadm knows a virtual service by: `-t 192.168.1.229:80`, `-f 1 -6`. */
export function serviceOption({ address, port, protocol, mark }: VirtualService): string {
  if (mark !== null) return `-f ${mark.number}${mark.family === 6 ? ' -6' : ''}`;
  return `${protocol === 'tcp' ? '-t' : '-u'} ${endpoint(address, port)}`;
}

/** In the order of ipvsadm 1.31; an older one has `ops` for `-o`. */
function flagsOf({ address, persistence, persistencePrefix, onePacket, schedulerFlags }: VirtualService): string {
  const isV6 = isIpv6(address);
  const mask = persistencePrefix === null ? '' : ` -M ${isV6 ? persistencePrefix : netmaskOf(persistencePrefix)}`;
  return [
    ...(persistence === null ? [] : [` -p ${persistence}${mask}`]),
    ...(onePacket ? [' -o'] : []),
    ...(schedulerFlags.length === 0 ? [] : [` -b ${schedulerFlags.toSorted().join(',')}`]),
  ].join('');
}
