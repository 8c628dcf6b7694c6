import { defineRole, editedFile, familiesBy, partOf, vipsHeldBy, type Role, type RoleContext } from 'lvsdeploy';
import { refuseUnsupported } from '../supported.ts';
import { withBootEntry } from './rc-local.ts';
import { runAtBoot } from './run-at-boot.ts';

/** Directors and real servers: rc.local starts their part of the cluster at boot. */
export function autostart(): Role {
  return defineRole({
    name: 'autostart',
    resources: (context) => {
      const entry = entryOf(context);
      refuseUnsupported(context);
      if (entry === null) return [];
      const { path } = context.facts.rcLocal;
      const edit = (current: string | null) => withBootEntry(current, entry);
      return [editedFile({ path, mode: '0755', edit, ownLines: [entry] }), ...runAtBoot(context.facts)];
    },
  });
}

function entryOf({ cluster, host }: RoleContext): string | null {
  if (partOf(cluster, host.name) === 'director') return '/sbin/lvsdr.sh start';
  const isRealServer = vipsHeldBy(cluster, host.name).length > 0 || familiesBy(cluster, 'nat', host.name).length > 0;
  return isRealServer ? '/sbin/realdr.sh start' : null;
}
