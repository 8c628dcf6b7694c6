import { command, defineRole, file, quietSettings, sh, sysctls, templatesOf, vipsHeldBy, type Role } from 'lvsdeploy';
import { addressFunctions, releaseAddress } from '../addresses.ts';
import { refuseUnsupported } from '../supported.ts';

const render = templatesOf(import.meta.url);
const path = '/sbin/realdr.sh';

/** Real servers with direct routing: quiet about the VIP first, then the VIP on the loopback. */
export function realServer(): Role {
  return defineRole({
    name: 'real-server',
    resources: (context) => {
      const { cluster, host, facts } = context;
      const vips = vipsHeldBy(cluster, host.name);
      refuseUnsupported(context);
      if (vips.length === 0) return [];
      const script = file({
        path,
        content: render('realdr.sh.hbs', {
          cluster: cluster.name,
          name: host.name,
          vips,
          addressFunctions: addressFunctions.text,
        }),
        mode: '0755',
      });
      return [
        ...sysctls({ name: 'real-server', facts, values: quietSettings }),
        script,
        ...vips.map(({ address }) =>
          command({
            id: `realdr.sh start ${address}`,
            description: `hold ${address} on the loopback`,
            unless: sh`${path} status`,
            script: sh`${path} start`,
            after: [script.id],
            undo: releaseAddress(address, 'lo'),
          }),
        ),
      ];
    },
  });
}
