import { readFileSync } from 'node:fs';
import { release } from 'node:os';
import { describe, expect, it } from 'vitest';
import { kernelModules } from '../../src/resources/kernel-module.ts';
import type { Resource } from '../../src/resources/resource.ts';
import { sysctlNow, sysctls } from '../../src/resources/sysctl.ts';
import { actionsOf, answered, brief, compare, read } from './local.ts';

describe('sysctl', () => {
  const forward = sysctlNow({ key: 'net.ipv4.ip_forward', value: 1 });
  const header = '==> /proc/sys/net/ipv4/ip_forward <==\n';
  it.each([
    ['as wanted', `${header}1\n`, 'converged'],
    ['an empty value', header, 'value  > 1 | ! set net.ipv4.ip_forward to 1'],
    ['another value', `${header}0\n`, 'value 0 > 1 | ! set net.ipv4.ip_forward to 1'],
    [
      'no such key',
      '',
      'unknown: the running kernel has no readable net.ipv4.ip_forward; is the module that brings it loaded?',
    ],
  ])('%s', (_, stdout, expected) => {
    expect(brief(forward.compare(answered({ stdout })))).toBe(expected);
  });

  it('does not mind the white space of the kernel', () => {
    const range = sysctlNow({ key: 'net.ipv4.ip_local_port_range', value: '1024  65000' });
    const stdout = '==> /proc/sys/net/ipv4/ip_local_port_range <==\n1024\t65000\n';
    expect(brief(range.compare(answered({ stdout })))).toBe('converged');
  });

  it('writes the value where the key says', () => {
    const [action] = actionsOf(forward.compare(answered({ stdout: `${header}0\n` })));
    expect(action?.script.text).toBe("printf '%s\n' 1 > /proc/sys/net/ipv4/ip_forward");
  });

  it('reads several at once, and a dot within a part', () => {
    const type = readFileSync('/proc/sys/kernel/ostype', 'utf8').trim();
    const resources = [
      sysctlNow({ key: 'kernel.ostype', value: type }),
      sysctlNow({ key: 'net/ipv4/conf/no.such/forwarding', value: 1 }),
      sysctlNow({ key: 'kernel.osrelease', value: release() }),
    ];
    const observed = read(...resources);
    expect(resources.map((resource) => resource.compare(observed).state)).toEqual([
      'converged',
      'unknown',
      'converged',
    ]);
  });

  it('is set at boot by a file of its own, and may wait for a module', () => {
    const [atBoot, now] = sysctls({ name: 'ipvs', values: { 'net.ipv4.vs.conntrack': 0 }, after: ['modules:ipvs'] });
    expect(atBoot?.id).toBe('file:/etc/sysctl.d/60-lvsdeploy-ipvs.conf');
    expect(atBoot?.after).toBeUndefined();
    expect(now).toMatchObject({ id: 'sysctl:net.ipv4.vs.conntrack', after: ['modules:ipvs'] });
  });
});

describe('kernel modules', () => {
  const [atBoot, now] = kernelModules({ name: 'ipvs', modules: ['ip_vs', 'ip-vs-wrr'] }) as [Resource, Resource];

  it.each([
    ['loaded', 'ip_vs\nip_vs_wrr\n', 'converged'],
    ['one missing', 'ip_vs\n', 'ip-vs-wrr - > loaded | ! load ip-vs-wrr'],
    ['both missing', '', 'ip_vs - > loaded | ip-vs-wrr - > loaded | ! load ip_vs, ip-vs-wrr'],
  ])('%s', (_, stdout, expected) => {
    const observed = read(atBoot);
    const listed = answered({ stdout });
    expect(
      brief(now.compare((reading) => (reading.kind.name === 'module' ? listed(reading) : observed(reading)))),
    ).toBe(expected);
  });

  it('reads this machine', () => {
    const [, nonsense] = kernelModules({ name: 'x', modules: ['no_such_module'] });
    expect(nonsense && brief(compare(nonsense))).toBe('no_such_module - > loaded | ! load no_such_module');
  });

  it('are loaded at boot by a file of their own', () => {
    expect(atBoot.id).toBe('file:/etc/modules-load.d/lvsdeploy-ipvs.conf');
  });
});
