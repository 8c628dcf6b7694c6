import { dnsTypes } from '../cluster/cluster.ts';
import { addressOf } from './addresses.ts';
import { toFillIn } from './inventory-draft.ts';
import type { Ledger } from './ledger.ts';
import { readBlock, takeAll, takeNumber, takePlainWord, takeSwitch, type Handler, type Said } from './said.ts';
import { readScript } from './read-script.ts';
import { hideSecrets } from './secrets.ts';
import { keywordOf, type Statement } from './statement.ts';

export const checkKinds = {
  HTTP_GET: 'http',
  SSL_GET: 'https',
  TCP_CHECK: 'tcp',
  UDP_CHECK: 'udp',
  DNS_CHECK: 'dns',
  SMTP_CHECK: 'smtp',
  PING_CHECK: 'ping',
  MISC_CHECK: 'misc',
} as const;

export type CheckKind = (typeof checkKinds)[keyof typeof checkKinds];

/** What may be said of a service, of its servers and of their checks; the nearest counts. */
export interface Inherited {
  connectTimeout: Said<number> | null;
  retry: Said<number> | null;
  delayBeforeRetry: Said<number> | null;
  delayLoop: Said<number> | null;
  warmup: Said<number> | null;
  alpha: Said<boolean> | null;
  virtualHost: Said<string> | null;
}

export interface ReadCheck extends Inherited {
  readonly kind: CheckKind;
  readonly statement: Statement;
  port: number | null;
  /** The settings of this kind alone, as an inventory writes them. */
  readonly own: Record<string, unknown>;
  /** What is left to its author of these. */
  readonly open: { readonly key: string; readonly text: string }[];
}

export function nothingSaid(): Inherited {
  return {
    connectTimeout: null,
    retry: null,
    delayBeforeRetry: null,
    delayLoop: null,
    warmup: null,
    alpha: null,
    virtualHost: null,
  };
}

const seconds = { from: 1, to: 86_400 };

/** Handlers of the words that services, servers and checks have in common. */
export function handlersOfInherited(into: Inherited, ledger: Ledger): Readonly<Record<string, Handler>> {
  return {
    connect_timeout: (said) => {
      into.connectTimeout = takeNumber(said, ledger, seconds);
    },
    retry: (said) => {
      into.retry = takeNumber(said, ledger, { from: 1, to: 100 });
    },
    delay_before_retry: (said) => {
      into.delayBeforeRetry = takeNumber(said, ledger, seconds);
    },
    delay_loop: (said) => {
      into.delayLoop = takeNumber(said, ledger, seconds);
    },
    warmup: (said) => {
      into.warmup = takeNumber(said, ledger, { from: 0, to: 86_400 });
    },
    alpha: (said) => {
      into.alpha = takeSwitch(said, ledger);
    },
    virtualhost: (said) => {
      into.virtualHost = takePlainWord(said, ledger);
    },
  };
}

/** The server that is asked, as the file says it. */
export interface Asked {
  readonly address: string;
  readonly port: number;
}

export function readCheck(statement: Statement, kind: CheckKind, server: Asked, ledger: Ledger): ReadCheck {
  ledger.carry(statement.words[0]);
  const check: ReadCheck = { ...nothingSaid(), kind, statement, port: null, own: {}, open: [] };
  const handlers = { ...handlersOfInherited(check, ledger), ...handlersOf(check, server, ledger) };
  readBlock(statement.block, handlers, ['url', 'host'], ledger);
  return check;
}

function handlersOf(check: ReadCheck, server: Asked, ledger: Ledger): Readonly<Record<string, Handler>> {
  const { kind, own } = check;
  const common: Record<string, Handler> = {
    connect_port: (said) => {
      check.port = takeNumber(said, ledger, { from: 1, to: 65_535 })?.value ?? null;
    },
    connect_ip: (said) => takeIfServer(said, server, ledger),
    nb_get_retry: (said) => {
      check.retry = takeNumber(said, ledger, { from: 1, to: 100 });
      if (kind !== 'http' && kind !== 'https')
        ledger.remark(
          'erratum',
          said,
          `keepalived knows it in HTTP_GET and SSL_GET only, and ignores it here: taken for retry`,
          'nb-get-retry',
        );
    },
  };
  const http: Record<string, Handler> = {
    url: (said) => readUrl(check, said, ledger),
    enable_sni: (said) => ledger.carry(...said.words),
  };
  const ofKind: Readonly<Record<CheckKind, Readonly<Record<string, Handler>>>> = {
    http,
    https: http,
    tcp: {},
    ping: {},
    udp: {
      payload: (said) => takeBytes(said, own, 'payload', ledger),
      require_reply: (said) => takeBytes(said, own, 'requireReply', ledger),
    },
    dns: {
      type: (said) => readDnsType(said, own, ledger),
      name: (said) => set(own, 'name', takePlainWord(said, ledger)),
    },
    smtp: {
      helo_name: (said) => set(own, 'heloName', takePlainWord(said, ledger)),
      host: (said) => readHost(check, said, server, ledger),
    },
    misc: {
      misc_path: (said) => readScript(said, check, server, ledger),
      misc_timeout: (said) => {
        check.connectTimeout = takeNumber(said, ledger, seconds);
      },
      misc_dynamic: (said) => {
        own['dynamic'] = takeSwitch(said, ledger).value;
      },
    },
  };
  return { ...common, ...ofKind[kind] };
}

function set(own: Record<string, unknown>, key: string, said: Said<string> | null): void {
  if (said !== null) own[key] = said.value;
}

function takeIfServer(statement: Statement, server: Asked, ledger: Ledger): void {
  if (addressOf(statement.words[1]?.text ?? '') === server.address)
    ledger.carry(statement.words[0], statement.words[1]);
}

/** The hosts of SMTP_CHECK, which keepalived keeps for old files: the one that is the server itself says the port. */
function readHost(check: ReadCheck, statement: Statement, server: Asked, ledger: Ledger): void {
  const address = statement.block?.find((line) => keywordOf(line) === 'connect_ip')?.words[1]?.text ?? server.address;
  if (addressOf(address) !== server.address) return;
  ledger.carry(statement.words[0]);
  readBlock(
    statement.block,
    {
      connect_ip: (said) => takeIfServer(said, server, ledger),
      connect_port: (said) => {
        check.port = takeNumber(said, ledger, { from: 1, to: 65_535 })?.value ?? null;
      },
    },
    [],
    ledger,
  );
}

function takeBytes(statement: Statement, own: Record<string, unknown>, key: string, ledger: Ledger): void {
  const text = statement.words
    .slice(1)
    .map((word) => word.text)
    .join('');
  if (!/^([\da-f]{2})+$/i.test(text)) {
    const isBare = text === '' && key === 'requireReply';
    ledger.name(
      'not carried over',
      statement,
      isBare
        ? 'an inventory says which answer is wanted, in hexadecimal digits'
        : 'expected bytes, two hexadecimal digits each',
    );
    return;
  }
  takeAll(statement, ledger);
  own[key] = text.toLowerCase();
}

function readDnsType(statement: Statement, own: Record<string, unknown>, ledger: Ledger): void {
  const type = (statement.words[1]?.text ?? '').toUpperCase();
  if (!dnsTypes.some((known) => known === type)) {
    ledger.name('not carried over', statement, `an inventory asks for ${dnsTypes.join(', ')}`);
    return;
  }
  ledger.carry(statement.words[0], statement.words[1]);
  own['type'] = type;
}

function readUrl(check: ReadCheck, statement: Statement, ledger: Ledger): void {
  const { own } = check;
  if (own['path'] !== undefined) {
    ledger.name('not carried over', statement, 'an inventory asks a server for one page: the first is taken');
    return;
  }
  ledger.carry(statement.words[0]);
  own['path'] = '/';
  readBlock(
    statement.block,
    {
      path: (said) => {
        const path = said.words[1]?.text ?? '';
        if (!/^\/[^\s"'!#$\\{}\p{C}]*$/u.test(path)) {
          ledger.name(
            'not carried over',
            said,
            'an inventory takes a path that starts with /, without spaces and any of " \' ! # $ \\ { }: / is asked for',
          );
          return;
        }
        ledger.carry(said.words[0], said.words[1]);
        const isPlain = hideSecrets([path]).join('') === path;
        own['path'] = isPlain ? path : toFillIn;
        if (isPlain) return;
        ledger.remark('carried differently', said, 'no secret stands in an inventory: a page for checks needs none');
        check.open.push({ key: 'path', text: 'a secret stood in it: a page for checks needs none' });
      },
      digest: (said) => {
        const digest = (said.words[1]?.text ?? '').toLowerCase();
        if (!/^[\da-f]{32}$/.test(digest)) return;
        ledger.carry(said.words[0], said.words[1]);
        own['digest'] = digest;
      },
      status_code: (said) => readStatus(said, own, ledger),
      virtualhost: (said) => {
        check.virtualHost = takePlainWord(said, ledger) ?? check.virtualHost;
      },
    },
    [],
    ledger,
  );
  if (own['status'] !== undefined) return;
  own['status'] = 200;
  ledger.remark('carried differently', statement, 'keepalived takes any status from 200 to 299, an inventory one: 200');
}

function readStatus(statement: Statement, own: Record<string, unknown>, ledger: Ledger): void {
  const [keyword, ...words] = statement.words;
  const first = Number(/^\d{3}/.exec(words[0]?.text ?? '')?.[0]);
  if (!(first >= 100 && first <= 599)) return;
  own['status'] = first;
  ledger.carry(keyword, ...words);
  if (words.length > 1 || words[0]?.text !== String(first))
    ledger.remark('carried differently', statement, `an inventory takes one status: ${first}`);
}
