import { describe, expect, it } from 'vitest';
import type { Destination, HttpCheck, VirtualService } from '../../src/cluster/cluster.ts';
import { listAddresses } from '../../src/verify/client-addresses.ts';
import { groupOf } from '../../src/verify/client-groups.ts';
import { failoverBound } from '../../src/verify/failover-bound.ts';
import { httpProbeAt, httpProbeOf } from '../../src/verify/http-service.ts';
import { nameInTable, placesOf } from '../../src/verify/service-places.ts';
import { vipsHeldBy } from '../../src/cluster/real-servers.ts';
import { flagsOf, parseFlags, printFlags } from '../../src/verify/table-flags.ts';
import { documentCluster, web1, webService } from './document-cluster.ts';
import { mixedCluster, mixedServices } from './mixed-cluster.ts';

const check: HttpCheck & { readonly port: number | null } = {
  kind: 'https',
  port: null,
  path: '/up?x=1',
  status: 204,
  digest: null,
  virtualHost: 'shop.example',
};
const tries = { connectTimeout: 1, retry: 1, delayBeforeRetry: 1 };

function serviceWith(service: Partial<VirtualService>, server: Partial<Destination>): VirtualService {
  return { ...webService, ...service, realServers: [{ ...web1, ...server }] };
}

describe('what an HTTP service is asked', () => {
  it('with TLS by its name, so that the server finds the certificate, at the address', () => {
    const service = serviceWith(
      { address: 'fd00:1::229', port: 443 },
      { port: 443, healthCheck: { ...check, ...tries } },
    );
    expect(httpProbeOf(service)).toEqual({
      url: 'https://shop.example:443/up?x=1',
      status: 204,
      options: ['-k', '--resolve', 'shop.example:443:[fd00:1::229]'],
      virtualHost: 'shop.example',
    });
  });

  it('without TLS with the name as its host', () => {
    const service = serviceWith({}, { healthCheck: { ...check, ...tries, kind: 'http' } });
    expect(httpProbeOf(service)).toMatchObject({
      url: 'http://192.168.1.229:80/up?x=1',
      options: ['-H', 'Host: shop.example'],
    });
  });

  it('nothing where the check asks another port, unless it is one of HTTP', () => {
    const healthCheck = { ...check, ...tries, port: 9000 };
    expect(httpProbeOf(serviceWith({ port: 443 }, { port: 443, healthCheck }))).toBeNull();
    expect(httpProbeOf(serviceWith({}, { healthCheck }))?.url).toBe('http://192.168.1.229:80/');
  });

  it('of a mark at the port that the check asks, and at no other', () => {
    const [marked] = mixedServices.filter(({ mark }) => mark?.family === 4);
    if (marked === undefined) throw new Error('the mixed cluster has a mark');
    const at = (port: number) => httpProbeAt(marked, { address: marked.address, port }, port)?.url ?? null;
    expect([at(8010), at(8020)]).toEqual(['http://192.168.1.229:8010/', null]);
  });
});

describe('a service by mark', () => {
  const [of4, of6] = mixedServices.filter(({ mark }) => mark !== null);
  if (of4 === undefined || of6 === undefined) throw new Error('the mixed cluster has two marks');

  it('is named as ipvsadm names it, and asked at the ends of its ports', () => {
    expect([nameInTable(of4), nameInTable(of6)]).toEqual(['FWM 1', 'FWM 1 IPv6']);
    expect(placesOf(of4).map(({ port }) => port)).toEqual([8010, 8020, 8030]);
    expect(placesOf(of6).map(({ port }) => port)).toEqual([8011]);
  });

  it('has real servers of DR hold all VIPs of its traffic', () => {
    const vips = [
      ...mixedCluster.vips,
      { address: '192.168.1.228', prefixLength: 32, label: null, realServerLabel: null },
    ];
    const traffic = vips
      .filter(({ address }) => !address.includes(':'))
      .map(({ address }) => ({ address, protocol: 'tcp', ports: [{ from: 80, to: 80 }] }) as const);
    const service = { ...of6, address: '192.168.1.229', mark: { number: 2, family: 4, traffic } } as const;
    const held = vipsHeldBy({ ...mixedCluster, vips, virtualServices: [service] }, 'web1');
    expect(held.map(({ address }) => address)).toEqual(['192.168.1.229', '192.168.1.228']);
  });
});

describe('flags', () => {
  it.each([
    ['', '4'],
    [' persistent 60', '4'],
    [' (sh-fallback,sh-port) persistent 60 mask 255.255.255.0 ops', '4'],
    [' persistent 360 mask 64', '6'],
    [' ops', '6'],
  ])('are read as ipvsadm prints them: %j', (text, family) => {
    expect(printFlags(parseFlags(text), family === '6')).toBe(text);
  });

  it('have the length of a mask', () => {
    expect(flagsOf({ ...webService, persistence: 60, persistencePrefix: 22 }).persistencePrefix).toBe(22);
    expect(parseFlags('persistent 60 mask 255.255.252.0').persistencePrefix).toBe(22);
  });

  it('make one client of a network', () => {
    const service = { ...webService, persistence: 60, persistencePrefix: 24 };
    expect(groupOf('192.168.1.107', service)).toBe('192.168.1.0/24');
    expect(groupOf('192.168.1.107', webService)).toBe('192.168.1.107');
    expect(groupOf('fd00:1::7', { ...service, address: 'fd00:1::229', persistencePrefix: 64 })).toBe('fd00:1::/64');
  });
});

describe('the addresses of a client', () => {
  const [client] = mixedCluster.clients;
  const [service] = mixedServices;
  if (client === undefined || service === undefined) throw new Error('the mixed cluster has a client');
  it.each([
    ['on the segment', client, service.address, 'ip -o -4 addr show dev eth0 to 192.168.1.0/24'],
    ['on the segment, IPv6', client, 'fd00:1::229', 'ip -o -6 addr show dev eth0 to fd00:1::/64'],
    ['elsewhere', { ...client, address: '10.9.0.1' }, service.address, 'ip -o -4 addr show dev eth0 scope global'],
    ['elsewhere, IPv6', { ...client, address6: null }, 'fd00:1::229', 'ip -o -6 addr show dev eth0 scope global'],
  ])('%s', (_, from, address, command) => {
    expect(listAddresses(from, mixedCluster, { ...service, address }).text).toContain(command);
  });
});

it('with IPv6 the interval is the unit of the skew, as its version is 3', () => {
  const slow = { ...documentCluster, vrrp: documentCluster.vrrp && { ...documentCluster.vrrp, advertInterval: 2 } };
  const mixed = { ...mixedCluster, vrrp: slow.vrrp };
  expect(failoverBound(slow, 0)).toBe(6 + 166 / 256);
  expect(failoverBound(mixed, 0)).toBe(6 + (157 / 256) * 2);
});
