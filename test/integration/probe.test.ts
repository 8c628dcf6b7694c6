import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { splitLines } from '../../src/drill/lines.ts';
import { probeScript } from '../../src/drill/probe/probe-script.ts';
import { readProbe } from '../../src/drill/probe/read-probe.ts';
import { sh } from '../../src/shell/shell.ts';
import { documentAim } from '../drill/aims.ts';
import { web1 } from '../verify/document-cluster.ts';

const programs = { python3: '/usr/bin/python3', curl: '/usr/bin/curl' } as const;

let folder: string;
let server: Server;
let connections: Set<Socket>;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'probe-'));
  connections = new Set();
  server = createServer((_request, response) => response.end('<h1>web1</h1>'));
  server.on('connection', (socket) => {
    connections.add(socket);
    socket.on('close', () => connections.delete(socket));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
  rmSync(folder, { recursive: true });
});

/** Runs the probe as a client does that has only one of the programs. */
function startProbe(tool: keyof typeof programs) {
  const { port } = server.address() as AddressInfo;
  for (const name of ['sh', 'sleep', 'cat']) symlinkSync(`/bin/${name}`, join(folder, name));
  symlinkSync(programs[tool], join(folder, tool));
  // It has no address on the segment, so that it asks from whichever the kernel takes.
  writeFileSync(join(folder, 'ip'), '#!/bin/sh\n');
  chmodSync(join(folder, 'ip'), 0o755);
  const service = { ...documentAim.service, address: '127.0.0.1', port, realServers: [{ ...web1, port }] };
  const http = {
    ...web1,
    port,
    healthCheck: {
      kind: 'http',
      port: null,
      digest: null,
      virtualHost: null,
      path: '/',
      status: 200,
      connectTimeout: 1,
      retry: 1,
      delayBeforeRetry: 1,
    },
  } as const;
  const aim = { ...documentAim, service: { ...service, realServers: [http] } };
  const script = probeScript(aim, { rate: 10, timeout: 1000 }, 60);
  const child = spawn('/bin/sh', ['-s'], { env: { PATH: folder }, stdio: 'pipe' });
  const record = readProbe([web1], null);
  child.stdout.setEncoding('utf8').on(
    'data',
    splitLines((line) => record.read(line)),
  );
  child.stdin.end(sh`( ${script}\n) < /dev/null`.text);
  const closed = once(child, 'close');
  return {
    record,
    stop: async () => {
      process.kill(record.process?.id ?? 0, 'SIGTERM');
      await closed;
    },
  };
}

const answers = (record: ReturnType<typeof readProbe>) =>
  record.requests.filter(({ answeredAt }) => answeredAt !== null);

describe.each(['python3', 'curl'] as const)('the probe by %s', (tool) => {
  it('asks at its rate, names who answered, and ends when it is told to', async () => {
    const { record, stop } = startProbe(tool);
    await vi.waitFor(() => expect(answers(record).length).toBeGreaterThan(10), { timeout: 20_000 });
    await stop();
    expect(record.process?.tool).toBe(tool);
    expect(record.hasEnded).toBe(tool === 'python3');
    expect(record.requests.every(({ server: name, error }) => name === 'web1' && error === null)).toBe(true);
    const [first, last] = [record.requests[0]?.sentAt ?? 0, record.requests.at(-1)?.sentAt ?? 0];
    // Ten a second at most; a busy machine makes them fewer.
    expect(record.requests.length).toBeLessThanOrEqual((last - first) / 100 + 2);
  });

  it('says of each request why it got no answer', async () => {
    const { record, stop } = startProbe(tool);
    await vi.waitFor(() => expect(answers(record).length).toBeGreaterThan(0), { timeout: 20_000 });
    server.closeAllConnections();
    server.close();
    const refused = () => record.requests.filter(({ error }) => error === 'refused').length;
    await vi.waitFor(() => expect(refused()).toBeGreaterThan(0), { timeout: 20_000 });
    await stop();
  });
});

describe('the probe by python3', () => {
  it('gives a request up after its time, and sends the others all the same', async () => {
    server.removeAllListeners('request');
    const { record, stop } = startProbe('python3');
    const inVain = () => record.requests.filter(({ error }) => error === 'timeout').length;
    await vi.waitFor(() => expect(inVain()).toBeGreaterThan(5), { timeout: 20_000 });
    await stop();
    const [first, second] = record.requests;
    expect((second?.sentAt ?? 0) - (first?.sentAt ?? 0)).toBeLessThan(900);
  });

  it('keeps a connection open, and knows at its end that it lives', async () => {
    const { record, stop } = startProbe('python3');
    await vi.waitFor(() => expect(record.heldSince).not.toBe(null), { timeout: 20_000 });
    await vi.waitFor(() => expect(answers(record).length).toBeGreaterThan(25), { timeout: 20_000 });
    await stop();
    expect(record.longConnection(record.heldSince ?? 1000)).toEqual({ kind: 'lived', server: null });
  });

  it('sees it reset', async () => {
    const { record, stop } = startProbe('python3');
    await vi.waitFor(() => expect(record.heldSince).not.toBe(null), { timeout: 20_000 });
    const since = record.heldSince ?? 0;
    // It is the one that asks for nothing.
    for (const socket of connections) if (socket.bytesRead === 0) socket.resetAndDestroy();
    await vi.waitFor(() => expect(record.longConnection(since)).toMatchObject({ kind: 'died', error: 'reset' }), {
      timeout: 20_000,
    });
    await stop();
  });
});
