import { connect } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Client } from 'ssh2';
import type { HostAccess } from '../inventory/host.ts';

/** A way to the SSH port of a host. */
export interface Route {
  readonly stream: Duplex;
  /** What the way itself has said, for a failure: the standard error of a proxy, all of it if the proxy ends soon. */
  complaint(): Promise<string>;
}

/** Opens a TCP connection. */
export function connectTcp({ address, port }: HostAccess, limit: AbortSignal): Promise<Route> {
  return new Promise((resolve, reject) => {
    // Nagle's algorithm doubles the time of every round trip.
    const socket = connect({ host: address, port, noDelay: true });
    const onTimeout = () => socket.destroy(new Error('no answer'));
    limit.addEventListener('abort', onTimeout);
    socket.once('error', reject);
    socket.once('connect', () => {
      limit.removeEventListener('abort', onTimeout);
      socket.off('error', reject);
      resolve({ stream: socket, complaint: () => Promise.resolve('') });
    });
  });
}

/** Opens a connection to a host through a jump host. */
export function connectThrough(jump: Client, { address, port }: HostAccess, limit: AbortSignal): Promise<Route> {
  return new Promise((resolve, reject) => {
    limit.addEventListener('abort', () => reject(new Error('no answer')));
    jump.forwardOut('127.0.0.1', 0, address, port, (error, channel) => {
      if (error) reject(error);
      else if (limit.aborted) channel.close();
      else resolve({ stream: channel, complaint: () => Promise.resolve('') });
    });
  });
}
