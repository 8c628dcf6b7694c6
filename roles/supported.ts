import { UsageError, type RoleContext } from 'lvsdeploy';

/** @throws UsageError for a cluster or a host that the roles cannot deploy; nothing is half done. */
export function refuseUnsupported({ cluster, host, facts }: RoleContext): void {
  const methods = cluster.virtualServices.map(({ method }) => method);
  const method = methods.find((one) => one !== 'dr');
  if (method !== undefined)
    refuse(cluster.name, `the forwarding method ${method} is not supported yet`, 'Use "method: dr".');
  const vip = cluster.vips.find(({ address }) => address.includes(':'));
  if (vip !== undefined)
    refuse(cluster.name, `the IPv6 address ${vip.address} as a VIP is not supported yet`, 'Use an IPv4 address.');
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
