import { mustRun, runCommand } from '../command.ts';
import type { LabHost, LabNetwork, Topology } from './topology.ts';

const timeoutMs = 20_000;

/** @returns the names of the guest's ends of its networks, in the lab's namespace: one a card. */
export function tapsOf(host: LabHost): readonly string[] {
  return host.nics.map((_, index) => (index === 0 ? `t-${host.name}` : `t-${host.name}-${index}`));
}

/** @returns what `ip -batch` must do in a new namespace to make the networks. */
export function networkCommands(topology: Topology): string[] {
  return [
    'link set lo up',
    ...topology.networks.flatMap(bridgeCommands),
    ...topology.hosts.flatMap((host) =>
      tapsOf(host).flatMap((tap, index) => [
        `tuntap add ${tap} mode tap`,
        `link set ${tap} gso_max_segs 1 master ${bridgeOf(host, index)}`,
        // A guest that starts on a tap that is down spins and has no network.
        `link set ${tap} up`,
      ]),
    ),
  ];
}

function bridgeCommands({ bridge, subnets }: LabNetwork): string[] {
  return [
    // Without a querier on the segment, snooping would drop VRRP's multicast (ip-link(8), mcast_snooping).
    `link add ${bridge} type bridge mcast_snooping 0`,
    // UML cuts frames that were merged for it: bulk traffic crawls unless there are none.
    `link set ${bridge} gso_max_segs 1`,
    ...subnets.map(({ labAddress, prefix }) => `addr add ${labAddress}/${prefix} dev ${bridge}${nodad(labAddress)}`),
    `link set ${bridge} up`,
  ];
}

/** @returns the word by which `ip addr add` lets an IPv6 address be used at once; IPv4 knows none. */
export function nodad(address: string): string {
  return address.includes(':') ? ' nodad' : '';
}

function bridgeOf(host: LabHost, index: number): string {
  return host.nics[index]?.network.bridge ?? '';
}

/** Makes the lab's namespace with its networks; the machine's own network is not touched. */
export async function makeNetwork(namespace: string, topology: Topology): Promise<void> {
  await mustRun('ip', ['netns', 'add', namespace], { timeoutMs });
  // Not `ip -netns`: that mounts a /sys of the namespace's, which a container or a chroot may refuse.
  await mustRun('nsenter', [`--net=/run/netns/${namespace}`, 'ip', '-batch', '-'], {
    timeoutMs,
    input: `${networkCommands(topology).join('\n')}\n`,
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

/** Takes the guest off its networks, as if its cables were pulled, or puts it back; for a caller inside the namespace. */
export async function setPlugged(host: LabHost, isPlugged: boolean): Promise<void> {
  for (const [index, tap] of tapsOf(host).entries()) {
    const where = isPlugged ? ['master', bridgeOf(host, index)] : ['nomaster'];
    await mustRun('ip', ['link', 'set', tap, ...where], { timeoutMs });
  }
}

async function listNamespaces(): Promise<string[]> {
  const { stdout } = await runCommand('ip', ['netns', 'list'], { timeoutMs });
  return stdout.split('\n').map((line) => line.split(' ')[0] ?? '');
}
