import { basename } from 'node:path';
import { didYouMean } from '../inventory/nearest.ts';
import type { Path, Report } from '../inventory/problem.ts';
import type { ClusterSettings } from '../inventory/schema.ts';
import { type VirtualServiceSettings, tcpCheck } from '../inventory/service-schema.ts';
import { isIpv6, wholeLength } from './address.ts';
import type { Destination, FirewallMark, HealthCheck, VirtualService } from './cluster.ts';

/** Gives the text of a file that the inventory names, or null after a report at that place. */
export type ReadScript = (path: string, at: Path) => string | null;

/**
 * Builds a virtual service with its real servers.
 * @param report takes what the model has no way to hold; paths start at the service.
 */
export function buildVirtualService(
  settings: VirtualServiceSettings,
  cluster: ClusterSettings,
  readScript: ReadScript,
  report: Report,
): VirtualService {
  const key = keyOf(settings, report);
  const { scheduler, schedulerFlags, method, persistence, onePacket, delayLoop, warmup } = settings;
  const { quorum, hysteresis, alpha, omega, sorryServer } = settings;
  return {
    ...key,
    scheduler,
    schedulerFlags,
    method,
    persistence: persistence?.timeout ?? null,
    persistencePrefix: prefixOf(persistence?.prefixLength ?? null, key.address),
    onePacket,
    delayLoop,
    warmup: warmup ?? null,
    quorum,
    hysteresis,
    alpha,
    omega,
    sorryServer:
      sorryServer === undefined
        ? null
        : { address: sorryServer.address, port: sorryServer.port ?? (key.mark === null ? key.port : 0) },
    realServers: buildDestinations(settings, cluster, key, readScript, report),
  };
}

/** All bits of an address are no group of clients. */
function prefixOf(said: number | null, address: string): number | null {
  return said === wholeLength(address) ? null : said;
}

type Key = Pick<VirtualService, 'address' | 'port' | 'protocol' | 'mark'>;

function keyOf({ vip, port, protocol, mark, traffic }: VirtualServiceSettings, report: Report): Key {
  if (mark !== undefined) return keyOfMark({ vip, port, protocol }, mark, traffic ?? [], report);
  if (traffic !== undefined) report(['traffic'], 'found traffic without a mark; expected "mark: NUMBER" beside it');
  if (vip === undefined) report(['vip'], 'missing; expected one of the addresses in vips, or a mark with its traffic');
  if (port === undefined) report(['port'], 'missing; expected a port from 1 to 65535');
  return { address: vip ?? '', port: port ?? 0, protocol: protocol ?? 'tcp', mark: null };
}

/** A mark is found by a client where the first of its traffic is. */
function keyOfMark(
  others: Pick<VirtualServiceSettings, 'vip' | 'port' | 'protocol'>,
  number: number,
  said: NonNullable<VirtualServiceSettings['traffic']>,
  report: Report,
): Key {
  for (const [name, value] of Object.entries(others)) {
    if (value !== undefined)
      report([name], `found ${name} beside a mark, which says it in its traffic; expected one of the two`);
  }
  const traffic = said.map(({ vip: address, protocol, ports }) => ({ address, protocol, ports }));
  const [first] = traffic;
  if (first === undefined) {
    report(['traffic'], 'missing; expected what gets the mark: - { vip: …, protocol: tcp, ports: [80, 443] }');
  }
  const family = isIpv6(first?.address ?? '') ? 6 : 4;
  for (const [index, { address }] of traffic.entries()) {
    if (isIpv6(address) !== (family === 6))
      report(
        ['traffic', index, 'vip'],
        `found ${address} beside ${first?.address ?? ''}; expected addresses of one family: IPVS keeps the marks of IPv4 and IPv6 apart`,
      );
  }
  const mark: FirewallMark = { number, family, traffic };
  return { address: first?.address ?? '', port: first?.ports[0]?.from ?? 0, protocol: first?.protocol ?? 'tcp', mark };
}

function buildDestinations(
  settings: VirtualServiceSettings,
  cluster: ClusterSettings,
  key: Key,
  readScript: ReadScript,
  report: Report,
): Destination[] {
  const servers = new Map(Object.entries(cluster.realServers));
  const said = Object.entries(settings.realServers);
  if (said.length === 0) report(['realServers'], 'found none; expected one real server at least');
  const check = cluster.form === 'standalone' ? null : buildHealthCheck(settings, key, readScript);
  return said.flatMap(([name, { weight, port }]): Destination[] => {
    const server = servers.get(name);
    if (server === undefined) {
      const known = [...servers.keys()];
      const expectation = known.join(', ') || 'one, but it has none';
      report(
        ['realServers', name],
        `${name} is no real server of this cluster${didYouMean(name, known)}; expected ${expectation}`,
      );
      return [];
    }
    const address = isIpv6(key.address) ? server.address6 : server.address;
    if (address === undefined) {
      report(
        ['realServers', name],
        `${name} has no address6, and ${key.address} is of IPv6; expected "address6" among its settings in realServers of the cluster`,
      );
      return [];
    }
    const { inhibitOnFailure } = settings;
    const own = port ?? (key.mark === null ? key.port : 0);
    return [{ name, address, port: own, weight, inhibitOnFailure, healthCheck: check }];
  });
}

function buildHealthCheck(settings: VirtualServiceSettings, key: Key, readScript: ReadScript): HealthCheck | null {
  const check = checkOf(settings, key, readScript);
  // A server of a mark has no port of its own.
  return check === null || check.port !== null || key.mark === null ? check : { ...check, port: key.port };
}

function checkOf(
  { healthCheck }: VirtualServiceSettings,
  { protocol }: Key,
  readScript: ReadScript,
): HealthCheck | null {
  if (healthCheck === undefined) {
    return protocol === 'tcp' ? { kind: 'tcp', ...tcpCheck.parse({}), port: null } : null;
  }
  const { tcp, http, https, udp, dns, smtp, ping, misc } = healthCheck;
  if (tcp !== undefined) return { kind: 'tcp', ...tcp, port: tcp.port ?? null };
  if (http !== undefined) return buildHttpCheck('http', http);
  if (https !== undefined) return buildHttpCheck('https', https);
  if (udp !== undefined) {
    const { port = null, payload = null, requireReply = null } = udp;
    return { kind: 'udp', ...udp, port, payload, requireReply };
  }
  if (dns !== undefined) return { kind: 'dns', ...dns, port: dns.port ?? null };
  if (smtp !== undefined) return { kind: 'smtp', ...smtp, port: smtp.port ?? null, heloName: smtp.heloName ?? null };
  if (ping !== undefined) return { kind: 'ping', ...ping, port: ping.port ?? null };
  if (misc === undefined) return null;
  const { script: file, arguments: words, dynamic, ...tries } = misc;
  const script = readScript(file, ['healthCheck', 'misc', 'script']) ?? '';
  return { kind: 'misc', ...tries, port: tries.port ?? null, name: basename(file), script, arguments: words, dynamic };
}

type HttpSettings = NonNullable<NonNullable<VirtualServiceSettings['healthCheck']>['http']>;

function buildHttpCheck(kind: 'http' | 'https', settings: HttpSettings): HealthCheck {
  const { port = null, digest = null, virtualHost = null } = settings;
  return { kind, ...settings, port, digest, virtualHost };
}
