import type { Report } from '../inventory/problem.ts';
import { type ClusterSettings, type MemberSettings, vrrp } from '../inventory/schema.ts';
import type { Secret } from '../secret.ts';
import { isIpv6, wholeLength } from './address.ts';
import { buildVirtualService, type ReadScript } from './build-service.ts';
import type { Cluster, Director, Inside, Member, Vip, Vrrp } from './cluster.ts';

/**
 * Builds the model of a cluster, with every default resolved, from what the inventory says of it.
 * @param auth the secret of VRRP, already read.
 * @param readScript gives the text of a check's script; null after a report.
 * @param report takes what the model has no way to hold; paths start at the cluster.
 */
export function buildCluster(
  name: string,
  settings: ClusterSettings,
  auth: Secret | null,
  readScript: ReadScript,
  report: Report,
): Cluster {
  checkForm(settings, report);
  return {
    name,
    form: settings.form,
    segment: settings.segment,
    segment6: settings.segment6 ?? null,
    directors: buildDirectors(settings),
    realServers: buildMembers(settings.realServers, settings),
    clients: buildMembers(settings.clients, settings),
    vips: buildVips(settings),
    inside: buildInside(settings),
    vrrp: settings.form === 'standalone' ? null : buildVrrp(settings, auth),
    virtualServices: settings.virtualServices.map((service, index) =>
      buildVirtualService(
        service,
        settings,
        (file, at) => readScript(file, ['virtualServices', index, ...at]),
        (path, message) => report(['virtualServices', index, ...path], message),
      ),
    ),
    notification: settings.notification ?? null,
    drillable: settings.drillable,
  };
}

/** What the form asks for, and what it has no place for. */
function checkForm(settings: ClusterSettings, report: Report): void {
  const names = Object.keys(settings.directors);
  const found = `found ${names.length === 0 ? 'none' : `${names.length} (${names.join(', ')})`}`;
  if (settings.form === 'ha') {
    if (names.length < 2) report(['directors'], `${found}; expected two or more in the form ha, or "form: standalone"`);
    checkPriorities(settings, report);
    return;
  }
  if (names.length !== 1) report(['directors'], `${found}; expected exactly one in the form standalone, or "form: ha"`);
  if (settings.vrrp !== undefined) {
    report(['vrrp'], 'found vrrp in the form standalone, whose director has no peer; expected "form: ha", or no vrrp');
  }
}

function checkPriorities({ directors }: ClusterSettings, report: Report): void {
  const owners = new Map<number, string>();
  for (const [name, { priority }] of Object.entries(directors)) {
    const at = ['directors', name, 'priority'];
    const owner = priority === undefined ? undefined : owners.get(priority);
    if (priority === undefined) {
      report(at, 'missing; expected a VRRP priority from 1 to 254, the highest for the director that serves first');
    } else if (owner !== undefined) {
      report(at, `found ${priority}, which ${owner} has too; expected one of its own, or chance elects the master`);
    } else {
      owners.set(priority, name);
    }
  }
}

function buildMember(name: string, member: MemberSettings, cluster: ClusterSettings): Member {
  const { address, address6 = null } = member;
  return { name, address, address6, interface: member.interface ?? cluster.interface };
}

function buildMembers(members: Readonly<Record<string, MemberSettings>>, cluster: ClusterSettings): Member[] {
  return Object.entries(members).map(([name, member]) => buildMember(name, member, cluster));
}

function buildDirectors(settings: ClusterSettings): Director[] {
  return Object.entries(settings.directors)
    .map(([name, director]) => ({
      ...buildMember(name, director, settings),
      priority: director.priority ?? 100,
      routerId: director.routerId ?? name,
      power: director.power ?? null,
    }))
    .sort((a, b) => b.priority - a.priority);
}

function buildVips({ vips, directors, interface: common }: ClusterSettings): Vip[] {
  const interfaces = new Set(Object.values(directors).map((director) => director.interface ?? common));
  const [only] = interfaces;
  return vips.map((vip, index) => {
    const { address } = vip;
    // An address of IPv6 has no label.
    const label = isIpv6(address) || interfaces.size !== 1 ? null : defaultLabel(only ?? common, index);
    return {
      address,
      prefixLength: vip.prefixLength ?? wholeLength(address),
      label: vip.label === 'none' ? null : (vip.label ?? label),
      realServerLabel: vip.realServerLabel ?? (isIpv6(address) ? null : `lo:${index}`),
    };
  });
}

function buildInside(settings: ClusterSettings): Inside | null {
  const { inside } = settings;
  if (inside === undefined) return null;
  const { gateway, gateway6 = null } = inside;
  return {
    interface: inside.interface ?? settings.interface,
    network: inside.network ?? settings.segment,
    network6: inside.network6 ?? (gateway6 === null ? null : (settings.segment6 ?? null)),
    gateway,
    gateway6,
  };
}

function defaultLabel(name: string, index: number): string | null {
  const label = `${name}:${index + 1}`;
  return label.length > 15 ? null : label;
}

function buildVrrp(settings: ClusterSettings, auth: Secret | null): Vrrp {
  const said = settings.vrrp ?? vrrp.parse({});
  const { instance, virtualRouterId, version, advertInterval, unicast, preempt, preemptDelay, syncDaemon } = said;
  return {
    instance,
    virtualRouterId,
    version,
    advertInterval,
    auth,
    unicast,
    preempt,
    preemptDelay: preemptDelay === 0 ? null : preemptDelay,
    syncDaemon:
      syncDaemon === undefined
        ? null
        : { interface: syncDaemon.interface ?? settings.interface, id: syncDaemon.id ?? virtualRouterId },
  };
}
