import ssh2 from 'ssh2';
import type { AuthHandlerMiddleware, ClientErrorExtensions } from 'ssh2';
import { isLvsdeployError } from '../errors.ts';
import type { HostAccess } from '../inventory/host.ts';
import { escapeText } from '../escape.ts';
import type { Authentication } from './authentication.ts';
import type { OpenClient } from './exec.ts';
import type { HostKeyCheck } from './host-key.ts';
import type { Route } from './route.ts';
import { unreachable } from './unreachable.ts';

/** How each side proves to the other who it is. */
export interface Credentials {
  readonly authentication: Authentication;
  readonly hostKey: HostKeyCheck;
}

/**
 * Makes a route an authenticated SSH connection to the host that known_hosts says it is.
 * @throws HostKeyUnknown, HostKeyMismatch, HostKeyRevoked, AuthFailed, Unreachable.
 */
export function shakeHands(
  name: string,
  access: HostAccess,
  { authentication, hostKey }: Credentials,
  route: Route,
  limit: AbortSignal,
): Promise<OpenClient> {
  const client = new ssh2.Client();
  let lastError: Error | null = null;
  const close = () => {
    client.end();
    // A host that is gone does not close its side, and the open socket would keep the process from ending.
    setTimeout(() => route.stream.destroy(), 1000).unref();
  };

  return new Promise((resolve, reject) => {
    let settled = false;
    const settle = (outcome: () => void) => {
      if (settled) return;
      settled = true;
      limit.removeEventListener('abort', onTimeout);
      outcome();
    };
    const fail = (error: unknown) =>
      settle(() => {
        route.stream.destroy();
        if (isLvsdeployError(error)) reject(error);
        else void route.complaint().then((said) => reject(unreachable(name, access, error, said)));
      });
    const onTimeout = () => fail(new Error('no answer'));
    limit.addEventListener('abort', onTimeout);

    // Listens for as long as the client lives: an 'error' that nobody hears ends the process.
    client.on('error', (error: Error & ClientErrorExtensions) => {
      lastError = error;
      if (error.level === 'agent') authentication.note(`the agent: ${error.message}`);
      else if (error.level === 'client-authentication') {
        if (authentication.isExhausted()) fail(authentication.failure(name));
        else authentication.note(error.message);
      } else if (error.level === undefined && authentication.hasBegun()) {
        // The server's own words as it hangs up, such as "Too many authentication failures".
        authentication.note(`the host says: ${escapeText(error.message)}`);
        fail(authentication.failure(name));
      } else fail(error);
    });
    client.on('close', () => {
      if (authentication.hasBegun()) authentication.note('the host closed the connection');
      fail(authentication.hasBegun() ? authentication.failure(name) : new Error('the connection was closed'));
    });
    client.on('change password', () => {
      authentication.note('the password has expired');
      fail(authentication.failure(name));
    });
    client.on('ready', () => settle(() => resolve({ name, client, lastError: () => lastError, close })));

    client.connect({
      sock: route.stream,
      username: access.user,
      algorithms: { serverHostKey: [...hostKey.algorithms] },
      hostVerifier: (key: Buffer) => {
        try {
          hostKey.verify(key);
          return true;
        } catch (error) {
          fail(error);
          return false;
        }
      },
      // ssh2 takes a returned `false` as "no way left"; its type knows only the callback.
      authHandler: ((offered) => authentication.next(offered)) satisfies AuthHandlerMiddleware,
      keepaliveInterval: 10_000,
      keepaliveCountMax: 3,
      readyTimeout: 0, // `limit` covers the route as well.
    });
  });
}
