import { command, defineRole, file, lines, sh, templatesOf, type Role } from 'lvsdeploy';
import { addressFunctions, releaseAddress } from '../addresses.ts';
import { refuseUnsupported } from '../supported.ts';
import { saveFormat } from './table.ts';

const render = templatesOf(import.meta.url);
const path = '/sbin/lvsdr.sh';

/** Directors: `/sbin/lvsdr.sh`. Under keepalived it is the switch of this director; standalone it sets address and table. */
export function director(): Role {
  return defineRole({
    name: 'director',
    resources: (context) => {
      const { cluster, host } = context;
      const found = cluster.directors.find(({ name }) => name === host.name);
      if (found === undefined) return [];
      refuseUnsupported(context);
      const content = render(`lvsdr-${cluster.form}.sh.hbs`, {
        cluster: cluster.name,
        name: found.name,
        interface: found.interface,
        vips: cluster.vips,
        addressFunctions: addressFunctions.text,
        table: saveFormat(cluster),
      });
      const script = file({ path, content, mode: '0755' });
      if (cluster.form === 'ha') return [script];
      const start = command({
        id: `lvsdr.sh start ${cluster.vips.map(({ address }) => address).join(' ')}`,
        description: 'set the VIP and the table',
        unless: sh`${path} status`,
        script: sh`${path} start`,
        after: [script.id],
        undo: lines(sh`ipvsadm -C || :`, ...cluster.vips.map((vip) => releaseAddress(vip.address, found.interface))),
      });
      return [script, start];
    },
  });
}
