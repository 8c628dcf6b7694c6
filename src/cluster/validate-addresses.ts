import type { Report } from '../inventory/problem.ts';
import type { Cluster } from './cluster.ts';
import { contains, reservedAs } from './network.ts';

/** Where addresses have to be, and what they may be called. */
export function validateAddresses(cluster: Cluster, report: Report): void {
  validateMembers(cluster, report);
  validateVips(cluster, report);
}

function validateMembers(cluster: Cluster, report: Report): void {
  const { segment, directors, realServers } = cluster;
  for (const { name, address } of directors) {
    if (!contains(segment, address))
      report(
        ['directors', name, 'address'],
        `found ${address} for ${name}; expected an address in the segment ${segment}, which the directors share`,
      );
  }
  for (const { name, address } of realServers) {
    if (
      contains(segment, address) ||
      !cluster.virtualServices.some(
        (service) => service.method === 'dr' && service.realServers.some((server) => server.name === name),
      )
    )
      continue;
    report(
      ['realServers', name, 'address'],
      `found ${address} for ${name}; expected an address in the segment ${segment}: DR reaches a real server by its MAC address`,
    );
  }
  for (const role of ['directors', 'realServers', 'clients'] as const) {
    for (const { name, address } of cluster[role]) {
      const reserved = reservedAs(segment, address);
      if (reserved !== null)
        report(
          [role, name, 'address'],
          `found ${address}, the ${reserved} of ${segment}; expected an address for ${name}`,
        );
    }
  }
}

function validateVips({ segment, vips, directors, virtualServices }: Cluster, report: Report): void {
  for (const [index, { address, label, realServerLabel }] of vips.entries()) {
    const before = vips.slice(0, index);
    if (before.some((vip) => vip.address === address))
      report(['vips', index, 'address'], `found ${address} a second time; expected each VIP once`);
    const reserved = reservedAs(segment, address);
    if (reserved !== null)
      report(
        ['vips', index, 'address'],
        `found ${address}, the ${reserved} of ${segment}; expected an address that a host can have`,
      );
    if (
      !contains(segment, address) &&
      virtualServices.some((service) => service.method === 'dr' && service.address === address)
    ) {
      report(
        ['vips', index, 'address'],
        `found ${address}; expected an address in the segment ${segment}, where DR has its directors answer for it`,
      );
    }
    const stranger = directors.find((director) => label !== null && label.split(':')[0] !== director.interface);
    if (stranger !== undefined)
      report(
        ['vips', index, 'label'],
        `found ${String(label)}; expected a label of ${stranger.interface}, the interface of ${stranger.name}, or none`,
      );
    if (before.some((vip) => label !== null && vip.label === label))
      report(['vips', index, 'label'], `found ${String(label)}, which another VIP has too; expected one for each`);
    if (!realServerLabel.startsWith('lo:'))
      report(
        ['vips', index, 'realServerLabel'],
        `found ${realServerLabel}; expected a label of lo, such as lo:${index}`,
      );
    if (before.some((vip) => vip.realServerLabel === realServerLabel))
      report(
        ['vips', index, 'realServerLabel'],
        `found ${realServerLabel}, which another VIP has too; expected one for each`,
      );
  }
}
