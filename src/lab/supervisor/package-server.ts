import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createServer, type Server, type ServerResponse } from 'node:http';
import { basename, join } from 'node:path';
import { once } from 'node:events';

/** Serves the files of one folder over plain HTTP, as apt asks for them. */
export async function servePackages(folder: string, address: string): Promise<Server> {
  const server = createServer((request, response) => {
    // The repository is flat: the last part of the path names the file, and nothing outside the folder can be named.
    const name = basename(decodeURIComponent(new URL(request.url ?? '/', 'http://lab').pathname));
    void sendFile(join(folder, name), request.method === 'HEAD', response);
  });
  server.listen(80, address);
  await once(server, 'listening');
  return server;
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
