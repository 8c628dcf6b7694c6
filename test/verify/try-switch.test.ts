import { describe, expect, it } from 'vitest';
import type { Cluster } from '../../src/cluster/cluster.ts';
import { sh } from '../../src/shell/shell.ts';
import type { Answer } from '../../src/verify/check.ts';
import { armedFor, trySwitch, type SwitchTools } from '../../src/verify/disruptive/try-switch.ts';
import { documentCluster, standaloneCluster } from './document-cluster.ts';
import { addressesOn, vipOnEth0 } from './healthy-hosts.ts';

const usage = { status: 1, output: 'Usage: /sbin/lvsdr.sh {start|stop|restart|status}\n' };

interface World {
  /** Directors whose keepalived runs. */
  running: readonly string[];
  readonly done: string[];
  seconds: number;
}

/** Directors of which the first one that runs has the VIP; `broken` words do nothing. */
function worldOf(
  cluster: Cluster,
  { broken = [], usage: said = usage }: { broken?: readonly string[]; usage?: typeof usage } = {},
) {
  const names = cluster.directors.map(({ name }) => name);
  const world: World = { running: names, done: [], seconds: 0 };
  const controller = new AbortController();
  const set = (word: string, host: string, isRunning: boolean) => {
    world.done.push(`${host} ${word}`);
    if (broken.includes(word)) return;
    world.running = names.filter((name) => (name === host ? isRunning : world.running.includes(name)));
  };
  const tools: SwitchTools = {
    signal: controller.signal,
    arm: () => sh`arm`,
    release: () => sh`release`,
    now: () => world.seconds * 1000,
    pause: () => Promise.resolve(void (world.seconds += 1)),
    run(host, scripts) {
      for (const { text } of scripts) {
        if (text === 'arm') world.done.push(`${host} arm`);
        if (text === '/sbin/lvsdr.sh stop') set('stop', host, false);
        if (text === 'release') set('release', host, true);
      }
      const isUsage = scripts.some(({ text }) => text === '/sbin/lvsdr.sh adsa');
      return Promise.resolve(isUsage ? said : { status: 0, output: '' });
    },
    ask({ host, script }): Promise<Answer> {
      const isRunning = world.running.includes(host);
      const stdout = script.text.includes('/comm')
        ? isRunning && cluster.form === 'ha'
          ? 'keepalived\n'
          : 'sshd\n'
        : addressesOn('192.168.1.252', ...(isRunning && world.running[0] === host ? [vipOnEth0] : []));
      return Promise.resolve({ kind: 'answered', status: 0, stdout, stderr: '' });
    },
  };
  return { world, tools, controller };
}

const [lb1, lb2] = documentCluster.directors;

describe('the switch of a director', () => {
  it('is armed before it stops, and everything is as before in the end', async () => {
    const { world, tools } = worldOf(documentCluster);
    const { refuses, stops, starts } = await trySwitch(documentCluster, lb1 ?? never(), tools);
    expect([refuses, stops, starts].map(({ outcome }) => outcome)).toEqual(['ok', 'ok', 'ok']);
    expect(stops.found).toContain('192.168.1.229 on lb2');
    expect(starts.found).toContain('192.168.1.229 on lb1');
    expect(world.done.slice(0, 3)).toEqual(['lb1 arm', 'lb1 stop', 'lb1 release']);
    expect(world.running).toEqual(['lb1', 'lb2']);
  });

  it('leaves the VIP where it is when the standby goes', async () => {
    const { tools } = worldOf(documentCluster);
    const { stops } = await trySwitch(documentCluster, lb2 ?? never(), tools);
    expect(stops).toMatchObject({ outcome: 'ok', host: 'lb2' });
    expect(stops.found).toContain('192.168.1.229 on lb1');
  });

  it('takes the VIP away in the standalone form', async () => {
    const { tools } = worldOf(standaloneCluster);
    const { stops, starts } = await trySwitch(standaloneCluster, lb1 ?? never(), tools);
    expect(stops).toMatchObject({ outcome: 'ok' });
    expect(stops.found).toContain('192.168.1.229 on nobody');
    expect(starts).toMatchObject({ outcome: 'ok' });
  });

  it('has failed when it does not stop, and is released all the same', async () => {
    const { world, tools } = worldOf(documentCluster, { broken: ['stop'] });
    const { stops } = await trySwitch(documentCluster, lb1 ?? never(), tools);
    expect(stops).toMatchObject({ outcome: 'failed', repair: 'lvsdeploy run playbooks/site.ts --limit lb1' });
    expect(world.done.at(-1)).toBe('lb1 release');
  });

  it('has failed when it does not come back', async () => {
    const { tools } = worldOf(documentCluster, { broken: ['release'] });
    const { starts } = await trySwitch(documentCluster, lb1 ?? never(), tools);
    expect(starts).toMatchObject({ outcome: 'failed', repair: 'on lb1: /sbin/lvsdr.sh start' });
  });

  it('has failed when it takes any word', async () => {
    const { tools } = worldOf(documentCluster, { usage: { status: 0, output: 'ok\n' } });
    const { refuses } = await trySwitch(documentCluster, lb1 ?? never(), tools);
    expect(refuses).toMatchObject({ outcome: 'failed', found: 'it ends with 0: ok' });
  });

  it('is released at once when it is interrupted', async () => {
    const { world, tools, controller } = worldOf(documentCluster, { broken: ['stop'] });
    controller.abort();
    const { stops } = await trySwitch(documentCluster, lb1 ?? never(), tools);
    expect(stops.outcome).toBe('cannot tell');
    expect(world.seconds).toBe(0);
    expect(world.done.at(-1)).toBe('lb1 release');
  });

  it('is released when the question is lost', async () => {
    const { world, tools } = worldOf(documentCluster);
    const lost = {
      ...tools,
      ask: () =>
        world.done.length > 1 ? Promise.reject(new Error('lost')) : tools.ask({ host: 'lb1', script: sh`:` }),
    };
    await expect(trySwitch(documentCluster, lb1 ?? never(), lost)).rejects.toThrow('lost');
    expect(world.done).toEqual(['lb1 arm', 'lb1 stop', 'lb1 release']);
  });

  it('is armed for longer than the two waits can take', () => {
    expect(armedFor(documentCluster)).toBeGreaterThan(2 * (3 + 1 + 15));
  });
});

function never(): never {
  throw new Error('the cluster has two directors');
}
