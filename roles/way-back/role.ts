import { arm, command, defineRole, disarm, sh, sysctls, wayBackSettings, type Resource, type Role } from 'lvsdeploy';
import { restoreRoute } from '../real-server/default-route.ts';
import { waysBack, type WayBack } from '../real-server/parts.ts';
import { refuseUnsupported } from '../supported.ts';

const path = '/sbin/realdr.sh';

/** Gone with a reboot, after which rc.local decides. */
const armedFolder = '/var/run/lvsdeploy-gateway';

/** Seconds in which the connection must show that it lives. */
const patience = 120;

/**
 * Real servers of NAT: the gateway that floats between the directors for their default route, once these have it. The way to
 * this machine may be cut by that: the host puts the former route back on its own, unless it is told over the connection that
 * nothing was cut. After a reboot rc.local sets the route.
 */
export function wayBack(): Role {
  return defineRole({
    name: 'way-back',
    resources: (context) => {
      const { cluster, host, facts } = context;
      refuseUnsupported(context);
      const server = cluster.realServers.find(({ name }) => name === host.name);
      const ways = server === undefined ? [] : waysBack(cluster, server);
      if (server === undefined || ways.length === 0) return [];
      const values = wayBackSettings(cluster, server);
      return [
        ...(Object.keys(values).length > 0 ? sysctls({ name: 'way-back', facts, values }) : []),
        ...ways.map(defaultRoute),
        kept(ways),
      ];
    },
  });
}

function defaultRoute(way: WayBack): Resource {
  const { family, gateway } = way;
  return command({
    id: idOf(way),
    description: `send answers back through ${gateway}`,
    unless: sh`${path} status gateway | grep -qx ${`Gateway ${gateway}: here`}`,
    script: sh`( ${arm(restoreRoute(way), patience, `${armedFolder}-${String(family)}`, 'another run')}
) || exit 1
${path} start gateway`,
    undo: restoreRoute(way),
  });
}

/** In another round trip than the change, and so over a connection that has outlived it. */
function kept(ways: readonly WayBack[]): Resource {
  const folders = ways.map(({ family }) => `${armedFolder}-${String(family)}`);
  return command({
    id: 'the default route is kept',
    description: 'keep the default route: the connection lives',
    unless: sh`for folder in ${folders}; do [ ! -d "$folder" ] || exit 1; done`,
    script: sh`${folders.map((folder) => sh`( ${disarm(folder)}\n) || exit 1\n`)}`,
    after: ways.map((way) => `command:${idOf(way)}`),
  });
}

function idOf({ family }: WayBack): string {
  return `default route of IPv${String(family)}`;
}
