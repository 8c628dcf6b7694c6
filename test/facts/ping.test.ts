import { expect, test } from 'vitest';
import { pingHost } from '../../src/facts/ping.ts';
import type { Host } from '../../src/inventory/host.ts';
import type { Session, SnippetResult } from '../../src/shell/session.ts';

const host = { name: 'lb1', access: { user: 'ops', become: { method: 'none' } } } as unknown as Host;

function answering(result: SnippetResult): Session {
  return { host: 'lb1', roundTrips: 0, run: () => Promise.resolve([result]), close: () => undefined };
}

test('a host that can be worked on says who logs in and what it runs', async () => {
  const session = answering({ status: 0, stdout: '0\nLinux 6.1.0\n', stderr: '' });
  await expect(pingHost(session, host)).resolves.toEqual({ user: 'ops', become: 'none', kernel: 'Linux 6.1.0' });
});

test.each([
  ['fails', { status: 127, stdout: '', stderr: 'sh: id: not found\n' }, /: sh: id: not found$/],
  ['answers something else', { status: 0, stdout: 'Welcome!\nLinux 6.1.0\n', stderr: '' }, /: Welcome!$/],
])('a shell that %s is no shell to work with', async (_, result, message) => {
  await expect(pingHost(answering(result), host)).rejects.toMatchObject({
    message: expect.stringMatching(/^the shell there does not do what it is asked/) as string,
    place: 'lb1',
    hint: expect.stringContaining('POSIX shell') as string,
  });
  await expect(pingHost(answering(result), host)).rejects.toThrow(message);
});
