import { createHash } from 'node:crypto';
import { connect, createServer, type Server, type Socket } from 'node:net';

/**
 * Does the work while no other process of this machine does its own for the same path.
 *
 * Whose turn it is has a socket of the abstract namespace (unix(7)): the kernel lets one process have it, and takes it
 * away when that process ends, so nothing is ever left that somebody would have to judge and remove.
 * @param onWait called once with the process that has to be waited for.
 */
export async function inTurn<Result>(
  path: string,
  onWait: (pid: number) => void,
  work: () => Promise<Result>,
): Promise<Result> {
  const address = `\0lvsdeploy-${createHash('sha256').update(path).digest('hex').slice(0, 32)}`;
  let isTold = false;
  const tell = (pid: number) => {
    if (!isTold) onWait(pid);
    isTold = true;
  };
  for (;;) {
    const turn = await takeTurn(address);
    if (turn === null) {
      await awaitEnd(address, tell);
      continue;
    }
    try {
      return await work();
    } finally {
      await turn.end();
    }
  }
}

interface Turn {
  end(): Promise<void>;
}

/** @returns the turn, or null when another process has it. */
function takeTurn(address: string): Promise<Turn | null> {
  const waiting = new Set<Socket>();
  const server = createServer((socket) => {
    waiting.add(socket);
    // One that waits no more is nobody's concern.
    socket.on('error', () => undefined).on('close', () => waiting.delete(socket));
    socket.write(`${process.pid}\n`);
  });
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') resolve(null);
      else reject(error);
    });
    server.listen(address, () => resolve({ end: () => close(server, waiting) }));
  });
}

function close(server: Server, waiting: ReadonlySet<Socket>): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    for (const socket of waiting) socket.destroy();
  });
}

/** Waits until whoever has the turn gives it back or is gone. */
function awaitEnd(address: string, tell: (pid: number) => void): Promise<void> {
  return new Promise((resolve) => {
    connect(address)
      .setEncoding('utf8')
      .on('data', (pid: string) => tell(Number(pid)))
      // It has just ended.
      .on('error', () => undefined)
      .on('close', () => resolve());
  });
}
