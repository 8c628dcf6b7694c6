import type { Aim, Expectations, Strike } from './scenario.ts';

/** Milliseconds that the client goes on asking after the last thing happened: the kernel's keepalive takes two. */
export const tail = 3500;
/** How long a connection must have been open to be told of to the other director (3 packets, ipvsadm(8), sync_threshold). */
export const settled = 4000;
/** How much longer than it may take is waited for. */
export const patience = 15_000;
/** How long a connection to a host and a script there may take, at each end of it. */
const margin = 10_000;

/** @returns milliseconds after which what is waited for is given up. */
export function longestWait({ cluster }: Aim, { outage, lossesUntil, without, again }: Expectations): number {
  const bounds = [outage, lossesUntil, without?.within, again?.within].map((bound) => bound?.total ?? 0);
  return Math.max(...bounds) + (cluster.vrrp?.preemptDelay ?? 0) * 1000 + patience;
}

/**
 * @returns seconds after which a struck host restores itself: as much as the drill itself may need until it does so. A host
 * that is cut off restores itself when enough was seen: nobody else can.
 */
export function armedFor(aim: Aim, { act, measures }: Strike, expected: Expectations): number {
  const listening = Math.max(tail, aim.probe.timeout + 1000);
  if (act.kind === 'isolate') return Math.ceil(((expected.outage?.total ?? 0) + listening) / 1000) + 2;
  const probing = measures === 'undo' ? patience + settled : listening;
  return Math.ceil((longestWait(aim, expected) + probing + margin) / 1000);
}
