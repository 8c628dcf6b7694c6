import { isLvsdeployError } from '../errors.ts';
import type { HostAccess } from '../inventory/host.ts';
import { prepareAuthentication } from './authentication.ts';
import { connectionOver } from './connection.ts';
import { AuthFailed, Unreachable } from './errors.ts';
import type { OpenClient } from './exec.ts';
import { shakeHands } from './handshake.ts';
import { prepareHostKeyCheck } from './host-key.ts';
import type { Identity } from './identity.ts';
import { shareJumpHosts } from './jump-hosts.ts';
import { openKeyRing, type KeyRing } from './key-ring.ts';
import { expandProxyCommand, startProxy } from './proxy-command.ts';
import { connectTcp, connectThrough, type Route } from './route.ts';
import type { OnWait, Transport } from './transport.ts';
import { tryAgain } from './try-again.ts';
import type { AskSecret } from '../secret.ts';
import { unreachable } from './unreachable.ts';

// A host that is off is to be told soon, an sshd that is being restarted or has its MaxStartups is to be waited for.
const pauses = { firstPause: 500, longestPause: 4000, quiet: 0 };

/** What the connections of a transport have in common. */
interface Surroundings {
  readonly keys: KeyRing;
  readonly onWait: OnWait;
}

/**
 * SSH by ssh2. Hosts behind the same jump hosts share the connection to them.
 * @param ask asks for the passphrase of a key, or null where nobody is there to answer.
 * @param onWait told of a host that is tried again.
 */
export function ssh2Transport(ask: AskSecret | null = null, onWait: OnWait = () => undefined): Transport {
  const around = { keys: openKeyRing(ask), onWait };
  const openChain = async (name: string, hops: readonly HostAccess[]): Promise<OpenClient> => {
    const access = hops.at(-1);
    if (access === undefined) throw new TypeError('a chain of no hosts');
    if (hops.length === 1) return openHost(name, access, null, around);
    const jump = await jumpHost(hops.slice(0, -1));
    try {
      const open = await openHost(name, access, jump.open, around);
      open.client.once('close', () => jump.release());
      return open;
    } catch (error) {
      jump.release();
      throw error;
    }
  };
  const jumpHost = shareJumpHosts((hops) => openChain(hops.at(-1)?.address ?? '', hops));

  return {
    connect: async (name, access) => connectionOver(await openChain(name, [...access.proxyJump, access]), onWait),
  };
}

/** Tries without the keys that are still locked first: a person is asked only when there is no other way in. */
async function openHost(
  name: string,
  access: HostAccess,
  jump: OpenClient | null,
  { keys, onWait }: Surroundings,
): Promise<OpenClient> {
  for (;;) {
    const identities = await keys.read(access);
    const limit = AbortSignal.timeout(access.connectTimeout);
    try {
      return await tryAgain(
        {
          attempt: () => logIn(name, access, jump, identities, limit),
          isPassing: (error) => passingOf(error) !== null,
          onWait: (error, until) =>
            onWait({ host: name, problem: `cannot connect yet: ${passingOf(error) ?? ''}`, until }),
        },
        { ...pauses, attempts: access.connectionAttempts, within: access.connectTimeout },
      );
    } catch (error) {
      if (!(error instanceof AuthFailed) || !(await keys.unlockOne(identities))) throw error;
    }
  }
}

function passingOf(error: unknown): string | null {
  return error instanceof Unreachable ? error.passing : null;
}

async function logIn(
  name: string,
  access: HostAccess,
  jump: OpenClient | null,
  identities: readonly Identity[],
  limit: AbortSignal,
): Promise<OpenClient> {
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
    if (limit.aborted) throw new Error('no answer');
    if (jump !== null) return await connectThrough(jump.client, access, limit);
    if (access.proxyCommand !== null) return startProxy(expandProxyCommand(access.proxyCommand, name, access));
    return await connectTcp(access, limit);
  } catch (error) {
    throw isLvsdeployError(error) ? error : unreachable(name, access, error, '');
  }
}
