import {
  defineRole,
  handler,
  newestPackages,
  noSupersededKernels,
  rebootIntoDefault,
  type Resource,
  type Role,
  type RoleContext,
} from 'lvsdeploy';
import { refuseUnsupported } from '../supported.ts';
import { switchBack, switchOver } from '../switch-over.ts';
import { drain, refill, servedOn } from './drain.ts';
import { kernelPackages } from './packages.ts';

/**
 * Directors and real servers: the newest kernel with its headers, and running. Before a reboot a director gives the VIP to its
 * peer, and a real server gets no new connections any more.
 */
export function kernel(): Role {
  return defineRole({
    name: 'kernel',
    resources: (context) => {
      refuseUnsupported(context);
      const { facts } = context;
      const manager = facts.packageManager ?? 'apt';
      const packages = newestPackages({ names: kernelPackages(context), manager });
      const after = [packages.id];
      return [
        packages,
        ...(rebootDirector(context, after) ?? rebootRealServer(context, after)),
        noSupersededKernels({ manager, after: ['reboot'] }),
      ];
    },
  });
}

function rebootDirector({ cluster, host }: RoleContext, after: readonly string[]): readonly Resource[] | null {
  const director = cluster.directors.find(({ name }) => name === host.name);
  if (director === undefined) return null;
  // Standalone there is nobody to take over: the reboot is an outage, and the play says which.
  if (cluster.form === 'standalone') return [rebootIntoDefault({ after })];
  return [rebootIntoDefault({ before: [switchOver(cluster, director)], after }), switchBack(['reboot'])];
}

function rebootRealServer({ cluster, host }: RoleContext, after: readonly string[]): readonly Resource[] {
  const served = servedOn(cluster, host.name);
  if (served.length === 0) return [rebootIntoDefault({ after })];
  return [
    rebootIntoDefault({ before: [drain(cluster, served)], after, notify: ['refill'] }),
    handler('refill', refill(cluster, served)),
  ];
}
