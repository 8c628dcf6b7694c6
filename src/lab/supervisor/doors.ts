import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { connect, createServer, type Server, type Socket } from 'node:net';

const sshPort = 22;

/** Opens a unix socket that leads to the sshd of a guest; for a caller inside the lab's namespace. */
export async function openDoor(path: string, address: string): Promise<Server> {
  await rm(path, { force: true });
  const server = createServer((near) => joinTo(near, address));
  server.listen(path);
  await once(server, 'listening');
  return server;
}

/** @returns whether sshd answers at that address within the time. */
export async function greets(address: string, timeoutMs: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: address, port: sshPort });
    const settle = (isUp: boolean) => {
      clearTimeout(timer);
      socket.destroy();
      resolve(isUp);
    };
    const timer = setTimeout(settle, timeoutMs, false);
    socket.once('data', (data) => settle(data.toString('latin1').startsWith('SSH-')));
    socket.once('error', () => settle(false));
    socket.once('close', () => settle(false));
  });
}

// A guest whose power is cut says no word: the session hangs until ssh gives up, as it would with a real host.
function joinTo(near: Socket, address: string): void {
  const far = connect({ host: address, port: sshPort, noDelay: true, keepAlive: true });
  near.on('error', () => far.destroy());
  far.on('error', () => near.destroy());
  near.pipe(far);
  far.pipe(near);
  // ssh never closes one direction alone, and nc would wait for the other for ever.
  near.on('close', () => far.destroySoon());
  far.on('close', () => near.destroySoon());
}
