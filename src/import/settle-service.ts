import { endpoint, isIpv6 } from '../cluster/address.ts';
import type { Ledger } from './ledger.ts';
import { markOwnWords } from './own-words.ts';
import { nothingSaid, type Inherited, type ReadCheck } from './read-check.ts';
import { loseService, type Method, type ReadServer } from './read-server.ts';
import { settleQuorum, weightOf } from './settle-quorum.ts';
import { settleFlags, type ReadService, type ServiceKey } from './read-service.ts';
import type { Said } from './said.ts';
import type { Statement } from './statement.ts';

/** A virtual service as an inventory says it, but for the names of its real servers. */
export interface SettledService {
  readonly statement: Statement;
  readonly key: ServiceKey;
  /** What identifies it in messages and between the files of two directors. */
  readonly title: string;
  readonly settings: Readonly<Record<string, unknown>>;
  readonly servers: readonly SettledServer[];
  readonly sorry: Statement | null;
  /** What is left to its author, by a place in the settings. */
  readonly open: readonly { readonly path: readonly string[]; readonly text: string }[];
}

export interface SettledServer {
  readonly address: string;
  readonly weight: number;
  readonly port: number | null;
  readonly name: string | null;
  readonly statement: Statement;
}

/** Says all keys of a service in the words of an inventory; what its servers say differently is named. */
export function settleService(service: ReadService, ledger: Ledger): SettledService[] {
  const { statement, servers } = service;
  const agreed = agree(service, ledger);
  const scheduler = service.scheduler?.value ?? 'wlc';
  const flags = settleFlags(service, scheduler, ledger);
  if (service.persistence !== null && agreed.inhibit)
    ledger.remark(
      'erratum',
      service.persistence.statement,
      'with inhibit_on_failure it keeps clients at a dead server unless net.ipv4.vs.expire_quiescent_template is 1: lvsdeploy sets that',
      'pinned-clients',
    );
  const checks = settleChecks(service, agreed.delayLoop, ledger);
  const onePacket = onePacketOf(service, ledger);
  const persistence = persistenceOf(service, ledger);
  const quorum = settleQuorum(service, ledger);
  return service.keys.flatMap((key): SettledService[] => {
    const title = titleOf(key, service);
    if ('address' in key && key.port === 0) {
      loseService(statement, ledger);
      ledger.name(
        'not carried over',
        statement,
        'an inventory serves single ports of an address; all of them need a firewall mark',
      );
      return [];
    }
    if (servers.length === 0) {
      loseService(statement, ledger);
      ledger.name('not carried over', statement, 'it has no real server that an inventory can hold');
      return [];
    }
    const settings = {
      ...keySettings(key, service),
      scheduler,
      ...(flags.length > 0 && { schedulerFlags: flags }),
      method: agreed.method,
      ...persistence,
      ...onePacket,
      delayLoop: agreed.delayLoop,
      ...(agreed.warmup !== null && { warmup: agreed.warmup }),
      ...quorum,
      ...(agreed.alpha && { alpha: true }),
      ...(service.omega?.value === true && { omega: true }),
      ...sorryOf(service, key, agreed.method, ledger),
      ...(agreed.inhibit && { inhibitOnFailure: true }),
      ...checkFor(checks, key, service),
    };
    return [
      {
        statement,
        key,
        title,
        settings,
        sorry: service.sorry?.statement ?? null,
        open: checks?.open ?? [],
        servers: servers.map((server) => settleServer(server, key, agreed.method, service, ledger)),
      },
    ];
  });
}

function titleOf(key: ServiceKey, { protocol, servers }: ReadService): string {
  if ('mark' in key) return `fwmark ${key.mark} of IPv${familyOf(key, servers)}`;
  return `${endpoint(key.address, key.port)} ${protocol?.value ?? 'tcp'}`;
}

function familyOf(key: { readonly family: 4 | 6 | null }, servers: readonly ReadServer[]): 4 | 6 {
  return key.family ?? (isIpv6(servers[0]?.address ?? '') ? 6 : 4);
}

function keySettings(key: ServiceKey, { protocol }: ReadService): object {
  if ('mark' in key) return { mark: key.mark };
  return { vip: key.address, port: key.port, ...(protocol?.value === 'udp' && { protocol: 'udp' }) };
}

/** What an inventory says once for all servers of a service: that of the first; others are named. */
function agree(service: ReadService, ledger: Ledger) {
  const { servers } = service;
  const first = <Value>(
    of: (server: ReadServer | null) => Said<Value> | null,
    what: string,
    byDefault: Value,
  ): Value => {
    const chosen = servers[0] === undefined ? of(null) : of(servers[0]);
    const value = chosen?.value ?? byDefault;
    for (const server of servers.slice(1)) {
      const other = of(server);
      if ((other?.value ?? byDefault) === value) continue;
      ledger.remark(
        'not carried over',
        other?.statement ?? server.statement,
        `an inventory has one ${what} for all servers of a service: that of ${servers[0]?.address ?? ''} is taken, ${String(value)}`,
      );
    }
    return value;
  };
  const checked =
    <Key extends keyof Inherited>(key: Key) =>
    (server: ReadServer | null) =>
      server?.checks[0]?.[key] ?? server?.[key] ?? service[key];
  return {
    method: first((server) => server?.method ?? service.method, 'method', 'nat'),
    inhibit: first((server) => server?.inhibit ?? service.inhibit, 'inhibitOnFailure', false),
    delayLoop: first(checked('delayLoop'), 'delayLoop', 60),
    warmup: first<number | null>(checked('warmup'), 'warmup', null),
    alpha: first(checked('alpha'), 'alpha', false),
  };
}

function persistenceOf({ persistence, granularity }: ReadService, ledger: Ledger): object {
  if (persistence === null) {
    if (granularity !== null)
      ledger.name('not carried over', granularity.statement, 'there is no persistence_timeout beside it');
    return {};
  }
  const { value: timeout } = persistence;
  const isWhole = granularity === null || granularity.value === 32 || granularity.value === 128;
  return { persistence: isWhole ? timeout : { timeout, prefixLength: granularity.value } };
}

function onePacketOf({ onePacket, protocol, persistence }: ReadService, ledger: Ledger): object {
  if (onePacket?.value !== true) return {};
  if (protocol?.value === 'udp' && persistence === null) return { onePacket: true };
  const why =
    persistence === null
      ? 'packets are scheduled one by one in UDP only: keepalived resets it, too'
      : 'an inventory has it without persistence only, by which a client stays with its server';
  ledger.name('not carried over', onePacket.statement, why);
  return {};
}

function sorryOf({ sorry }: ReadService, key: ServiceKey, method: Method, ledger: Ledger): object {
  if (sorry === null) return {};
  const { address, port } = sorry.value;
  const isSame = port === 0 || ('port' in key && key.port === port);
  if (method === 'nat' || isSame) return { sorryServer: { address, ...(!isSame && { port }) } };
  const why = `${method.toUpperCase()} translates no ports: ${'port' in key ? key.port : 'that of the client'} is taken, as keepalived does`;
  ledger.remark('erratum', sorry.statement, why, 'other-port');
  return { sorryServer: { address } };
}

function settleServer(
  server: ReadServer,
  key: ServiceKey,
  method: string,
  service: ReadService,
  ledger: Ledger,
): SettledServer {
  const { address, statement, name } = server;
  const weight = weightOf(server, service);
  const isOther = server.port !== 0 && !('port' in key && key.port === server.port);
  if (isOther && method !== 'nat' && 'port' in key)
    ledger.remark(
      'erratum',
      statement,
      `${method.toUpperCase()} translates no ports: ${key.port} is taken, as keepalived does`,
      'other-port',
    );
  if (isOther && method !== 'nat' && 'mark' in key)
    ledger.remark(
      'carried differently',
      statement,
      'the port stays what the client asked for: it is the one that is checked only',
    );
  return { address, weight, port: isOther && method === 'nat' ? server.port : null, name, statement };
}

interface SettledCheck {
  readonly kind: string;
  readonly settings: Readonly<Record<string, unknown>>;
  readonly open: SettledService['open'];
}

/** The check of the first server that has one; null when none has. */
function settleChecks(service: ReadService, delayLoop: number, ledger: Ledger): SettledCheck | null {
  markOwnWords(service.servers, ledger);
  const settled = service.servers.map((server) => {
    const [check] = server.checks;
    return {
      server,
      check,
      settled: check === undefined ? null : settleCheck(check, server, service, delayLoop, ledger),
    };
  });
  const chosen = settled.find((one) => one.settled !== null);
  nameUnused(service, ledger);
  if (chosen === undefined) {
    if (service.servers.length > 0)
      ledger.remark(
        'carried differently',
        service.statement,
        'its real servers have no checker, so that a dead one keeps its share of the clients: the inventory has no health check either; say one',
      );
    return null;
  }
  for (const other of settled) {
    if (JSON.stringify(other.settled) === JSON.stringify(chosen.settled)) continue;
    const why = `an inventory has one check for all servers of a service: that of ${chosen.server.address} is taken`;
    if (other.check === undefined)
      ledger.remark('carried differently', other.server.statement, `${why}, where this server has none`);
    else ledger.name('not carried over', other.check.statement, why);
  }
  return chosen.settled;
}

const forChecks: readonly (keyof Inherited)[] = ['connectTimeout', 'retry', 'delayBeforeRetry', 'virtualHost'];

/** What is said of a service or of a server for what is nearer, and counts nowhere. */
function nameUnused(service: ReadService, ledger: Ledger): void {
  const { servers } = service;
  const counts = new Set<Said<unknown> | null>();
  for (const server of servers) {
    const [check] = server.checks;
    for (const key of Object.keys(nothingSaid()) as (keyof Inherited)[]) {
      if (!forChecks.includes(key) || (check !== undefined && takes(check, key)))
        counts.add(check?.[key] ?? server[key] ?? service[key]);
      else counts.add(check?.[key] ?? null);
    }
    counts.add(server.weight ?? service.weight);
    counts.add(server.inhibit ?? service.inhibit);
    counts.add(server.method ?? service.method);
  }
  const keys = Object.keys(nothingSaid()) as (keyof Inherited)[];
  const said = [service, ...servers, ...servers.flatMap(({ checks }) => checks)].flatMap((level) =>
    keys.map((key) => level[key]),
  );
  for (const one of [...said, service.weight, service.inhibit, service.method]) {
    if (one === null || counts.has(one)) continue;
    ledger.name(
      'not carried over',
      one.statement,
      'it counts for no server: what is said nearer to each does, or there is no check that uses it',
    );
  }
}

function takes({ kind }: ReadCheck, key: keyof Inherited): boolean {
  if (key === 'connectTimeout' && kind === 'misc') return false;
  if (key === 'virtualHost') return kind === 'http' || kind === 'https';
  return true;
}

// keepalived.conf(5): 5 seconds; one further try, 3 of DNS_CHECK and none of MISC_CHECK; after 1 second, 3 of HTTP, delay_loop of DNS.
function settleCheck(
  check: ReadCheck,
  server: ReadServer,
  service: ReadService,
  delayLoop: number,
  ledger: Ledger,
): SettledCheck {
  const { kind, own } = check;
  const number = (key: 'connectTimeout' | 'retry' | 'delayBeforeRetry') =>
    check[key]?.value ?? server[key]?.value ?? service[key]?.value;
  const isHttp = kind === 'http' || kind === 'https';
  if (kind === 'misc' && number('retry') === undefined)
    ledger.remark(
      'carried differently',
      check.statement,
      'keepalived asks a script no second time before its server is dead: an inventory once more, retry 1',
    );
  const virtualHost = isHttp ? (check.virtualHost ?? server.virtualHost ?? service.virtualHost)?.value : undefined;
  return {
    kind,
    settings: {
      ...(isHttp && { path: '/', status: 200 }),
      ...own,
      ...(virtualHost !== undefined && { virtualHost }),
      ...(check.port !== null && check.port !== server.port && { port: check.port }),
      // MISC_CHECK has its own, misc_timeout, and takes no other.
      connectTimeout: kind === 'misc' ? (check.connectTimeout?.value ?? delayLoop) : (number('connectTimeout') ?? 5),
      retry: number('retry') ?? (kind === 'dns' ? 3 : 1),
      delayBeforeRetry: number('delayBeforeRetry') ?? (isHttp ? 3 : kind === 'dns' ? delayLoop : 1),
    },
    open: check.open.map(({ key, text }) => ({ path: ['healthCheck', kind, key], text })),
  };
}

/** Without a check UDP has none, and lint says so; of TCP the inventory has to say that there is none. */
function checkFor(check: SettledCheck | null, key: ServiceKey, { servers, protocol }: ReadService): object {
  if (check === null) return protocol?.value === 'udp' && 'port' in key ? {} : { healthCheck: 'none' };
  const port = 'mark' in key ? (servers.find((server) => server.port !== 0)?.port ?? null) : null;
  return { healthCheck: { [check.kind]: { ...(port !== null && { port }), ...check.settings } } };
}
