import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { fetchArchive } from '../../src/archives/fetch-archive.ts';
import type { Archive } from '../../src/inventory/host.ts';

const content = 'an archive '.repeat(100_000);
const sha256 = createHash('sha256').update(content).digest('hex');
let server: Server;
let asked = 0;
let folder: string;

beforeAll(async () => {
  server = createServer(({ url }, response) => {
    asked += 1;
    if (url === '/a.tar.gz') response.end(content);
    else if (url === '/moved/a.tar.gz') response.writeHead(302, { location: '/a.tar.gz' }).end();
    else if (url === '/short/a.tar.gz') {
      response.writeHead(200, { 'content-length': content.length });
      response.write(content.slice(0, 10), () => response.destroy());
    } else if (url === '/hangs/a.tar.gz') response.writeHead(200).write('a');
    else if (url === '/wrong/a.tar.gz') response.end('something else');
    else response.writeHead(404, 'Not Found').end('no such file');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});
beforeEach(() => {
  asked = 0;
  folder = join(mkdtempSync(join(tmpdir(), 'lvsdeploy-')), 'archives');
});
afterEach(() => rmSync(join(folder, '..'), { recursive: true }));

function archiveAt(path: string, more: Partial<Archive> = {}): Archive {
  const { port } = server.address() as AddressInfo;
  return { name: 'a.tar.gz', url: `http://127.0.0.1:${port}${path}`, sha256, file: null, ...more };
}

const there = () => readFileSync(join(folder, 'a.tar.gz'), 'utf8');

describe('an archive', () => {
  it.each(['/a.tar.gz', '/moved/a.tar.gz'])('is fetched once, from %s', async (path) => {
    expect(await fetchArchive(archiveAt(path), folder)).toEqual({ outcome: 'fetched', size: content.length });
    expect(there()).toBe(content);
    const before = asked;
    expect(await fetchArchive(archiveAt(path), folder)).toEqual({ outcome: 'kept', size: content.length });
    expect(asked).toBe(before);
  });

  it('takes the place of another file of its name', async () => {
    await fetchArchive(archiveAt('/a.tar.gz'), folder);
    writeFileSync(join(folder, 'a.tar.gz'), 'cut off');
    expect(await fetchArchive(archiveAt('/a.tar.gz'), folder)).toMatchObject({ outcome: 'replaced' });
    expect(there()).toBe(content);
  });

  it('that lies elsewhere on this machine is copied from there', async () => {
    const file = join(folder, '..', 'elsewhere');
    writeFileSync(file, content);
    expect(await fetchArchive(archiveAt('/a.tar.gz', { url: null, file }), folder)).toMatchObject({
      outcome: 'fetched',
    });
    expect([there(), asked]).toEqual([content, 0]);
  });

  it.each([
    ['is not there', '/none', /^cannot fetch http:\S+\/none: 404 Not Found$/],
    ['is cut off', '/short/a.tar.gz', /^cannot fetch http:\S+: (terminated|other side closed)$/],
    ['stops coming', '/hangs/a.tar.gz', /^cannot fetch http:\S+: nothing came for 0.2 s$/],
    [
      'is another one',
      '/wrong/a.tar.gz',
      new RegExp(
        `is not the archive that was expected\nexpected SHA-256 ${sha256}\nfound    SHA-256 ${createHash('sha256').update('something else').digest('hex')}$`,
      ),
    ],
  ])('that %s leaves nothing', async (_, path, message) => {
    await expect(fetchArchive(archiveAt(path), folder, 200)).rejects.toThrow(message);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('leaves what is there as it is when it cannot be had', async () => {
    await fetchArchive(archiveAt('/a.tar.gz'), folder);
    const wanted = { sha256: 'b'.repeat(64) };
    await expect(fetchArchive(archiveAt('/wrong/a.tar.gz', wanted), folder)).rejects.toThrow('not the archive');
    expect(there()).toBe(content);
  });

  it('without an address says what to do', async () => {
    const refused = fetchArchive(archiveAt('', { name: 'ipvsadm_1.31.orig.tar.gz', url: null }), folder);
    await expect(refused).rejects.toMatchObject({
      message: expect.stringContaining('there is no address for it') as string,
      hint: 'Remove it: then ipvsadm is fetched from where it is published.',
    });
    expect(existsSync(join(folder, 'ipvsadm_1.31.orig.tar.gz'))).toBe(false);
  });

  it('is refused from a port where nothing listens, with the reason', async () => {
    const gone = archiveAt('', { url: 'http://127.0.0.1:1/a.tar.gz' });
    await expect(fetchArchive(gone, folder)).rejects.toThrow(/^cannot fetch http:\/\/127\.0\.0\.1:1\/a\.tar\.gz: /);
  });
});
