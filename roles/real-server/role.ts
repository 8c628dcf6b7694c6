import {
  command,
  defineRole,
  familyOf,
  file,
  isIpv6,
  kernelModules,
  lines,
  quietSettings,
  sh,
  sysctls,
  tunnels,
  tunnelSettings,
  type Resource,
  type Role,
  type RoleContext,
  type RealServer,
} from 'lvsdeploy';
import { addressFunctions } from '../addresses.ts';
import { rulesFunctions } from '../packet-rules.ts';
import { refuseUnsupported } from '../supported.ts';
import { holdingsOf, segmentRules, tunnelsTo } from './parts.ts';
import { realServerScript } from './script.ts';

const path = '/sbin/realdr.sh';

/**
 * Real servers: `/sbin/realdr.sh`. Those of direct routing and of tunnels are quiet about the VIP first, and hold it then. The
 * default route of those of NAT is the way-back role's.
 */
export function realServer(): Role {
  return defineRole({
    name: 'real-server',
    resources: (context) => {
      const { cluster, host, facts } = context;
      refuseUnsupported(context);
      const server = cluster.realServers.find(({ name }) => name === host.name);
      const content = server === undefined ? null : realServerScript(cluster, server);
      if (server === undefined || content === null) return [];
      const holdings = holdingsOf(cluster, server);
      const holdsIpv4 = holdings.some(({ address }) => !isIpv6(address));
      const script = file({ path, content, mode: '0755' });
      return [
        ...(holdsIpv4 ? sysctls({ name: 'real-server', facts, values: quietSettings }) : []),
        script,
        ...tunnelResources(context, server, script.id),
        ...holdings.map(({ address }) =>
          command({
            id: `realdr.sh start ${address}`,
            description: `hold ${address} where no neighbour is told of it`,
            unless: sh`${path} status vips`,
            script: sh`${path} start vips`,
            after: [script.id],
            undo: letGo(address),
          }),
        ),
      ];
    },
  });
}

/** From wherever it was put: by another method it is elsewhere. */
function letGo(address: string) {
  const devices = ['lo', tunnels[familyOf(address)].device];
  return lines(
    addressFunctions,
    sh`for device in ${devices}; do
  [ -d "/proc/sys/net/ipv4/conf/$device" ] || continue
  remove_route "$device" ${address} || :
  remove_address "$device" ${address} || exit 1
done`,
  );
}

function tunnelResources({ cluster, facts }: RoleContext, server: RealServer, script: string): readonly Resource[] {
  const families = tunnelsTo(cluster, server);
  if (families.length === 0) return [];
  const modules = families.map((family) => tunnels[family].module);
  const after = ['modules:tunnel'];
  return [
    ...kernelModules({ name: 'tunnel', modules, facts }),
    ...(families.includes(4) ? sysctls({ name: 'tunnel', facts, values: tunnelSettings(server), after }) : []),
    command({
      id: 'realdr.sh start tunnel',
      description: 'take what comes out of the tunnel, and ask for segments that fit through it',
      unless: sh`${path} status tunnel`,
      script: sh`${path} start tunnel`,
      after: [script, ...after],
      undo: lines(
        rulesFunctions(segmentRules(cluster, server)),
        sh`drop_rules || exit 1
for device in ${families.map((family) => tunnels[family].device)}; do
  [ ! -d "/proc/sys/net/ipv4/conf/$device" ] || ip link set "$device" down
done`,
      ),
    }),
  ];
}
