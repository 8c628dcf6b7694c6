import type { Cluster, ForwardingMethod } from 'lvsdeploy';

const forward = { dr: '-g', nat: '-m', tun: '-i' } as const satisfies Record<ForwardingMethod, string>;

/** @returns the table of the model in the lines of `ipvsadm --save --numeric` (ipvsadm(8)), so that the two can be compared. */
export function saveFormat({ virtualServices }: Cluster): readonly string[] {
  return virtualServices.flatMap(({ address, port, protocol, scheduler, method, persistence, realServers }) => {
    const service = `${protocol === 'tcp' ? '-t' : '-u'} ${address}:${port}`;
    return [
      `-A ${service} -s ${scheduler}${persistence === null ? '' : ` -p ${persistence}`}`,
      ...realServers.map(
        (server) => `-a ${service} -r ${server.address}:${server.port} ${forward[method]} -w ${server.weight}`,
      ),
    ];
  });
}
