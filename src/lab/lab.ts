import { join } from 'node:path';
import { LvsdeployError, UsageError } from '../errors.ts';
import type { Finished } from '../command.ts';
import { askSupervisor, type GuestVerb } from './supervisor/control.ts';
import { commandOn } from './command-line.ts';
import { runFolder } from './folders.ts';
import { phaseOf } from './leftovers.ts';
import { awaitReady } from './ready.ts';
import { readSpec } from './spec.ts';
import { execOn, openShell, type ExecOptions } from './access/ssh.ts';
import { topologies, type LabHost } from './topology.ts';

/** A lab that is up. */
export interface Lab {
  readonly name: string;
  readonly runFolder: string;
  readonly inventoryPath: string;
  readonly hosts: readonly LabHost[];
  /** Runs a script of the guest's `/bin/sh`. */
  exec(host: string, script: string, options?: ExecOptions): Promise<Finished>;
  /** Logs in, or runs a command, on the caller's terminal. @returns the exit status. */
  ssh(host: string, command: readonly string[]): Promise<number>;
  /** Cuts a host's power. */
  kill(host: string): Promise<void>;
  /** Switches a host on, with the disk it had, and waits until it can be reached. */
  start(host: string): Promise<void>;
  /** Reboots a host from inside, or all of them, and waits until they can be reached again. */
  reboot(host?: string): Promise<void>;
  /** Pulls a host's cable; its ssh goes with it. */
  cut(host: string): Promise<void>;
  /** Puts the cable back. */
  heal(host: string): Promise<void>;
}

const bootTimeoutMs = 180_000;
const rebootScript = 'if [ -d /run/systemd/system ]; then systemctl reboot --no-block; else shutdown -r now; fi';

/** @returns the lab of that name, which must be up. */
export async function openLab(
  name: string,
  env: NodeJS.ProcessEnv = process.env,
  say: (line: string) => void = () => undefined,
): Promise<Lab> {
  const run = runFolder(name, env);
  const spec = await readSpec(run);
  if (spec === undefined || (await phaseOf(run)) !== 'live') {
    throw new LvsdeployError(`the lab ${name} is not up`, { hint: `Bring it up: lvsdeploy lab up --name ${name}` });
  }
  const { hosts } = topologies[spec.topology];
  const find = (host: string): LabHost => findHost(hosts, host);
  const tell = async (verb: GuestVerb, host: string): Promise<void> => {
    await askSupervisor(run, { verb, host: find(host).name });
  };
  return {
    name,
    runFolder: run,
    inventoryPath: join(run, 'inventory.yaml'),
    hosts,
    exec: async (host, script, options) => execOn(run, find(host), script, options),
    ssh: async (host, command) => openShell(run, find(host), command),
    kill: (host) => tell('kill', host),
    start: async (host) => {
      await tell('start', host);
      await awaitReady(run, [find(host)], { timeoutMs: bootTimeoutMs, say });
    },
    reboot: (host) => rebootHosts(run, host === undefined ? hosts : [find(host)], say),
    cut: (host) => tell('cut', host),
    heal: (host) => tell('heal', host),
  };
}

async function rebootHosts(run: string, hosts: readonly LabHost[], say: (line: string) => void): Promise<void> {
  const before = await askSupervisor(run, { verb: 'status' });
  const boots = new Map(before.map((guest) => [guest.host, guest.boots + 1]));
  await Promise.all(
    hosts.map(async (host) => {
      const { status, stderr } = await execOn(run, host, rebootScript, {
        asRoot: true,
        timeoutMs: 15_000,
      });
      // The connection may go down, or hang, with the host: that it comes back says all.
      if (status !== 0 && status !== 255 && status !== null)
        throw new LvsdeployError(`${host.name} does not reboot: ${stderr.trim() || `its shell ended with ${status}`}`, {
          hint: `Cut its power instead: ${commandOn(run, 'kill', host.name)}, then ${commandOn(run, 'start', host.name)}`,
        });
    }),
  );
  await awaitReady(run, hosts, { timeoutMs: bootTimeoutMs, say, boots });
}

function findHost(hosts: readonly LabHost[], name: string): LabHost {
  const host = hosts.find((candidate) => candidate.name === name);
  if (host !== undefined) return host;
  throw new UsageError(`the lab has no host ${name}`, { hint: `It has ${hosts.map((each) => each.name).join(', ')}.` });
}
