import { hostname, userInfo } from 'node:os';
import { join, resolve } from 'node:path';
import { quote } from '../shell/shell.ts';
import { findDoubts } from './doubts.ts';
import { hostNameOf, type Findings, type Query, type SshConfig } from './lookup.ts';
import { expandEnvironment, expandTokens, type Tokens } from './tokens.ts';

/** A host to go through as `ProxyJump` names it. */
export interface Jump {
  readonly host: string;
  readonly user?: string;
  readonly port?: number;
}

/** What ssh_config(5) says about reaching a host; a key that is not there was not said. */
export interface SshOptions {
  readonly hostName: string;
  readonly port?: number;
  readonly user?: string;
  readonly identityFiles?: readonly string[];
  readonly identitiesOnly?: boolean;
  /** Path of the socket, or null for none. */
  readonly agent?: string | null;
  readonly userKnownHosts?: readonly string[];
  readonly globalKnownHosts?: readonly string[];
  readonly hostKeyPolicy?: 'strict' | 'accept-new';
  readonly hostKeyAlias?: string;
  /** Null for none. `%h %p %r %%` are left to whoever starts it. */
  readonly proxyCommand?: string | null;
  readonly proxyJump?: readonly Jump[];
  /** Seconds. */
  readonly connectTimeout?: number;
  readonly connectionAttempts?: number;
  /** What is not obeyed and why, with its place. */
  readonly doubts: readonly string[];
}

/** Whose machine this is, for tokens and variables. */
export interface OwnMachine {
  readonly user: string;
  readonly home: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** Looks a host up and makes typed values of what is found; words that are none of ssh_config(5) count as not said. */
export function readOptions(config: SshConfig, query: Omit<Query, 'localUser'>, own: OwnMachine): SshOptions {
  const found = config.lookUp({ ...query, localUser: own.user });
  const words = (keyword: string) => found.get(keyword)?.[0]?.words;
  const word = (keyword: string) => words(keyword)?.[0];

  const hostName = hostNameOf(found, query.host);
  const port = wholeNumber(word('port'));
  const user = query.user ?? word('user');
  const alias = word('hostkeyalias');
  const tokens: Tokens = {
    h: hostName,
    n: query.host,
    p: String(port ?? 22),
    r: user ?? own.user,
    u: own.user,
    i: String(userInfo().uid),
    d: own.home,
    l: hostname(),
    L: hostname().split('.')[0] ?? '',
    k: alias ?? query.host,
  };
  const toPath = (text: string) => {
    const expanded = expandTokens(expandEnvironment(text, own.environment), tokens);
    return expanded === '~' || expanded.startsWith('~/') ? join(own.home, expanded.slice(1)) : resolve(expanded);
  };
  const agent = word('identityagent');
  const timeout = wholeNumber(word('connecttimeout'));
  const attempts = wholeNumber(word('connectionattempts'));
  const checking = word('stricthostkeychecking')?.toLowerCase();

  return {
    hostName,
    ...given('port', port),
    ...given('user', user),
    ...given('identityFiles', identityFiles(found)?.map(toPath)),
    ...given('identitiesOnly', yesOrNo(word('identitiesonly'))),
    ...given('agent', agent === undefined ? undefined : agentOf(agent, own, toPath)),
    ...given(
      'userKnownHosts',
      words('userknownhostsfile')?.map((file) => (file === 'none' ? '/dev/null' : toPath(file))),
    ),
    ...given(
      'globalKnownHosts',
      words('globalknownhostsfile')
        ?.filter((file) => file !== 'none')
        .map(toPath),
    ),
    ...given('hostKeyPolicy', checking === undefined ? undefined : policyOf(checking)),
    ...given('hostKeyAlias', alias),
    ...given('proxyCommand', proxyCommand(found, tokens)),
    ...given('proxyJump', proxyJump(word('proxyjump'))),
    ...given('connectTimeout', timeout === 0 ? undefined : timeout),
    ...given('connectionAttempts', attempts === 0 ? undefined : attempts),
    doubts: findDoubts(found),
  };
}

function given<Key extends string, Value>(key: Key, value: Value | undefined): Partial<Record<Key, Value>> {
  return value === undefined ? {} : ({ [key]: value } as Record<Key, Value>);
}

function wholeNumber(text: string | undefined): number | undefined {
  return text !== undefined && /^\d+$/.test(text) ? Number(text) : undefined;
}

function yesOrNo(text: string | undefined): boolean | undefined {
  return text === undefined ? undefined : /^(yes|true)$/i.test(text);
}

function identityFiles(found: Findings): readonly string[] | undefined {
  return found
    .get('identityfile')
    ?.flatMap(({ words: [file] }) => (file === undefined || file === 'none' ? [] : [file]));
}

function agentOf(text: string, { environment }: OwnMachine, toPath: (text: string) => string): string | null {
  if (text === 'none') return null;
  const variable = text === 'SSH_AUTH_SOCK' ? text : /^\$(\w+)$/.exec(text)?.[1];
  return variable === undefined ? toPath(text) : environment[variable] || null;
}

/** The rest of the line goes to the shell, its quotes among it; only the values filled in here are quoted. */
function proxyCommand(found: Findings, { n, u, d, l, L, k }: Tokens): string | null | undefined {
  const command = found.get('proxycommand')?.[0]?.rest;
  if (command === undefined || command === 'none') return command === undefined ? undefined : null;
  const own = Object.entries({ n, u, d, l, L, k }).map(([letter, value = '']) => [letter, quote(value)] as const);
  // A percent sign of its own stays doubled: what is left is expanded once more.
  return expandTokens(command, { ...Object.fromEntries(own), '%': '%%' });
}

function proxyJump(text: string | undefined): readonly Jump[] | undefined {
  if (text === undefined || text === 'none') return text === undefined ? undefined : [];
  return text.split(',').map((jump) => {
    const [, user, bracketed, plain, port] =
      /^(?:ssh:\/\/)?(?:(.*)@)?(?:\[(.*)\]|([^:]*))(?::(\d+))?\/?$/.exec(jump.trim()) ?? [];
    return {
      host: bracketed ?? plain ?? jump.trim(),
      ...given('user', user),
      ...given('port', wholeNumber(port)),
    };
  });
}

function policyOf(checking: string): 'strict' | 'accept-new' {
  return checking === 'accept-new' ? checking : 'strict';
}
