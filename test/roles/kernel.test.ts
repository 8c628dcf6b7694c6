import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { drain, refill, servedOn } from '../../roles/kernel/drain.ts';
import { kernelPackages } from '../../roles/kernel/packages.ts';
import { kernel } from '../../roles/kernel/role.ts';
import { switchBack, switchOver } from '../../roles/switch-over.ts';
import type { Director, Vrrp } from '../../src/cluster/cluster.ts';
import type { Observation } from '../../src/resources/resource.ts';
import { lines, Shell } from '../../src/shell/shell.ts';
import { actionsOf, run } from '../resources/local.ts';
import { contextOf, documentCluster, standaloneCluster } from './document-cluster.ts';
import { mixedCluster, mixedStandalone } from './mixed-cluster.ts';
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

/** Tools of a director that note how they are called, and show this table; keepalived there does what the drain file says. */
function director(table: string, holds: boolean): Shell {
  writeFileSync(join(folder, 'table'), table);
  return new Shell(`cd ${folder}
ipvsadm() { case $1 in -ln) cat table ;; *) echo "ipvsadm $*" >> said ;; esac; }
ip() { [ ${holds ? 1 : 0} = 1 ] && echo '2: eth0    inet 192.168.1.229/32 scope global eth0'; }
sleep() {
  if [ "$(cat web1 2> /dev/null)" = -1 ] && grep -q 'Route   3' table; then
    sed -i 's/Route   3/Route   0/' table; echo keepalived >> said
  else
    sed -i 's/ 7 / 0 /' table; echo slept >> said
  fi
}`);
}
const here = (script: Shell) => new Shell(script.text.replaceAll('/etc/keepalived/drain/', `${folder}/`));
const said = () => readFileSync(join(folder, 'said'), 'utf8').trim().split('\n');
const table = (active: number) => `IP Virtual Server version 1.2.1 (size=4096)
Prot LocalAddress:Port Scheduler Flags
  -> RemoteAddress:Port           Forward Weight ActiveConn InActConn
TCP  192.168.1.229:80 wrr
  -> 192.168.1.220:80             Route   3      ${active} 12
  -> 192.168.1.231:80             Route   1      7 12
`;
const emptyTable = 'IP Virtual Server version 1.2.1 (size=4096)\n';

describe('draining a real server', () => {
  const served = servedOn(documentCluster, 'web1');
  const drainScript = () => here(drain(documentCluster, served).script);
  const drainFile = () => readFileSync(join(folder, 'web1'), 'utf8');

  it('tells keepalived, and waits for the weight and for its own connections where the VIP is', () => {
    writeFileSync(join(folder, 'web1'), '0\n');
    expect(run(lines(director(table(7), true), drainScript())).status).toBe(0);
    expect([drainFile(), ...said()]).toEqual(['-1\n', 'keepalived', 'slept']);
  });

  it('does not wait for connections on the standby, which is not told when they end', () => {
    writeFileSync(join(folder, 'web1'), '0\n');
    expect(run(lines(director(table(7), false), drainScript())).status).toBe(0);
    expect([drainFile(), ...said()]).toEqual(['-1\n', 'keepalived']);
  });

  it('is done at once where keepalived does not run', () => {
    writeFileSync(join(folder, 'web1'), '0\n');
    expect(run(lines(director(emptyTable, true), drainScript())).status).toBe(0);
    expect(drainFile()).toBe('-1\n');
    expect(() => said()).toThrow();
  });

  it('fails when keepalived does not follow', () => {
    writeFileSync(join(folder, 'web1'), '0\n');
    const deaf = lines(director(table(7), true), new Shell('sleep() { :; }'), drainScript());
    expect(run(deaf)).toMatchObject({
      status: 1,
      stderr: expect.stringMatching(/still sends to 192.168.1.220:80/) as string,
    });
  });

  it('leaves a director alone that is not deployed, and is refused where keepalived does not know the file', () => {
    expect(run(lines(director(emptyTable, true), drainScript())).status).toBe(0);
    const refused = run(lines(director(table(7), true), drainScript()));
    expect(refused).toMatchObject({
      status: 1,
      stderr: expect.stringMatching(/run playbooks\/site\.ts first/) as string,
    });
    expect(() => drainFile()).toThrow();
  });

  it('is ended by the file, on a director that has it', () => {
    const refillScript = here(refill(documentCluster, served).script);
    expect(run(refillScript).status).toBe(0);
    expect(() => drainFile()).toThrow();
    writeFileSync(join(folder, 'web1'), '-1\n');
    expect(run(refillScript).status).toBe(0);
    expect(drainFile()).toBe('0\n');
  });

  it('takes and gives the weight by hand in the form standalone, where it has the server', () => {
    const edit = 'ipvsadm -e -t 192.168.1.229:80 -r 192.168.1.220:80 -g -w';
    expect(run(lines(director(table(0), true), drain(standaloneCluster, served).script)).status).toBe(0);
    expect(run(lines(director(table(0), true), refill(standaloneCluster, served).script)).status).toBe(0);
    expect(said()).toEqual([`${edit} 0`, `${edit} 3`]);
    rmSync(join(folder, 'said'));
    expect(run(lines(director(emptyTable, true), drain(standaloneCluster, served).script)).status).toBe(0);
    expect(() => said()).toThrow();
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
    expect(file()).toBe('-253\n');
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

  describe.each<readonly [string, Partial<Vrrp>, readonly Director[]]>([
    ['preempt: false', { preempt: false }, documentCluster.directors],
    ['preemptDelay', { preemptDelay: 300 }, documentCluster.directors],
    [
      'a peer of priority 1',
      {},
      documentCluster.directors.map((one, index) => (index === 1 ? { ...one, priority: 1 } : one)),
    ],
  ])('with %s, by which a lower priority alone gives nothing away', (_, policy, directors) => {
    const { vrrp } = documentCluster;
    const cluster = { ...documentCluster, directors, vrrp: vrrp && { ...vrrp, ...policy } };
    const fault = switchOver(cluster, lb1).script;
    // keepalived gives the VIP up when the file says -254; alone, it takes it again when it says something else.
    const keepalivedThere = (isAlone: boolean) => `ip() {
  case $(cat ${folder}/switch-over) in
    -254) ;;
    0) echo '2: eth0    inet 192.168.1.229/32' ;;
    *) ${isAlone ? "[ ! -e waited ] || echo '2: eth0    inet 192.168.1.229/32'" : ':'} ;;
  esac
}
cd ${folder}
sleep() { : > waited; echo "$(cat ${folder}/switch-over)" >> ${folder}/slept; }`;

    it('makes it a fault, and stands aside for as long as an election takes', () => {
      writeFileSync(join(folder, 'switch-over'), '0\n');
      expect(local(fault, keepalivedThere(false))).toMatchObject({ status: 0 });
      expect(file()).toBe('-253\n');
      expect(readFileSync(join(folder, 'slept'), 'utf8')).toBe('-253\n'.repeat(5));
    });

    it('fails when the VIP comes back, and lets it stay', () => {
      writeFileSync(join(folder, 'switch-over'), '0\n');
      expect(local(fault, keepalivedThere(true))).toMatchObject({
        status: 1,
        stderr: expect.stringMatching(/it came back/) as string,
      });
      expect(file()).toBe('0\n');
    });
  });

  it('ends when keepalived has its table', () => {
    writeFileSync(join(folder, 'switch-over'), '-253\n');
    const [action] = actionsOf(switchBack([]).compare(<Value>(): Observation<Value> => ({ kind: 'absent' })));
    const script = (action?.script.text ?? '').replace('/proc/net/ip_vs', `${folder}/table`);
    const stubs = `sleep() { echo '  -> C0A801DC:0050      Route   3      0          0' > ${folder}/table; }`;
    expect(local(new Shell(script), stubs).status).toBe(0);
    expect(file()).toBe('0\n');
  });
});

describe('what is served by mark or over IPv6', () => {
  const scriptOf = (host: string) => drain(mixedCluster, servedOn(mixedCluster, host)).script.text;

  it('is drained under the names that ipvsadm has for it', () => {
    const web1 = scriptOf('web1');
    for (const words of [
      'weight 192.168.1.220:8001 -t 192.168.1.229:8001',
      "weight '[fd00:1::220]:8001' -t '[fd00:1::229]:8001'",
      'weight 192.168.1.220:0 -f 1',
      "weight '[fd00:1::220]:0' -f 2 -6",
    ]) {
      expect(web1).toContain(`  ${words}\n`);
    }
    expect(scriptOf('app1')).toContain('  weight 10.0.0.221:8003 -t 192.168.1.229:8003\n');
  });

  it('is taken up again when the port listens that a client finds', () => {
    const waits = refill(mixedCluster, servedOn(mixedCluster, 'web1')).before?.[0]?.script.text ?? '';
    expect(waits).toContain('port=0050');
    expect(waits).not.toContain('port=0000');
  });

  it('keeps its method where the table is edited', () => {
    const script = drain(mixedStandalone, servedOn(mixedStandalone, 'web1')).script.text;
    expect(script).toContain("ipvsadm -e -f 2 -6 -r '[fd00:1::220]:0' -i -w 0");
  });

  it('is switched over with every VIP', () => {
    const [director] = mixedCluster.directors;
    const script = director && switchOver(mixedCluster, director).script.text;
    expect(script).toContain('for vip in 192.168.1.229 fd00:1::229; do');
  });
});
