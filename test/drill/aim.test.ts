import { describe, expect, it } from 'vitest';
import { aimAt, nameOf } from '../../src/drill/aim.ts';
import { clusterWith } from '../verify/document-cluster.ts';
import { mixedCluster } from '../verify/mixed-cluster.ts';

const probe = { rate: 10, timeout: 500 };
const aimedAt = (service?: string) => nameOf(aimAt(mixedCluster, 'lb1', { service }, probe).service);

describe('what a drill is aimed at', () => {
  it('is the first TCP service where nothing was chosen, or else the first', () => {
    expect(aimedAt()).toBe('192.168.1.229:80');
    const udp = clusterWith({ protocol: 'udp' });
    expect(nameOf(aimAt(udp, 'lb1', {}, probe).service)).toBe('udp 192.168.1.229:80');
  });

  it.each([
    ['192.168.1.229:8002', '192.168.1.229:8002'],
    ['udp 192.168.1.229:53', 'udp 192.168.1.229:53'],
    ['UDP:192.168.1.229:53', 'udp 192.168.1.229:53'],
    ['192.168.1.229:53/udp', 'udp 192.168.1.229:53'],
    ['[fd00:1:0::229]:80', '[fd00:1::229]:80'],
    ['tcp [fd00:1::229]:8001', '[fd00:1::229]:8001'],
    ['mark 1', 'mark 1'],
    ['mark 1 of IPv6', 'mark 1 IPv6'],
    ['mark:1 ipv6', 'mark 1 IPv6'],
  ])('is %s: %s', (words, name) => {
    expect(aimedAt(words)).toBe(name);
  });

  it('names what there is for what there is not', () => {
    expect(() => aimedAt('udp 192.168.1.229:80')).toThrow('the cluster has no service udp 192.168.1.229:80');
  });

  it('names nobody to ask from where the cluster has no client', () => {
    const { clients, ...cluster } = mixedCluster;
    expect(clients).not.toEqual([]);
    expect(() => aimAt({ ...cluster, clients: [] }, 'lb1', {}, probe)).toThrow(
      expect.objectContaining({
        message: 'the cluster has no client',
        place: 'mixed',
        hint: expect.stringContaining('`clients` of the inventory') as string,
      }),
    );
  });
});
