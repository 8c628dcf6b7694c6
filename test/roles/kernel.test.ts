import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { drain, refill, servedOn } from '../../roles/kernel/drain.ts';
import { kernelPackages } from '../../roles/kernel/packages.ts';
import { kernel } from '../../roles/kernel/role.ts';
import { switchBack, switchOver } from '../../roles/switch-over.ts';
import type { Observation } from '../../src/resources/resource.ts';
import { lines, Shell } from '../../src/shell/shell.ts';
import { actionsOf, run } from '../resources/local.ts';
import { contextOf, documentCluster, standaloneCluster } from './document-cluster.ts';
import { idsOf, resourceOf } from './written.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lvsdeploy-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('the packages of a kernel', () => {
  it.each([
    ['6.1.0-18-amd64', 'debian', ['linux-image-amd64', 'linux-headers-amd64']],
    ['6.1.0-18-cloud-amd64', 'debian', ['linux-image-cloud-amd64', 'linux-headers-cloud-amd64']],
    ['6.5.0-0.deb12.4-rt-amd64', 'debian', ['linux-image-rt-amd64', 'linux-headers-rt-amd64']],
    ['6.8.0-41-generic', 'debian', ['linux-image-generic', 'linux-headers-generic']],
    ['5.14.0-427.el9.x86_64', 'redhat', ['kernel', 'kernel-devel', 'kernel-headers']],
    ['2.6.18-194.el5xen', 'redhat', ['kernel-xen', 'kernel-xen-devel', 'kernel-headers']],
  ] as const)('of %s on %s', (release, family, names) => {
    expect(kernelPackages(contextOf(documentCluster, 'lb1', { kernel: release, family }))).toEqual(names);
  });

  it('are those that the inventory names', () => {
    const context = contextOf(documentCluster, 'lb1', { kernel: '7.2.7' });
    const host = { ...context.host, kernel: { packages: ['linux-image-uml'], rebootTimeout: 1 } };
    expect(kernelPackages({ ...context, host })).toEqual(['linux-image-uml']);
  });

  it('cannot be told of a kernel without a flavour, which says what to write where', () => {
    expect(() => kernelPackages(contextOf(documentCluster, 'lb1', { kernel: '7.2.7' }))).toThrow(
      expect.objectContaining({ place: 'lb1', hint: expect.stringContaining('kernel: { packages:') as string }),
    );
  });
});

describe('the role kernel', () => {
  const facts = { kernel: '6.1.0-18-amd64' };
  const packages = 'newest:linux-image-amd64+linux-headers-amd64';

  it.each([
    ['lb1', documentCluster, [packages, 'reboot', 'command:switch-over ended', 'superseded-kernels']],
    ['web1', documentCluster, [packages, 'reboot', 'handler:refill', 'superseded-kernels']],
    ['lb1', standaloneCluster, [packages, 'reboot', 'superseded-kernels']],
  ])('wants of %s', (host, cluster, ids) => {
    expect(idsOf(kernel(), contextOf(cluster, host, facts))).toEqual(ids);
  });

  it('drains a real server on all directors before it reboots', () => {
    const reboot = resourceOf(kernel(), contextOf(documentCluster, 'web1', facts), 'reboot');
    const boot = <Value>(): Observation<Value> => ({ kind: 'found', value: { running: '1', next: '2' } as Value });
    expect(actionsOf(reboot.compare(boot)).map(({ description, on }) => [description, on])).toEqual([
      ['drain 192.168.1.220:80 on lb1, lb2', ['lb1', 'lb2']],
      ['reboot from 1 into 2', undefined],
    ]);
    expect(reboot.notify).toEqual(['refill']);
  });
});

/** Tools of a director that note how they are called, and show this table. */
function director(table: string, holds: boolean): Shell {
  writeFileSync(join(folder, 'table'), table);
  return new Shell(`cd ${folder}
ipvsadm() { case $1 in -ln) cat table ;; *) echo "ipvsadm $*" >> said ;; esac; }
ip() { [ ${holds ? 1 : 0} = 1 ] && echo '2: eth0    inet 192.168.1.229/32 scope global eth0'; }
sleep() { sed -i 's/ 7 / 0 /' table; echo slept >> said; }`);
}
const said = () => readFileSync(join(folder, 'said'), 'utf8').trim().split('\n');
const table = (active: number) => `IP Virtual Server version 1.2.1 (size=4096)
Prot LocalAddress:Port Scheduler Flags
  -> RemoteAddress:Port           Forward Weight ActiveConn InActConn
TCP  192.168.1.229:80 wrr
  -> 192.168.1.220:80             Route   3      ${active} 12
  -> 192.168.1.231:80             Route   1      7 12
`;

describe('draining a real server', () => {
  const served = servedOn(documentCluster, 'web1');
  const edit = 'ipvsadm -e -t 192.168.1.229:80 -r 192.168.1.220:80 -g -w';

  it('takes its weight and waits for its own connections where the VIP is', () => {
    expect(run(lines(director(table(7), true), drain(documentCluster, served).script)).status).toBe(0);
    expect(said()).toEqual([`${edit} 0`, 'slept']);
  });

  it('does not wait on the standby, which is not told when connections end', () => {
    expect(run(lines(director(table(7), false), drain(documentCluster, served).script)).status).toBe(0);
    expect(said()).toEqual([`${edit} 0`]);
  });

  it('leaves a table alone that does not have it', () => {
    const empty = 'IP Virtual Server version 1.2.1 (size=4096)\n';
    expect(run(lines(director(empty, true), drain(documentCluster, served).script)).status).toBe(0);
    expect(() => said()).toThrow();
  });

  it('is ended by the weight that the model has', () => {
    expect(run(lines(director(table(0), true), refill(documentCluster, served).script)).status).toBe(0);
    expect(said()).toEqual([`${edit} 3`]);
  });

  it('is ended only when the service listens', () => {
    const [wait] = refill(documentCluster, served).before ?? [];
    const listening = '  0: 00000000:0050 00000000:0000 0A 00000000:00000000';
    const script = (wait?.script.text ?? '').replaceAll(/\/proc\/net\/tcp6?/g, join(folder, 'sockets'));
    const trying = new Shell(
      `sleep() { echo '${listening}' > ${folder}/sockets; echo slept >> ${folder}/said; }\n${script}`,
    );
    writeFileSync(
      join(folder, 'sockets'),
      '  0: 00000000:0051 00000000:0000 0A\n  1: 0100007F:0050 00000000:0000 01\n',
    );
    expect(run(trying).status).toBe(0);
    expect(said()).toEqual(['slept']);
  });
});

describe('a switch-over', () => {
  const [lb1] = documentCluster.directors;
  if (lb1 === undefined) throw new Error('no director');
  const local = (script: Shell, stubs: string) =>
    run(new Shell(`${stubs}\n${script.text.replaceAll('/etc/keepalived/', `${folder}/`)}`));
  const file = () => readFileSync(join(folder, 'switch-over'), 'utf8');
  const over = switchOver(documentCluster, lb1).script;
  const holding = (seconds: number) =>
    `echo ${seconds} > ${folder}/left
ip() { [ "$(cat ${folder}/left)" -gt 0 ] && echo '2: eth0    inet 192.168.1.229/32'; }
sleep() { echo $(($(cat ${folder}/left) - 1)) > ${folder}/left; }`;

  it('takes the priority down and waits until the VIP is gone', () => {
    writeFileSync(join(folder, 'switch-over'), '0\n');
    expect(local(over, holding(3))).toMatchObject({ status: 0, stdout: 'another director has taken over the VIP\n' });
    expect(file()).toBe('-254\n');
  });

  it('is taken back when nobody takes over', () => {
    writeFileSync(join(folder, 'switch-over'), '0\n');
    expect(local(over, holding(100))).toMatchObject({
      status: 1,
      stderr: expect.stringMatching(/no other director/) as string,
    });
    expect(file()).toBe('0\n');
  });

  it('is none on a director that does not hold the VIP', () => {
    writeFileSync(join(folder, 'switch-over'), '0\n');
    expect(local(over, holding(0)).status).toBe(0);
    expect(file()).toBe('0\n');
  });

  it('is refused where keepalived does not know it', () => {
    expect(local(over, holding(1))).toMatchObject({ status: 1, stderr: expect.stringMatching(/site\.ts/) as string });
  });

  it('ends when keepalived has its table', () => {
    writeFileSync(join(folder, 'switch-over'), '-254\n');
    const [action] = actionsOf(switchBack([]).compare(<Value>(): Observation<Value> => ({ kind: 'absent' })));
    const script = (action?.script.text ?? '').replace('/proc/net/ip_vs', `${folder}/table`);
    const stubs = `sleep() { echo '  -> C0A801DC:0050      Route   3      0          0' > ${folder}/table; }`;
    expect(local(new Shell(script), stubs).status).toBe(0);
    expect(file()).toBe('0\n');
  });
});
