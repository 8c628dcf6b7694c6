import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { connect, createServer, type AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { answersProgram, largeSize } from '../../../src/lab/image/answers.ts';

let port: number;
let end: () => void;

beforeAll(async () => {
  port = await freePort();
  const server = spawn('python3', ['-c', answersProgram, 'web1', String(port), String(port)], { stdio: 'inherit' });
  end = () => server.kill();
  await vi.waitFor(() => fetch(`http://127.0.0.1:${port}/`), { timeout: 10_000, interval: 50 });
});
afterAll(() => end());

async function freePort(): Promise<number> {
  const server = createServer().listen(0);
  await once(server, 'listening');
  const { port: free } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return free;
}

const addresses = ['127.0.0.1', '::1'];
const url = (address: string, path: string) =>
  `http://${address.includes(':') ? `[${address}]` : address}:${port}${path}`;

test.each(addresses)('says its name by HTTP at %s, and nothing of pages that it does not have', async (address) => {
  expect(await (await fetch(url(address, '/'))).text()).toBe('web1\n');
  expect((await fetch(url(address, '/no'))).status).toBe(404);
});

test('sends the same large file each time', async () => {
  const load = async () => Buffer.from(await (await fetch(url('::1', '/large'))).arrayBuffer());
  const [first, second] = await Promise.all([load(), load()]);
  expect(first).toHaveLength(largeSize);
  expect(first.equals(second)).toBe(true);
});

test.each(['POST', 'PUT'])('says size and checksum of what it got by %s', async (method) => {
  const body = Buffer.alloc(3_000_001, 'lvs');
  const answer = await fetch(url('127.0.0.1', '/'), { method, body });
  expect(await answer.text()).toBe(`${body.length} ${createHash('sha256').update(body).digest('hex')}\n`);
});

test('takes a body after it has said that it may come', async () => {
  const socket = connect(port, '127.0.0.1');
  const head = 'PUT / HTTP/1.1\r\nContent-Length: 3\r\nExpect: 100-continue\r\nConnection: close\r\n\r\n';
  socket.write(head);
  const [said] = (await once(socket, 'data')) as [Buffer];
  expect(String(said)).toBe('HTTP/1.1 100 Continue\r\n\r\n');
  socket.write('lvs');
  expect(await text(socket)).toContain('200 OK');
});

test('keeps a connection open, and closes one of HTTP/1.0', async () => {
  const socket = connect(port, '127.0.0.1');
  for (let asked = 0; asked < 2; asked += 1) {
    socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
    const [said] = (await once(socket, 'data')) as [Buffer];
    expect(String(said)).toMatch(/web1\n$/);
  }
  socket.write('GET / HTTP/1.0\r\n\r\n');
  expect(await text(socket)).toMatch(/web1\n$/);
});

// 127.0.0.2 is not the address that an answer to 127.0.0.1 would have by the routes.
test.each([
  ['udp4', '127.0.0.2'],
  ['udp6', '::1'],
] as const)('answers by %s from the address that was asked', async (type, address) => {
  const socket = createSocket(type);
  socket.send('who', port, address);
  const [said, from] = (await once(socket, 'message')) as [Buffer, { readonly address: string; readonly port: number }];
  socket.close();
  expect([String(said), from.address, from.port]).toEqual(['web1\n', address, port]);
});
