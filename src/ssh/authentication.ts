import type { AnyAuthMethod, AuthenticationType } from 'ssh2';
import type { HostAccess } from '../inventory/host.ts';
import { AuthFailed } from './errors.ts';
import { SelectiveAgent } from './agent.ts';
import { problemOf, publicKeyOf, type Identity } from './identity.ts';

/** The ways to log in to a host, to be tried one after the other, and the account of how that went. */
export interface Authentication {
  /** ssh2's `authHandler`. @returns the next way, or false when none is left. */
  next(offered: readonly AuthenticationType[] | null): AnyAuthMethod | false;
  /** Something went wrong with one way, and the next was tried. */
  readonly note: (problem: string) => void;
  hasBegun(): boolean;
  isExhausted(): boolean;
  failure(name: string): AuthFailed;
}

const passwordLabel = 'the password';

interface Way {
  readonly label: string;
  readonly needs: AuthenticationType;
  readonly method: AnyAuthMethod;
}

/** Key files first, in their order, then the agent: an agent full of keys would use up the server's `MaxAuthTries`. Passwords last. */
export function prepareAuthentication(access: HostAccess, identities: readonly Identity[]): Authentication {
  const problems = identities.flatMap((identity) => {
    const problem = problemOf(identity);
    return problem === null ? [] : [`left out: ${identity.label}: ${problem}`];
  });
  for (const identity of identities) {
    if (identity.kind !== 'key' || identity.certificate === null) continue;
    problems.push(`left out: certificate ${identity.certificate}: these are not supported`);
  }
  const note = (problem: string) => problems.push(problem);
  const ways = [...agentWays(access, identities, note), ...passwordWays(access)];
  const keys = identities.flatMap((identity): Way[] =>
    identity.kind === 'key'
      ? [
          {
            label: identity.label,
            needs: 'publickey',
            method: { type: 'publickey', username: access.user, key: identity.key },
          },
        ]
      : [],
  );
  const queue = [...keys, ...ways];
  const tried: string[] = [];
  let accepted: readonly AuthenticationType[] = [];
  let exhausted = false;

  return {
    next(offered) {
      accepted = offered ?? accepted;
      for (let way = queue.shift(); way !== undefined; way = queue.shift()) {
        if (offered !== null && !offered.includes(way.needs)) continue;
        if (way.needs === 'keyboard-interactive' && tried.includes(passwordLabel)) continue; // The same password again.
        tried.push(way.label);
        return way.method;
      }
      exhausted = true;
      return false;
    },
    hasBegun: () => tried.length > 0 || exhausted,
    isExhausted: () => exhausted,
    note,
    failure(name) {
      const account = [
        `tried: ${tried.length > 0 ? tried.join(', ') : 'nothing, there was no key to offer'}`,
        ...(accepted.length > 0 ? [`the host takes: ${accepted.join(', ')}`] : []),
        ...problems,
      ];
      return new AuthFailed(
        `${access.user}@${access.address} port ${access.port} does not let us in\n  ${account.join('\n  ')}`,
        {
          place: name,
          hint: `Put a public key of yours into ~${access.user}/.ssh/authorized_keys there (ssh-copy-id), or name the right user and identityFile.`,
        },
      );
    },
  };
}

function agentWays(
  { agent: socket, user: username, identitiesOnly }: HostAccess,
  identities: readonly Identity[],
  note: (problem: string) => void,
): Way[] {
  if (socket === null) return [];
  const named = identities.flatMap((identity) => publicKeyOf(identity) ?? []);
  const agent = new SelectiveAgent(socket, identitiesOnly ? named : null, note);
  return [{ label: `the agent at ${socket}`, needs: 'publickey', method: { type: 'agent', username, agent } }];
}

function passwordWays({ password, user: username }: HostAccess): Way[] {
  if (password === null) return [];
  const secret = password.reveal();
  return [
    { label: passwordLabel, needs: 'password', method: { type: 'password', username, password: secret } },
    {
      label: 'the password (keyboard-interactive)',
      needs: 'keyboard-interactive',
      method: {
        type: 'keyboard-interactive',
        username,
        prompt: (_name, _instructions, _lang, prompts, finish) => finish(prompts.map(() => secret)),
      },
    },
  ];
}
