import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { LvsdeployError } from '../errors.ts';
import { askSupervisor } from './supervisor/control.ts';
import { execOn } from './access/ssh.ts';
import type { LabHost } from './topology.ts';

export interface ReadyOptions {
  readonly timeoutMs: number;
  readonly say: (line: string) => void;
  /** A host counts from this start on: how often it was started, by name. Any will do, if nothing is said. */
  readonly boots?: ReadonlyMap<string, number>;
}

/** Waits until the guests' sshd lets the lab in and their boot is over. */
export async function awaitReady(run: string, hosts: readonly LabHost[], options: ReadyOptions): Promise<void> {
  const begin = Date.now();
  options.say(`waiting for ssh to ${hosts.map((host) => host.name).join(' ')}`);
  const results = await Promise.allSettled(
    hosts.map(async (host) => {
      await awaitHost(run, host, begin + options.timeoutMs, options.boots?.get(host.name) ?? 1);
      options.say(`  ${host.name} is up after ${seconds(begin)}`);
    }),
  );
  const failures = results.flatMap((result) => (result.status === 'rejected' ? [result.reason as unknown] : []));
  if (failures.length > 0) throw failures[0];
}

/** @returns the time since then, as the lab prints it. */
export function seconds(begin: number): string {
  return `${((Date.now() - begin) / 1000).toFixed(1)} s`;
}

// "degraded" is an end of the boot, too. A guest with sysvinit makes the file as the last thing of its boot.
const bootEnd = `if [ -d /run/systemd/system ]; then systemctl is-system-running --wait
else until [ -e /run/lab-booted ]; do sleep 0.2; done; echo running
fi`;

async function awaitHost(run: string, host: LabHost, deadline: number, boots: number): Promise<void> {
  let last = 'it is not started';
  while (Date.now() < deadline) {
    const guest = (await askSupervisor(run, { verb: 'status' })).find((status) => status.host === host.name);
    if (guest?.isCut === true)
      throw new LvsdeployError(`${host.name} is cut off the segment`, { hint: 'Heal it first.' });
    if (guest?.state === 'off' || guest?.state === 'crashed') {
      const how = guest.state === 'off' ? 'has gone off' : 'has crashed: its kernel does not boot, or ended';
      throw new LvsdeployError(`${host.name} ${how}`, { hint: `Its console: ${consoleOf(run, host)}` });
    }
    if (guest?.state === 'running' && guest.boots >= boots) {
      const timeoutMs = Math.min(60_000, Math.max(1000, deadline - Date.now()));
      const { stdout, stderr } = await execOn(run, host, bootEnd, { timeoutMs });
      last = stdout.trim() || stderr.trim();
      if (last === 'running' || last === 'degraded') return;
    } else {
      last = `it is ${guest?.state ?? 'unknown'}`;
    }
    await sleep(200);
  }
  throw new LvsdeployError(`${host.name} was not ready in time: ${last}`, {
    hint: `Its console: ${consoleOf(run, host)}`,
  });
}

function consoleOf(run: string, host: LabHost): string {
  return join(run, 'guests', host.name, 'console.log');
}
