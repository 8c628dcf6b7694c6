import { setTimeout as wait } from 'node:timers/promises';
import { isLvsdeployError } from '../errors.ts';
import type { HostAccess } from '../inventory/host.ts';
import { prepareAuthentication } from './authentication.ts';
import { AuthFailed, Unreachable } from './errors.ts';
import { execCommand, isRefusedChannel, type OpenClient } from './exec.ts';
import { shakeHands } from './handshake.ts';
import { prepareHostKeyCheck } from './host-key.ts';
import type { Identity } from './identity.ts';
import { shareJumpHosts } from './jump-hosts.ts';
import { openKeyRing, type KeyRing } from './key-ring.ts';
import { expandProxyCommand, startProxy } from './proxy-command.ts';
import { connectTcp, connectThrough, type Route } from './route.ts';
import type { Connection, Transport } from './transport.ts';
import type { AskSecret } from '../secret.ts';
import { takeTurns } from '../turns.ts';
import { unreachable } from './unreachable.ts';

// sshd takes 10 channels (`MaxSessions`) and frees one only when its command is reaped: eight at a time have failed.
const channelsPerHost = 4;
const channelAttempts = 8;

/**
 * SSH by ssh2. Hosts behind the same jump hosts share the connection to them.
 * @param ask asks for the passphrase of a key, or null where nobody is there to answer.
 */
export function ssh2Transport(ask: AskSecret | null = null): Transport {
  const keys = openKeyRing(ask);
  const openChain = async (name: string, hops: readonly HostAccess[]): Promise<OpenClient> => {
    const access = hops.at(-1);
    if (access === undefined) throw new TypeError('a chain of no hosts');
    if (hops.length === 1) return openHost(name, access, null, keys);
    const jump = await jumpHost(hops.slice(0, -1));
    try {
      const open = await openHost(name, access, jump.open, keys);
      open.client.once('close', () => jump.release());
      return open;
    } catch (error) {
      jump.release();
      throw error;
    }
  };
  const jumpHost = shareJumpHosts((hops) => openChain(hops.at(-1)?.address ?? '', hops));

  return {
    connect: async (name, access) => connectionOver(await openChain(name, [...access.proxyJump, access])),
  };
}

/** Tries without the keys that are still locked first: a person is asked only when there is no other way in. */
async function openHost(name: string, access: HostAccess, jump: OpenClient | null, keys: KeyRing): Promise<OpenClient> {
  for (;;) {
    const identities = await keys.read(access);
    try {
      return await logIn(name, access, jump, identities);
    } catch (error) {
      if (!(error instanceof AuthFailed) || !(await keys.unlockOne(identities))) throw error;
    }
  }
}

async function logIn(
  name: string,
  access: HostAccess,
  jump: OpenClient | null,
  identities: readonly Identity[],
): Promise<OpenClient> {
  const limit = AbortSignal.timeout(access.connectTimeout);
  // Before the route: a host that hangs up at once must find someone who hears it.
  const credentials = {
    authentication: prepareAuthentication(access, identities),
    hostKey: prepareHostKeyCheck(name, access),
  };
  const route = await openRoute(name, access, jump, limit);
  return shakeHands(name, access, credentials, route, limit);
}

async function openRoute(
  name: string,
  access: HostAccess,
  jump: OpenClient | null,
  limit: AbortSignal,
): Promise<Route> {
  try {
    if (jump !== null) return await connectThrough(jump.client, access, limit);
    if (access.proxyCommand !== null) return startProxy(expandProxyCommand(access.proxyCommand, name, access));
    return await connectTcp(access, limit);
  } catch (error) {
    throw isLvsdeployError(error) ? error : unreachable(name, access, error, '');
  }
}

function connectionOver(open: OpenClient): Connection {
  const inTurn = takeTurns(channelsPerHost);
  return {
    exec: (command, options) =>
      inTurn(async () => {
        for (let attempt = 1; ; attempt += 1) {
          try {
            return await execCommand(open, command, options);
          } catch (error) {
            if (!isRefusedChannel(error)) throw error;
            if (attempt === channelAttempts) throw channelsRefused(open.name, error);
            await wait(100 * attempt);
          }
        }
      }),
    close: () => open.close(),
  };
}

function channelsRefused(name: string, cause: unknown): Unreachable {
  return new Unreachable('the host opens no more sessions on our connection', {
    place: name,
    hint: 'See MaxSessions in its sshd_config, and its sshd log.',
    cause,
  });
}
