import { askSupervisor, type GuestStatus } from './supervisor/control.ts';
import { runFolder } from './folders.ts';
import { phaseOf, type LabPhase } from './leftovers.ts';
import { readSpec } from './spec.ts';
import { execOn } from './access/ssh.ts';
import { topologies, type LabHost } from './topology.ts';

/** How a host is, as seen over ssh where that works. */
export interface HostStatus {
  readonly name: string;
  readonly address: string;
  readonly state: GuestStatus['state'] | 'cut' | 'unknown';
  readonly isReachable: boolean;
  readonly uptimeSeconds: number | undefined;
  readonly kernel: string | undefined;
}

export interface LabStatus {
  readonly name: string;
  readonly phase: LabPhase;
  readonly hosts: readonly HostStatus[];
}

/** @returns how the lab of that name is, and every host of it. */
export async function labStatus(name: string, env: NodeJS.ProcessEnv = process.env): Promise<LabStatus> {
  const run = runFolder(name, env);
  const phase = await phaseOf(run);
  const spec = await readSpec(run);
  if (phase !== 'live' || spec === undefined) return { name, phase, hosts: [] };
  const guests = await askSupervisor(run, { verb: 'status' });
  const { hosts } = topologies[spec.topology];
  return { name, phase, hosts: await Promise.all(hosts.map((host) => hostStatus(run, host, guests))) };
}

/** @returns whether every host of the lab can be reached. */
export function isWhole(status: LabStatus): boolean {
  return status.hosts.length > 0 && status.hosts.every((host) => host.isReachable);
}

/** @returns the status as lines of a table. */
export function renderStatus(status: LabStatus): string[] {
  if (status.phase === 'none') return [`the lab ${status.name} is not up`];
  if (status.phase === 'starting') return [`the lab ${status.name} is being brought up`];
  if (status.phase === 'crashed') {
    return [`the lab ${status.name} has crashed; clean up with: lvsdeploy lab down --name ${status.name}`];
  }
  const rows = status.hosts.map((host) => [
    host.name,
    host.state,
    host.address,
    host.uptimeSeconds === undefined ? '-' : `${Math.round(host.uptimeSeconds)} s`,
    host.kernel ?? '-',
  ]);
  const table = [['HOST', 'STATE', 'ADDRESS', 'UPTIME', 'KERNEL'], ...rows];
  const widths = [0, 1, 2, 3, 4].map((column) => Math.max(...table.map((row) => row[column]?.length ?? 0)));
  return table.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}

async function hostStatus(run: string, host: LabHost, guests: readonly GuestStatus[]): Promise<HostStatus> {
  const guest = guests.find((candidate) => candidate.host === host.name);
  const state = guest?.isCut === true ? 'cut' : (guest?.state ?? 'unknown');
  const seen = state === 'running' ? await look(run, host) : undefined;
  return {
    name: host.name,
    address: host.address,
    state,
    isReachable: seen !== undefined,
    uptimeSeconds: seen?.uptimeSeconds,
    kernel: seen?.kernel,
  };
}

async function look(run: string, host: LabHost): Promise<{ uptimeSeconds: number; kernel: string } | undefined> {
  const { status, stdout } = await execOn(run, host, 'cat /proc/uptime; uname -r', { timeoutMs: 8_000 });
  const [uptime = '', kernel = ''] = stdout.split('\n');
  return status === 0 ? { uptimeSeconds: Number.parseFloat(uptime), kernel } : undefined;
}
