import type { VirtualService } from '../../src/cluster/cluster.ts';

/** What a virtual service has that says nothing of it: an address, a port, and nothing that is seldom used. */
export const plainService = {
  mark: null,
  schedulerFlags: [],
  persistencePrefix: null,
  onePacket: false,
  warmup: null,
  quorum: 1,
  hysteresis: 0,
  alpha: false,
  omega: false,
  sorryServer: null,
} as const satisfies Partial<VirtualService>;
