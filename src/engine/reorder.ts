import { factSnippets, parseFacts } from '../facts/read.ts';
import type { HostSummary } from './event.ts';
import { orderHosts } from './order.ts';
import type { ReadHost, ReadPlay } from './plan-playbook.ts';
import { failedTurn, hasChanges, type TurnRequest } from './turn.ts';

/** The hosts that still wait for their turn, and those that do not answer any more. */
export interface OrderNow {
  readonly order: readonly ReadHost[];
  readonly failed: readonly HostSummary[];
}

/**
 * Decides again who is next when the VIP may have moved since the plan: by the addresses that the hosts have now.
 * @param size how many the next batch takes.
 */
export async function orderNow(
  { play, name }: ReadPlay,
  waiting: readonly ReadHost[],
  size: number,
  { connections, inventory, emit }: TurnRequest,
): Promise<OrderNow> {
  const isOpen = play.order === 'standby-first' && waiting.length > size && waiting.some(hasChanges);
  if (!isOpen) return { order: waiting, failed: [] };
  const read = await Promise.all(
    waiting.map(async (host) => {
      try {
        const session = await connections.to(host.host);
        const facts = parseFacts(await session.run(factSnippets), host.name);
        return { ...host, facts, roundTrips: host.roundTrips + 1 };
      } catch (error) {
        return { ...failedTurn(host.name, error), roundTrips: host.roundTrips };
      }
    }),
  );
  const order = orderHosts(
    play,
    read.filter((result) => 'facts' in result),
    inventory.clusters,
  );
  const hosts = order.map((host) => host.name);
  if (hosts.some((host, index) => host !== waiting[index]?.name)) emit({ type: 'order-changed', play: name, hosts });
  return { order, failed: read.filter((result) => 'outcome' in result) };
}
