import { expect, test } from 'vitest';
import { kernelArguments, macOf } from '../../../src/lab/supervisor/guest.ts';
import { topologies } from '../../../src/lab/topology.ts';

const [lb1] = topologies.pair.hosts;

test('a guest has a MAC of its own, locally administered', () => {
  expect(macOf(lb1, 0)).toBe('52:54:00:a8:01:fc');
  const macs = topologies.mixed.hosts.flatMap((host) => host.nics.map((_, index) => macOf(host, index)));
  expect(new Set(macs).size).toBe(macs.length);
});

test('a kernel is told its disks, its tap and its name', () => {
  expect(kernelArguments(lb1, '/run/lab')).toEqual(
    expect.arrayContaining([
      'umid=lb1',
      'uml_dir=/run/lab/uml',
      'ubd0=/run/lab/guests/lb1/disk.img',
      'ubd1r=/run/lab/guests/lb1/seed.tar',
      'vec0:transport=tap,ifname=t-lb1,depth=128,mac=52:54:00:a8:01:fc',
      'systemd.hostname=lb1',
    ]),
  );
});

test('a kernel with two cards is told both', () => {
  const cards = kernelArguments(topologies.mixed.hosts[0], '/run/lab').filter((word) => word.startsWith('vec'));
  expect(cards).toEqual([
    'vec0:transport=tap,ifname=t-lb1,depth=128,mac=52:54:00:a8:01:fc',
    'vec1:transport=tap,ifname=t-lb1-1,depth=128,mac=52:54:00:00:00:fc',
  ]);
});

test('no word of a kernel command line holds a space, at which it would be split', () => {
  for (const word of kernelArguments(lb1, '/run/lab')) expect(word).not.toMatch(/\s/);
});
