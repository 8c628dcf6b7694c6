import { UsageError, type RoleContext } from 'lvsdeploy';

/** @throws UsageError for a cluster or a host that the roles cannot deploy yet; nothing is half done. */
export function refuseUnsupported({ cluster, host, facts }: RoleContext): void {
  const methods = cluster.virtualServices.map(({ method }) => method);
  const method = methods.find((one) => one !== 'dr');
  if (method !== undefined) refuse(cluster.name, `the forwarding method ${method}`, 'Use "method: dr".');
  const vip = cluster.vips.find(({ address }) => address.includes(':'));
  if (vip !== undefined) refuse(cluster.name, `the IPv6 address ${vip.address} as a VIP`, 'Use an IPv4 address.');
  const { packageManager, init } = facts;
  if (packageManager !== 'apt') {
    refuse(
      host.name,
      `the package manager ${packageManager ?? 'of this host'}`,
      'Use a host with apt, such as Debian.',
    );
  }
  if (init !== 'systemd') refuse(host.name, `the init system ${init}`, 'Use a host with systemd.');
}

function refuse(place: string, what: string, hint: string): never {
  throw new UsageError(`${what} is not supported yet`, { place, hint });
}
