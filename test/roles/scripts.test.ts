import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { releaseAddress } from '../../roles/addresses.ts';
import { director } from '../../roles/director/role.ts';
import { realServer } from '../../roles/real-server/role.ts';
import { contextOf, documentCluster, standaloneCluster } from './document-cluster.ts';
import { written } from './written.ts';

const ha = written(director(), contextOf(documentCluster, 'lb1'), '/sbin/lvsdr.sh').content;
const standalone = written(director(), contextOf(standaloneCluster, 'lb1'), '/sbin/lvsdr.sh').content;
const realdr = written(realServer(), contextOf(documentCluster, 'web1'), '/sbin/realdr.sh').content;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'script-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function put(name: string, content: string): void {
  writeFileSync(join(folder, name), content);
  chmodSync(join(folder, name), 0o755);
}

/** Runs commands in the folder, with its tools before all others. */
function run(commands: string, ...before: readonly string[]) {
  const [program = 'sh', ...args] = [...before, ...['sh', '-c', commands]];
  const { status, stdout, stderr } = spawnSync(program, args, {
    cwd: folder,
    encoding: 'utf8',
    env: {
      PATH: `${folder}:/usr/sbin:/usr/bin:/sbin:/bin`,
      FAKE_TABLE: join(folder, 'table'),
      FAKE_LOG: join(folder, 'log'),
    },
  });
  return { status, stdout, stderr };
}

describe.each([
  ['lvsdr.sh', ha],
  ['lvsdr.sh, standalone', standalone],
  ['realdr.sh', realdr],
])('%s', (_, content) => {
  it.each(['adsa', '', 'START'])('refuses %j', (argument) => {
    put('script.sh', content);
    expect(run(`./script.sh ${argument}`)).toEqual({
      status: 1,
      stdout: '',
      stderr: 'Usage: ./script.sh {start|stop|restart|status}\n',
    });
  });

  it.each(['sh', 'bash --posix'])('is understood by %s', (shell) => {
    put('script.sh', content);
    expect(run(`${shell} -n script.sh`)).toEqual({ status: 0, stdout: '', stderr: '' });
  });
});

describe('lvsdr.sh under keepalived', () => {
  beforeEach(() => {
    put('script.sh', ha.replaceAll('/run/systemd/system', folder));
    put('systemctl', '#!/bin/sh\n[ "$1" = is-active ] && exec test -e running\necho "$*" >> log\n');
    put('modprobe', '#!/bin/sh\necho "modprobe $*" >> log\n');
    put(
      'ip',
      '#!/bin/sh\n[ "$3" = addr ] && [ "$4" = show ] || { echo "ip $*" >> log; exit 1; }\ncat held 2> /dev/null || :\n',
    );
    put('ipvsadm', '#!/bin/sh\n[ "$*" = "-L -n" ] && echo the table || { echo "ipvsadm $*" >> log; exit 1; }\n');
  });
  const log = () => (existsSync(join(folder, 'log')) ? readFileSync(join(folder, 'log'), 'utf8') : '');

  it('starts keepalived', () => {
    expect(run('./script.sh start').status).toBe(0);
    expect(log()).toBe('modprobe ip_vs\nstart keepalived\n');
  });

  it('leaves a running keepalived alone, and a boot script with -e goes on', () => {
    writeFileSync(join(folder, 'running'), '');
    expect(run('set -e; ./script.sh start; echo went on')).toMatchObject({ status: 0, stdout: 'went on\n' });
    expect(log()).toBe('modprobe ip_vs\n');
  });

  it('stops keepalived, and touches neither address nor table', () => {
    expect(run('./script.sh stop').status).toBe(0);
    expect(log()).toBe('stop keepalived\n');
  });

  it.each([
    [
      'the master',
      true,
      '2: eth0    inet 192.168.1.229/32\n',
      0,
      'keepalived: running, MASTER\nVIP 192.168.1.229: here\nthe table\n',
    ],
    ['the backup', true, '', 0, 'keepalived: running, BACKUP\nVIP 192.168.1.229: not here\nthe table\n'],
    ['a stopped one', false, '', 3, 'keepalived: stopped\nVIP 192.168.1.229: not here\nthe table\n'],
  ])('shows the state of %s', (_, running, held, status, stdout) => {
    if (running) writeFileSync(join(folder, 'running'), '');
    writeFileSync(join(folder, 'held'), held);
    expect(run('./script.sh status')).toEqual({ status, stdout, stderr: '' });
    expect(log()).toBe('');
  });
});

describe('lvsdr.sh under keepalived where systemd does not run', () => {
  beforeEach(() => {
    put('script.sh', ha.replaceAll('/run/systemd/system', '/none').replaceAll('/proc/', `${folder}/proc/`));
    put('modprobe', '#!/bin/sh\n');
    put(
      'service',
      `#!/bin/sh\necho "$*" >> log; [ "$2" = stop ] && rm -r proc/7 || mkdir -p proc/7 && echo keepalived > proc/7/comm\n`,
    );
    mkdirSync(join(folder, 'proc/1'), { recursive: true });
    writeFileSync(join(folder, 'proc/1/comm'), 'init\n');
  });
  const log = () => readFileSync(join(folder, 'log'), 'utf8');

  it('starts keepalived by its init script, once', () => {
    expect(run('./script.sh start && ./script.sh start')).toEqual({ status: 0, stdout: '', stderr: '' });
    expect(log()).toBe('keepalived start\n');
  });

  it('waits until it has ended before it starts it again', () => {
    run('./script.sh start');
    put('service', '#!/bin/sh\necho "$*" >> log\n');
    put('sleep', `#!/bin/sh\nrm -rf proc/7\n`);
    expect(run('./script.sh restart')).toEqual({ status: 0, stdout: '', stderr: '' });
    expect(log()).toBe('keepalived start\nkeepalived stop\nkeepalived start\n');
  });
});

const netns = ['unshare', '--net'];
const link = 'ip link set lo up && ip link add eth0 type veth && ip link set eth0 up';
const canUnshare = spawnSync('unshare', ['--net', 'sh', '-c', link]).status === 0;

// In a network namespace of their own: real addresses, routes and kernel parameters.
describe.runIf(canUnshare)('in a network of its own', () => {
  const addresses = "ip -o -4 addr show | sed 's/ *\\\\.*//; s/  */ /g'; echo; ip -4 route show | sed 's/ *$//'";

  it('realdr.sh makes the host quiet, holds the VIP, and lets it go again', () => {
    put('realdr.sh', realdr);
    const arp = 'cat /proc/sys/net/ipv4/conf/all/arp_ignore /proc/sys/net/ipv4/conf/default/arp_announce | xargs';
    const { stdout, stderr } = run(
      `ip link set lo up; ./realdr.sh status; echo $?; ./realdr.sh start; ./realdr.sh start; echo $?
${addresses}; ${arp}; ./realdr.sh status; echo $?; ./realdr.sh stop; echo $?; ./realdr.sh stop; echo $?; ${addresses}; ${arp}`,
      ...netns,
    );
    expect(stderr).toBe('');
    expect(stdout).toBe(
      [
        'VIP 192.168.1.229: not here\nARP: answers for the VIP\n3\n0',
        '1: lo inet 127.0.0.1/8 scope host lo\n1: lo inet 192.168.1.229/32 scope global lo:0\n\n192.168.1.229 dev lo scope link\n1 2',
        'VIP 192.168.1.229: here\nARP: quiet\n0',
        '0\n0\n1: lo inet 127.0.0.1/8 scope host lo\n\n1 2\n',
      ].join('\n'),
    );
  });

  it('realdr.sh sets the ARP parameters before the address', () => {
    put('realdr.sh', realdr);
    put('ip', '#!/bin/sh\ncase "$*" in "addr add"*) cat /proc/sys/net/ipv4/conf/all/arp_ignore; exit 1 ;; esac\n');
    expect(run('./realdr.sh start', ...netns)).toMatchObject({ status: 1, stdout: '1\n' });
  });

  describe('with net-tools alone', () => {
    const withoutIp = (content: string) => {
      const tools = ['cat', 'tr', 'sed', 'sort', 'grep', 'sleep', 'touch', 'cut', 'head', 'mv', 'ifconfig', 'route'];
      const found = (tool: string) =>
        ['/usr/sbin', '/sbin', '/usr/bin', '/bin'].find((dir) => existsSync(join(dir, tool)));
      mkdirSync(join(folder, 'tools'));
      for (const tool of tools) symlinkSync(join(found(tool) ?? '/missing', tool), join(folder, 'tools', tool));
      return content.replace(/^PATH=.*$/m, `PATH=${folder}/tools`);
    };

    it('realdr.sh does the same', () => {
      put('realdr.sh', withoutIp(realdr));
      const { stdout, stderr } = run(
        `ip link set lo up; ./realdr.sh status; echo $?; ./realdr.sh start; ./realdr.sh start; echo $?
${addresses}; ./realdr.sh status; echo $?; ./realdr.sh stop; echo $?; ./realdr.sh stop; echo $?; ${addresses}`,
        ...netns,
      );
      expect(stderr).toBe('');
      expect(stdout).toBe(
        [
          'VIP 192.168.1.229: not here\nARP: answers for the VIP\n3\n0',
          '1: lo inet 127.0.0.1/8 scope host lo\n1: lo inet 192.168.1.229/32 scope global lo:0\n\n192.168.1.229 dev lo scope link',
          'VIP 192.168.1.229: here\nARP: quiet\n0',
          '0\n0\n1: lo inet 127.0.0.1/8 scope host lo\n\n',
        ].join('\n'),
      );
    });

    it('lvsdr.sh, standalone, does the same, with a label or without', () => {
      const vips = '192.168.1.229/32,eth0:1 192.168.1.228/24,';
      const content = withoutIp(standalone).replace(/^VIPS=.*$/m, `VIPS='${vips}'`);
      put('lvsdr.sh', content);
      copyFileSync(join(import.meta.dirname, 'fake-ipvsadm.sh'), join(folder, 'tools', 'ipvsadm'));
      chmodSync(join(folder, 'tools', 'ipvsadm'), 0o755);
      writeFileSync(join(folder, 'table'), '');
      const { stdout, stderr } = run(
        `${link}; ./lvsdr.sh start; echo $?; ./lvsdr.sh start; echo $?; ./lvsdr.sh status > /dev/null; echo $?; ${addresses}
./lvsdr.sh stop; echo $?; ./lvsdr.sh stop; echo $?; ${addresses}`,
        ...netns,
      );
      expect(stderr).toBe('');
      expect(stdout.replaceAll(/\d+: eth0/g, 'N: eth0')).toBe(
        [
          '0\n0\n0\n1: lo inet 127.0.0.1/8 scope host lo',
          'N: eth0 inet 192.168.1.229/32 brd 192.168.1.255 scope global eth0:1',
          'N: eth0 inet 192.168.1.228/24 brd 192.168.1.255 scope global eth0:228\n',
          '192.168.1.0/24 dev eth0 proto kernel scope link src 192.168.1.228 linkdown',
          '192.168.1.228 dev eth0 scope link linkdown',
          '192.168.1.229 dev eth0 scope link linkdown',
          '0\n0\n1: lo inet 127.0.0.1/8 scope host lo\n\n',
        ].join('\n'),
      );
    });
  });

  it('an address goes for good when it leaves the model, by either tool', () => {
    const release = (device: string, tools: string) =>
      `( ${releaseAddress('192.168.1.229', device).text.replace('command -v ip', tools)}\n ) && ${addresses}`;
    const up =
      'ip link set lo up; ip addr add 192.168.1.229/32 dev lo label lo:0; ip route add 192.168.1.229/32 dev lo';
    for (const tools of ['command -v ip', 'false']) {
      expect(run(`${up}; ${release('lo', tools)}; ${release('lo', tools)}`, ...netns)).toEqual({
        status: 0,
        stdout: '1: lo inet 127.0.0.1/8 scope host lo\n\n'.repeat(2),
        stderr: '',
      });
    }
  });

  describe('lvsdr.sh, standalone', () => {
    const wanted = [
      '-A -t 192.168.1.229:80 -s wrr -p 60',
      '-a -t 192.168.1.229:80 -r 192.168.1.220:80 -g -w 3',
      '-a -t 192.168.1.229:80 -r 192.168.1.231:80 -g -w 1',
    ];
    const other = '-A -t 10.0.0.1:25 -s rr';
    const table = () => readFileSync(join(folder, 'table'), 'utf8').trim().split('\n').sort();
    const log = () => readFileSync(join(folder, 'log'), 'utf8');
    beforeEach(() => {
      put('lvsdr.sh', standalone);
      copyFileSync(join(import.meta.dirname, 'fake-ipvsadm.sh'), join(folder, 'ipvsadm'));
      chmodSync(join(folder, 'ipvsadm'), 0o755);
    });

    it('sets address, route and table, and takes away only those', () => {
      writeFileSync(join(folder, 'table'), `${other}\n`);
      const up = run(
        `${link}; ./lvsdr.sh status > /dev/null; echo $?; ./lvsdr.sh start; echo $?; ./lvsdr.sh status | grep VIP; ${addresses}
cp table up; ./lvsdr.sh stop; echo $?; ./lvsdr.sh stop; echo $?; ${addresses}`,
        ...netns,
      );
      expect(up.stderr).toBe('');
      expect(up.stdout).toBe(
        [
          '3\n0\nVIP 192.168.1.229: here',
          '1: lo inet 127.0.0.1/8 scope host lo\n2: eth0 inet 192.168.1.229/32 scope global eth0:1\n',
          '192.168.1.229 dev eth0 scope link linkdown',
          '0\n0\n1: lo inet 127.0.0.1/8 scope host lo\n\n',
        ]
          .join('\n')
          .replace('2: eth0', /(\d+: eth0)/.exec(up.stdout)?.[1] ?? '2: eth0'),
      );
      expect(readFileSync(join(folder, 'up'), 'utf8').trim().split('\n').sort()).toEqual([other, ...wanted].sort());
      expect(table()).toEqual([other]);
    });

    it('changes nothing when all is right', () => {
      writeFileSync(join(folder, 'table'), `${wanted.toReversed().join('\n')}\n`);
      writeFileSync(join(folder, 'log'), '');
      expect(
        run(`${link}; ./lvsdr.sh start && ./lvsdr.sh start && ./lvsdr.sh status > /dev/null`, ...netns).status,
      ).toBe(0);
      expect(log()).toBe('');
    });

    it.each([
      ['another scheduler', ['-A -t 192.168.1.229:80 -s rr', ...wanted.slice(1)]],
      ['other weights', wanted.map((row) => row.replace('-w 3', '-w 1'))],
      ['a server too many', [...wanted, '-a -t 192.168.1.229:80 -r 192.168.1.22:80 -g -w 1']],
      ['a server missing', wanted.slice(0, 2)],
      [
        'a service too many',
        [...wanted, '-A -t 192.168.1.229:8 -s rr', '-a -t 192.168.1.229:8 -r 192.168.1.220:8 -g -w 1'],
      ],
    ])('mends %s', (_, before) => {
      writeFileSync(join(folder, 'table'), `${before.join('\n')}\n`);
      const mended = run(
        `${link}; ./lvsdr.sh status > /dev/null; echo $?; ./lvsdr.sh start; ./lvsdr.sh status > /dev/null; echo $?`,
        ...netns,
      );
      expect(mended).toEqual({ status: 0, stdout: '3\n0\n', stderr: '' });
      expect(table()).toEqual(wanted.toSorted());
    });
  });
});
