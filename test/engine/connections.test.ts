import { expect, it } from 'vitest';
import { connectLazily } from '../../src/engine/connections.ts';
import type { Host } from '../../src/inventory/host.ts';
import type { Session } from '../../src/shell/session.ts';
import { sh } from '../../src/shell/shell.ts';
import { Unreachable } from '../../src/ssh/errors.ts';

const host = { name: 'web1' } as Host;
const snippets = [{ name: 'x', script: sh`:` }];

/** Opens sessions that say which one they are; a number in `refused` is an attempt that fails. */
function opener(refused: readonly number[] = []) {
  const closed: number[] = [];
  let opened = 0;
  const open = (): Promise<Session> => {
    const number = (opened += 1);
    if (refused.includes(number)) return Promise.reject(new Unreachable('no route', {}));
    let roundTrips = 0;
    return Promise.resolve({
      host: 'web1',
      get roundTrips() {
        return roundTrips;
      },
      run: () => {
        roundTrips += 1;
        return Promise.resolve([{ status: 0, stdout: `${number}`, stderr: '' }]);
      },
      close: () => void closed.push(number),
    });
  };
  return { open, closed, opened: () => opened };
}

it('opens one session a host, when it is first needed, and closes it', async () => {
  const { open, closed, opened } = opener();
  const connections = connectLazily(open);
  expect(opened()).toBe(0);
  const [one, same] = await Promise.all([connections.to(host), connections.to(host)]);
  expect(one).toBe(same);
  expect(opened()).toBe(1);
  connections.close();
  await Promise.resolve();
  expect(closed).toEqual([1]);
});

it('goes on with the same session over a new connection, and counts its round trips on', async () => {
  const { open, closed } = opener([2]);
  const connections = connectLazily(open);
  const session = await connections.to(host);
  await session.run(snippets);
  await expect(connections.again(host)).rejects.toThrow('no route');
  expect(closed).toEqual([]);
  await connections.again(host);
  expect(closed).toEqual([1]);
  expect(await session.run(snippets)).toMatchObject([{ stdout: '3' }]);
  expect(session.roundTrips).toBe(2);
});
