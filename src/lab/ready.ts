import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { LvsdeployError } from '../errors.ts';
import { commandOn } from './command-line.ts';
import { askSupervisor, type GuestStatus } from './supervisor/control.ts';
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
  for (;;) {
    const guest = (await askSupervisor(run, { verb: 'status' })).find((status) => status.host === host.name);
    if (guest !== undefined) refuseLost(run, guest);
    const isUp = guest?.state === 'running' && guest.boots >= boots;
    const obstacle = isUp ? await askBoot(run, host, deadline) : waitingFor(guest);
    if (obstacle === null) return;
    if (Date.now() >= deadline) {
      throw new LvsdeployError(`${host.name} was not ready in time: ${obstacle}`, {
        hint: `Its console tells how far it came: ${consoleOf(run, host)}; on a slow machine it may come up yet: ${commandOn(run, 'status')}`,
      });
    }
    await sleep(200);
  }
}

/** @returns null when the boot is over, or why it is not, or cannot be asked for. */
async function askBoot(run: string, host: LabHost, deadline: number): Promise<string | null> {
  const timeoutMs = Math.min(60_000, Math.max(1000, deadline - Date.now()));
  const { stdout, stderr } = await execOn(run, host, bootEnd, { timeoutMs });
  const state = stdout.trim();
  if (state === 'running' || state === 'degraded') return null;
  return state === '' ? stderr.trim() || 'its boot does not end' : `systemd says ${state}`;
}

function waitingFor(guest: GuestStatus | undefined): string {
  return guest?.state === 'running' ? 'it has not rebooted' : `it is ${guest?.state ?? 'unknown'}`;
}

/** @throws LvsdeployError when it does not come up by itself. */
function refuseLost(run: string, { host, state, isCut }: GuestStatus): void {
  const start = commandOn(run, 'start', host);
  const console = consoleOf(run, { name: host });
  if (isCut)
    throw new LvsdeployError(`${host} is cut off the segment`, {
      hint: `Put its cable back: ${commandOn(run, 'heal', host)}`,
    });
  if (state === 'off')
    throw new LvsdeployError(`${host} has gone off`, {
      hint: `Its console may say why: ${console}; switch it on again: ${start}`,
    });
  if (state === 'crashed')
    throw new LvsdeployError(`${host} has crashed: its kernel does not boot, or ended`, {
      hint: `See its console: ${console}; try once more: ${start}; else take the lab down and up again.`,
    });
}

function consoleOf(run: string, host: Pick<LabHost, 'name'>): string {
  return join(run, 'guests', host.name, 'console.log');
}
