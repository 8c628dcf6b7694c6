import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { release, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { kernelModules } from '../../src/resources/kernel-module.ts';
import type { Observation, Resource } from '../../src/resources/resource.ts';
import { sysctlNow, sysctls } from '../../src/resources/sysctl.ts';
import { Shell } from '../../src/shell/shell.ts';
import { actionsOf, answered, brief, compare, read, run } from './local.ts';

const debian = { init: 'systemd', family: 'debian' } as const;
const oldRedHat = { init: 'sysv', family: 'redhat' } as const;

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
    const [atBoot, now] = sysctls({
      name: 'ipvs',
      values: { 'net.ipv4.vs.conntrack': 0 },
      facts: debian,
      after: ['modules:ipvs'],
    });
    expect(atBoot?.id).toBe('file:/etc/sysctl.d/60-lvsdeploy-ipvs.conf');
    expect(atBoot?.after).toBeUndefined();
    expect(now).toMatchObject({ id: 'sysctl:net.ipv4.vs.conntrack', after: ['modules:ipvs'] });
  });
});

describe('kernel modules', () => {
  const [atBoot, now] = kernelModules({ name: 'ipvs', modules: ['ip_vs', 'ip-vs-wrr'], facts: debian }) as [
    Resource,
    Resource,
  ];

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
    const [, nonsense] = kernelModules({ name: 'x', modules: ['no_such_module'], facts: debian });
    expect(nonsense && brief(compare(nonsense))).toBe('no_such_module - > loaded | ! load no_such_module');
  });

  it('are loaded at boot by a file of their own', () => {
    expect(atBoot.id).toBe('file:/etc/modules-load.d/lvsdeploy-ipvs.conf');
  });

  it('are loaded at boot by a script on old hosts of the Red Hat family, and by a file on those of Debian', () => {
    const nothing = <Value>(): Observation<Value> => ({ kind: 'absent' });
    const idOf = (facts: Parameters<typeof kernelModules>[0]['facts']) =>
      kernelModules({ name: 'ipvs', modules: ['ip_vs', 'ip_vs_wrr'], facts })[0];
    const named = idOf({ init: 'sysv', family: 'debian' });
    expect(named?.id).toBe(atBoot.id);
    const descriptions = (resource?: Resource) =>
      resource && actionsOf(resource.compare(nothing)).map(({ description }) => description);
    expect(descriptions(named)).toEqual(['create the directory /etc/modules-load.d', ...(descriptions(atBoot) ?? [])]);
    const script = idOf(oldRedHat);
    expect(script?.id).toBe('file:/etc/sysconfig/modules/lvsdeploy-ipvs.modules');
    expect(script?.compare(nothing)).toMatchObject({
      changes: [
        { to: '#!/bin/sh\n# Managed by lvsdeploy\nmodprobe -a ip_vs ip_vs_wrr\n' },
        { what: 'mode', to: '0755' },
        {},
        {},
      ],
    });
  });
});

describe('sysctl.conf of old hosts of the Red Hat family', () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'sysctl-'));
  });
  afterEach(() => rmSync(root, { recursive: true }));
  const [setting, ...now] = sysctls({
    name: 'forwarding',
    values: { 'net.ipv4.ip_forward': 1, 'net.ipv4.vs.conntrack': 0 },
    facts: oldRedHat,
  }) as [Resource, ...Resource[]];
  const path = () => join(root, 'sysctl.conf');
  const text = () => readFileSync(path(), 'utf8');
  const here = (script: Shell | undefined) =>
    run(new Shell(`cd ${root}\n${(script?.text ?? 'exit 9').replaceAll('/etc/sysctl.conf', path())}`));
  const look = () => {
    const kind = setting.reads[0]?.kind;
    const found = kind?.parse(run(kind.compile([path()])), [path()]).get(path());
    return setting.compare(<Value>() => found as Observation<Value>);
  };

  it.each([
    ['none', null, 'net.ipv4.ip_forward = 1\nnet.ipv4.vs.conntrack = 0\n'],
    [
      'another value, and settings of others',
      '# comment\nnet.ipv4.ip_forward=0\nkernel.sysrq = 0\n',
      '# comment\nkernel.sysrq = 0\nnet.ipv4.ip_forward = 1\nnet.ipv4.vs.conntrack = 0\n',
    ],
    [
      'two that contradict each other',
      ' net.ipv4.ip_forward = 1\nnet.ipv4.vs.conntrack = 0\nnet.ipv4.ip_forward = 0\n',
      'net.ipv4.ip_forward = 1\nnet.ipv4.vs.conntrack = 0\n',
    ],
  ])('is edited, and put back: %s', (_, before, after) => {
    if (before !== null) writeFileSync(path(), before);
    expect(here(setting.undo?.keep).status).toBe(0);
    for (const { script } of actionsOf(look())) expect(here(script)).toMatchObject({ status: 0, stderr: '' });
    expect(text()).toBe(after);
    expect(brief(look())).toBe('converged');
    writeFileSync(path(), `${text()}kernel.panic = 5\n`);
    expect(here(setting.undo?.restore).status).toBe(0);
    const sorted = (lines: string) =>
      lines
        .split('\n')
        .map((line) => line.trim())
        .sort();
    expect(sorted(text())).toEqual(sorted(`${before ?? ''}kernel.panic = 5\n`));
  });

  it('says each setting that differs, and shares the file with others', () => {
    writeFileSync(path(), 'net.ipv4.ip_forward = 1\n');
    expect(brief(look())).toBe('net.ipv4.vs.conntrack - > 0 | ! set net.ipv4.vs.conntrack in /etc/sysctl.conf');
    expect([setting.id, ...now.map(({ id }) => id)]).toEqual([
      'sysctl.conf:forwarding',
      'sysctl:net.ipv4.ip_forward',
      'sysctl:net.ipv4.vs.conntrack',
    ]);
  });
});
