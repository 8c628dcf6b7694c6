import { spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { markRules } from '../../roles/marks/rules.ts';
import { marks } from '../../roles/marks/role.ts';
import type { Cluster, Traffic } from '../../src/cluster/cluster.ts';
import { contextOf, documentCluster } from './document-cluster.ts';
import { mixedCluster, mixedStandalone, served } from './mixed-cluster.ts';
import { idsOf, written } from './written.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rules-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const vip = '192.168.1.229';

function marked(number: number, ...ports: Traffic['ports']): Cluster {
  const mark = { number, family: 4 as const, traffic: [{ address: vip, protocol: 'tcp' as const, ports }] };
  return { ...mixedCluster, virtualServices: [served('dr', vip, 80, { mark })] };
}

describe('the rules of a mark', () => {
  it('are of nft and of iptables', () => {
    expect(markRules(marked(26, { from: 80, to: 80 }, { from: 8000, to: 8010 })).rules).toEqual([
      {
        family: 4,
        nft: 'ip daddr 192.168.1.229 tcp dport { 80, 8000-8010 } meta mark set 26',
        iptables: ['-d 192.168.1.229/32 -p tcp -m multiport --dports 80,8000:8010 -j MARK --set-xmark 0x1a/0xffffffff'],
      },
    ]);
  });

  it('are as many as iptables needs for so many ports', () => {
    const range = (from: number) => ({ from, to: from + 1 });
    const single = (from: number) => ({ from, to: from });
    const ports = [...[1, 3, 5, 7, 9, 11, 13].map(range), range(20), ...[30, 31].map(single)];
    const [rule] = markRules(marked(1, ...ports)).rules;
    expect(rule?.iptables.map((words) => /--dports (\S+)/.exec(words)?.[1])).toEqual([
      '1:2,3:4,5:6,7:8,9:10,11:12,13:14',
      '20:21,30,31',
    ]);
  });
});

describe('what the role marks wants of a director', () => {
  it.each<readonly [string, Cluster, string, Parameters<typeof contextOf>[2], readonly string[]]>([
    [
      'with systemd',
      mixedCluster,
      'lb2',
      {},
      [
        'file:/sbin/lvsmarks.sh',
        'command:lvsmarks.sh start',
        'directory:/etc/systemd/system/keepalived.service.d',
        'file:/etc/systemd/system/keepalived.service.d/lvsmarks.conf',
        'handler:reload-units-for-marks',
      ],
    ],
    [
      'with init scripts',
      mixedCluster,
      'lb1',
      { init: 'sysv' },
      ['file:/sbin/lvsmarks.sh', 'command:lvsmarks.sh start', 'file:/etc/init.d/lvsmarks', 'enabled:lvsmarks'],
    ],
    ['without keepalived', mixedStandalone, 'lb1', {}, ['file:/sbin/lvsmarks.sh', 'command:lvsmarks.sh start']],
    ['nothing without a mark', documentCluster, 'lb1', {}, []],
    ['nothing of a real server', mixedCluster, 'web1', {}, []],
  ])('%s', (_, cluster, host, facts, ids) => {
    expect(idsOf(marks(), contextOf(cluster, host, facts))).toEqual(ids);
  });
});

describe('lvsmarks.sh', () => {
  const script = written(marks(), contextOf(mixedCluster, 'lb1'), '/sbin/lvsmarks.sh').content;

  function put(name: string, fake: string): void {
    copyFileSync(join(import.meta.dirname, fake), join(folder, name));
    chmodSync(join(folder, name), 0o755);
  }
  function putIptables(): void {
    for (const name of ['iptables', 'ip6tables']) {
      put(name, 'fake-iptables.sh');
      put(`${name}-restore`, 'fake-iptables.sh');
    }
  }
  function run(commands: string) {
    writeFileSync(join(folder, 'lvsmarks.sh'), script.replace(/^PATH=.*$/m, `PATH="${folder}:/usr/bin:/bin"`), {
      mode: 0o755,
    });
    const { status, stdout, stderr } = spawnSync('sh', ['-c', commands], {
      cwd: folder,
      encoding: 'utf8',
      env: { PATH: '/usr/bin:/bin', FAKE_RULES: join(folder, 'rules') },
    });
    return { status, stdout, stderr };
  }
  const story =
    './lvsmarks.sh status; echo $?; ./lvsmarks.sh start; echo $?; ./lvsmarks.sh start; echo $?; ./lvsmarks.sh status; echo $?';
  const told = 'Marks: not set\n3\n0\n0\nMarks: set\n0\n';
  const rules = () => readdirSync(join(folder, 'rules'));

  it('sets the rules by nft', () => {
    put('nft', 'fake-nft.sh');
    expect(run(story)).toEqual({ status: 0, stdout: told, stderr: '' });
    expect(rules()).toEqual(['lvsdeploy_marks']);
    expect(run('./lvsmarks.sh stop && ./lvsmarks.sh stop')).toEqual({ status: 0, stdout: '', stderr: '' });
    expect(rules()).toEqual([]);
  });

  it.each([
    ['no nft', null],
    ['an nft that the kernel does nothing for', '#!/bin/sh\nexit 1\n'],
  ])('sets them by iptables where there is %s', (_, nft) => {
    putIptables();
    if (nft !== null) writeFileSync(join(folder, 'nft'), nft, { mode: 0o755 });
    expect(run(story)).toEqual({ status: 0, stdout: told, stderr: '' });
    const listed = run('cat rules/iptables rules/ip6tables').stdout.split('\n');
    expect(listed).toContain('-A PREROUTING -j LVSDEPLOY');
    expect(listed.filter((line) => line.startsWith('-A LVSDEPLOY'))).toHaveLength(4);
    expect(run('./lvsmarks.sh stop && ./lvsmarks.sh stop && cat rules/*')).toEqual({
      status: 0,
      stdout: '',
      stderr: '',
    });
  });

  it('leaves no rules of iptables beside those of nft', () => {
    putIptables();
    run('./lvsmarks.sh start');
    put('nft', 'fake-nft.sh');
    rmSync(join(folder, 'rules', 'ip6tables'));
    expect(run('./lvsmarks.sh status; ./lvsmarks.sh start; cat rules/iptables').stdout).toBe('Marks: not set\n');
    expect(existsSync(join(folder, 'rules', 'lvsdeploy_marks'))).toBe(true);
  });

  it.each([
    ['a rule less', "sed -i '/udp/d' rules/lvsdeploy_marks"],
    ['another rule', "sed -i 's/8040-8042 .*/8040 }/' rules/lvsdeploy_marks"],
    ['rules of another model', 'sed -i \'s/comment "lvsdeploy ./comment "lvsdeploy x/\' rules/lvsdeploy_marks'],
  ])('mends %s', (_, damage) => {
    put('nft', 'fake-nft.sh');
    const { stdout } = run(
      `./lvsmarks.sh start; ${damage}; ./lvsmarks.sh status; ./lvsmarks.sh start; ./lvsmarks.sh status`,
    );
    expect(stdout).toBe('Marks: not set\nMarks: set\n');
  });

  it('says what is missing where there is neither', () => {
    expect(run('./lvsmarks.sh start')).toEqual({
      status: 1,
      stdout: '',
      stderr: 'neither nft nor iptables can set the rules\n',
    });
  });
});
