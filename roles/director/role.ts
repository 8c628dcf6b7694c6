import {
  command,
  defineRole,
  file,
  floatingAddresses,
  lines,
  marksOf,
  sh,
  templatesOf,
  wholeLength,
  type Cluster,
  type Director,
  type Role,
} from 'lvsdeploy';
import { addressFunctions, releaseAddress } from '../addresses.ts';
import { refuseUnsupported } from '../supported.ts';
import { saveFormat } from '../ipvsadm-table.ts';

const render = templatesOf(import.meta.url);
const path = '/sbin/lvsdr.sh';

/** Directors: `/sbin/lvsdr.sh`. Under keepalived it is the switch of this director; standalone it sets addresses and table. */
export function director(): Role {
  return defineRole({
    name: 'director',
    resources: (context) => {
      const { cluster, host } = context;
      const found = cluster.directors.find(({ name }) => name === host.name);
      if (found === undefined) return [];
      refuseUnsupported(context);
      const gateways = gatewaysOf(cluster, found);
      const content = render(`lvsdr-${cluster.form}.sh.hbs`, {
        cluster: cluster.name,
        name: found.name,
        interface: found.interface,
        vips: cluster.vips,
        gateways,
        hasMarks: marksOf(cluster).length > 0,
        servers: cluster.realServers.flatMap(({ address, address6 }) => [address, address6 ?? []].flat()),
        addressFunctions: addressFunctions.text,
        table: saveFormat(cluster),
      });
      const script = file({ path, content, mode: '0755' });
      if (cluster.form === 'ha') return [script];
      const start = command({
        id: `lvsdr.sh start ${floatingAddresses(cluster)
          .map(({ address }) => address)
          .join(' ')}`,
        description: 'set the VIP and the table',
        unless: sh`${path} status`,
        script: sh`${path} start`,
        after: [script.id],
        undo: lines(
          sh`ipvsadm -C || :`,
          ...cluster.vips.map((vip) => releaseAddress(vip.address, found.interface)),
          ...gateways.map(({ address, device }) => releaseAddress(address, device)),
        ),
      });
      return [script, start];
    },
  });
}

/** The gateways of the real servers of NAT, which the director without keepalived holds itself. */
function gatewaysOf(cluster: Cluster, { interface: own }: Director) {
  return floatingAddresses(cluster)
    .filter(({ use }) => use === 'gateway')
    .map(({ address }) => ({
      address,
      prefixLength: wholeLength(address),
      device: cluster.inside?.interface ?? own,
    }));
}
