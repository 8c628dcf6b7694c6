import { mustRun, runCommand } from '../command.ts';
import type { LabHost, Topology } from './topology.ts';

const bridge = 'br0';
const timeoutMs = 20_000;

/** @returns the name of the guest's end of the segment, in the lab's namespace. */
export function tapOf(host: LabHost): string {
  return `t-${host.name}`;
}

/** @returns what `ip -batch` must do in a new namespace to make the segment. */
export function segmentCommands(topology: Topology): string[] {
  return [
    'link set lo up',
    // Without a querier on the segment, snooping would drop VRRP's multicast (ip-link(8), mcast_snooping).
    `link add ${bridge} type bridge mcast_snooping 0`,
    // UML cuts frames that were merged for it: bulk traffic crawls unless there are none.
    `link set ${bridge} gso_max_segs 1`,
    `addr add ${topology.labAddress}/${topology.prefix} dev ${bridge}`,
    `link set ${bridge} up`,
    ...topology.hosts.flatMap((host) => [
      `tuntap add ${tapOf(host)} mode tap`,
      `link set ${tapOf(host)} gso_max_segs 1 master ${bridge}`,
      // A guest that starts on a tap that is down spins and has no network.
      `link set ${tapOf(host)} up`,
    ]),
  ];
}

/** Makes the lab's namespace with its segment; the machine's own network is not touched. */
export async function makeNetwork(namespace: string, topology: Topology): Promise<void> {
  await mustRun('ip', ['netns', 'add', namespace], { timeoutMs });
  // Not `ip -netns`: that mounts a /sys of the namespace's, which a container or a chroot may refuse.
  await mustRun('nsenter', [`--net=/run/netns/${namespace}`, 'ip', '-batch', '-'], {
    timeoutMs,
    input: `${segmentCommands(topology).join('\n')}\n`,
  });
}

/** Removes the namespace, and all links in it with it, once nothing runs there; to ask twice does no harm. */
export async function removeNetwork(namespace: string): Promise<void> {
  if ((await listNamespaces()).includes(namespace)) {
    await mustRun('ip', ['netns', 'delete', namespace], { timeoutMs });
  }
}

/** @returns the numbers of the processes that live in the namespace. */
export async function processesIn(namespace: string): Promise<number[]> {
  if (!(await listNamespaces()).includes(namespace)) return [];
  const pids = await mustRun('ip', ['netns', 'pids', namespace], { timeoutMs });
  return pids.split('\n').filter(Boolean).map(Number);
}

/** Takes the guest off the segment, as if its cable were pulled, or puts it back; for a caller inside the namespace. */
export async function setPlugged(host: LabHost, isPlugged: boolean): Promise<void> {
  const where = isPlugged ? ['master', bridge] : ['nomaster'];
  await mustRun('ip', ['link', 'set', tapOf(host), ...where], { timeoutMs });
}

async function listNamespaces(): Promise<string[]> {
  const { stdout } = await runCommand('ip', ['netns', 'list'], { timeoutMs });
  return stdout.split('\n').map((line) => line.split(' ')[0] ?? '');
}
