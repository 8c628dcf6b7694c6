import { UsageError, type RoleContext } from 'lvsdeploy';

/** @throws UsageError for a host that the roles cannot deploy; nothing is half done. */
export function refuseUnsupported({ host, facts }: RoleContext): void {
  const { packageManager, init, distribution } = facts;
  if (packageManager === null) {
    refuse(
      host.name,
      `this host (${distribution || 'no os-release'}) has none of apt-get, dnf and yum`,
      'Use Debian or a host of its family, or of the Red Hat family.',
    );
  }
  if (init === 'other') {
    refuse(
      host.name,
      'neither systemd (/run/systemd/system) nor SysV init (/etc/inittab and /etc/init.d) was found',
      'Use a host that one of them has started.',
    );
  }
}

function refuse(place: string, reason: string, hint: string): never {
  throw new UsageError(reason, { place, hint });
}
