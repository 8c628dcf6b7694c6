import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createServer, type Server, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Share } from '../image/image.ts';

/** Serves the shared folders over plain HTTP, as apt, dnf and curl ask for their files. */
export async function servePackages(shares: readonly Share[], address: string): Promise<Server> {
  const server = createServer((request, response) => {
    const path = fileAt(shares, request.url ?? '/');
    if (path === undefined) response.writeHead(404).end();
    else void sendFile(path, request.method === 'HEAD', response);
  });
  server.listen(80, address);
  await once(server, 'listening');
  return server;
}

/** @returns the file that a URL names: of the share with the longest path that the URL begins with, and never outside of it. */
export function fileAt(shares: readonly Share[], url: string): string | undefined {
  let path: string;
  try {
    path = decodeURIComponent(new URL(url, 'http://lab').pathname).replaceAll(/\/(\.?\/)+/g, '/');
  } catch {
    return undefined;
  }
  // A URL has no dot segments left but those that were spelled with an escape.
  if (path.split('/').includes('..') || path.includes('\0')) return undefined;
  const [share] = shares
    .filter((candidate) => path.startsWith(candidate.path))
    .sort((one, other) => other.path.length - one.path.length);
  return share === undefined ? undefined : join(share.folder, path.slice(share.path.length));
}

async function sendFile(path: string, isHead: boolean, response: ServerResponse): Promise<void> {
  try {
    const file = await stat(path);
    if (!file.isFile()) throw new Error('not a file');
    response.writeHead(200, { 'content-length': file.size, 'last-modified': file.mtime.toUTCString() });
    if (isHead) response.end();
    else
      createReadStream(path)
        .on('error', () => response.destroy())
        .pipe(response);
  } catch {
    response.writeHead(404).end();
  }
}
