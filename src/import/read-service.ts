import { type Scheduler, schedulerFlags, schedulers, type SchedulerFlag } from '../cluster/cluster.ts';
import { isIpv6 } from '../cluster/address.ts';
import { addressOf, addressesOf, portOf, prefixOf } from './addresses.ts';
import type { Ledger } from './ledger.ts';
import {
  checkKinds,
  handlersOfInherited,
  nothingSaid,
  readCheck,
  type Inherited,
  type ReadCheck,
} from './read-check.ts';
import { readBlock, takeNumber, takeSwitch, type Handler, type Said } from './said.ts';
import { keywordOf, type Statement } from './statement.ts';

/** Where a service is found: an address and a port, or a mark. */
export type ServiceKey =
  { readonly address: string; readonly port: number } | { readonly mark: number; readonly family: 4 | 6 | null };

export type Method = 'dr' | 'nat' | 'tun';

/** A virtual_server, in its own words; one of a group has several keys. */
export interface ReadService extends Inherited {
  readonly statement: Statement;
  readonly keys: readonly ServiceKey[];
  protocol: Said<'tcp' | 'udp'> | null;
  scheduler: Said<Scheduler> | null;
  readonly flags: Said<string>[];
  method: Said<Method> | null;
  persistence: Said<number> | null;
  granularity: Said<number> | null;
  onePacket: Said<boolean> | null;
  quorum: Said<number> | null;
  hysteresis: Said<number> | null;
  omega: Said<boolean> | null;
  inhibit: Said<boolean> | null;
  weight: Said<number> | null;
  sorry: Said<{ readonly address: string; readonly port: number }> | null;
  readonly servers: ReadServer[];
}

export interface ReadServer extends Inherited {
  readonly statement: Statement;
  readonly address: string;
  /** 0 for none. */
  readonly port: number;
  method: Said<Method> | null;
  weight: Said<number> | null;
  inhibit: Said<boolean> | null;
  /** The name that lvsdeploy gave its file for draining. */
  name: string | null;
  readonly checks: ReadCheck[];
}

export type Groups = ReadonlyMap<string, Statement>;

/** @returns null for one that an inventory has no way to hold, which is named. */
export function readService(statement: Statement, groups: Groups, ledger: Ledger): ReadService | null {
  const keys = readKeys(statement, groups, ledger);
  const protocol = (statement.block ?? []).find((line) => keywordOf(line) === 'protocol')?.words[1]?.text ?? 'TCP';
  if (keys === null) return null;
  if (!/^(tcp|udp)$/i.test(protocol)) {
    ledger.name('not carried over', statement, `an inventory serves TCP and UDP, not ${protocol}`);
    return null;
  }
  const service: ReadService = {
    ...nothingSaid(),
    statement,
    keys,
    protocol: null,
    scheduler: null,
    flags: [],
    method: null,
    persistence: null,
    granularity: null,
    onePacket: null,
    quorum: null,
    hysteresis: null,
    omega: null,
    inhibit: null,
    weight: null,
    sorry: null,
    servers: [],
  };
  ledger.carry(...statement.words);
  const handlers = { ...handlersOfInherited(service, ledger), ...handlersOf(service, ledger) };
  readBlock(statement.block, handlers, ['real_server'], ledger);
  return service;
}

function readKeys({ words }: Statement, groups: Groups, ledger: Ledger): ServiceKey[] | null {
  const [, first, second] = words;
  if (first?.text === 'fwmark') {
    const mark = Number(second?.text);
    return Number.isInteger(mark) && mark >= 1 && mark < 2 ** 31 ? [{ mark, family: null }] : null;
  }
  if (first?.text === 'group') {
    const group = groups.get(second?.text ?? '');
    return group === undefined ? null : readGroup(group, ledger);
  }
  const address = addressOf(first?.text ?? '');
  const port = portOf(second?.text ?? '0');
  return address === null || port === null ? null : [{ address, port }];
}

function readGroup(group: Statement, ledger: Ledger): ServiceKey[] {
  ledger.carry(group.words[0], group.words[1]);
  const keys = (group.block ?? []).flatMap((line): ServiceKey[] => {
    const [first, second, third] = line.words;
    const mark = Number(second?.text);
    if (first?.text === 'fwmark' && Number.isInteger(mark) && mark >= 1 && mark < 2 ** 31) {
      ledger.carry(first, second);
      const family = third?.text === 'inet6' ? 6 : third?.text === 'inet' ? 4 : null;
      if (family !== null) ledger.carry(third);
      return [{ mark, family }];
    }
    const addresses = addressesOf(first?.text ?? '');
    const port = portOf(second?.text ?? '0');
    if (addresses === null || port === null) {
      ledger.name(
        'not carried over',
        line,
        'expected an address, or a range of 256 at most, and a port, or fwmark and a number',
      );
      return [];
    }
    ledger.carry(first, second);
    return addresses.map((address) => ({ address, port }));
  });
  if (keys.length > 1)
    ledger.remark(
      'carried differently',
      group,
      `an inventory has no groups: ${keys.length} services, whose servers are checked for each of them`,
    );
  return keys;
}

const methods: Readonly<Record<string, Method>> = { NAT: 'nat', DR: 'dr', TUN: 'tun' };

function readMethod(statement: Statement, ledger: Ledger): Said<Method> | null {
  const [keyword, word] = statement.words;
  const method = methods[(word?.text ?? '').toUpperCase()];
  if (method === undefined) {
    ledger.name('not carried over', statement, 'expected NAT, DR or TUN');
    return null;
  }
  ledger.carry(keyword, word);
  if (word !== undefined && word.text !== word.text.toUpperCase())
    ledger.remark(
      'erratum',
      statement,
      `keepalived knows it in capital letters only: taken for ${word.text.toUpperCase()}`,
      'word-case',
    );
  return { value: method, statement };
}

function handlersOf(service: ReadService, ledger: Ledger): Readonly<Record<string, Handler>> {
  const scheduler: Handler = (said) => {
    const [keyword, word] = said.words;
    const value = schedulers.find((known) => known === word?.text.toLowerCase());
    if (value === undefined) {
      ledger.name('not carried over', said, `IPVS has no such scheduler, but ${schedulers.join(', ')}`);
      return;
    }
    ledger.carry(keyword, word);
    if (word?.text !== value)
      ledger.remark('erratum', said, `IPVS knows it in small letters only: taken for ${value}`, 'word-case');
    service.scheduler = { value, statement: said };
  };
  const method: Handler = (said) => {
    service.method = readMethod(said, ledger);
  };
  const flag: Handler = (said) => {
    service.flags.push({ value: keywordOf(said), statement: said });
  };
  return {
    lb_algo: scheduler,
    lvs_sched: scheduler,
    lb_kind: method,
    lvs_method: method,
    ...Object.fromEntries([...schedulerFlags, 'flag-1', 'flag-2'].map((name) => [name, flag])),
    ops: (said) => {
      service.onePacket = takeSwitch(said, ledger);
    },
    persistence_timeout: (said) => {
      if (said.words[1] === undefined) {
        ledger.carry(said.words[0]);
        service.persistence = { value: 360, statement: said };
      } else service.persistence = takeNumber(said, ledger, { from: 1, to: 86_400 });
    },
    persistence_granularity: (said) => {
      const value = prefixOf(said.words[1]?.text ?? '');
      if (value === null || value < 1) return;
      ledger.carry(said.words[0], said.words[1]);
      service.granularity = { value, statement: said };
    },
    protocol: (said) => {
      const [keyword, word] = said.words;
      ledger.carry(keyword, word);
      service.protocol = { value: word?.text.toLowerCase() === 'udp' ? 'udp' : 'tcp', statement: said };
    },
    ip_family: (said) => {
      if (/^inet6?$/.test(said.words[1]?.text ?? '')) ledger.carry(said.words[0], said.words[1]);
    },
    quorum: (said) => {
      service.quorum = takeNumber(said, ledger, { from: 1, to: 1_000_000 });
    },
    hysteresis: (said) => {
      service.hysteresis = takeNumber(said, ledger, { from: 0, to: 1_000_000 });
    },
    omega: (said) => {
      service.omega = takeSwitch(said, ledger);
    },
    inhibit_on_failure: (said) => {
      service.inhibit = takeSwitch(said, ledger);
      const why =
        'it belongs into each real_server, where old versions look for it alone: taken as said in all of them';
      ledger.remark('erratum', said, why, 'misplaced-inhibit');
    },
    weight: (said) => {
      service.weight = takeNumber(said, ledger, { from: 0, to: 65_535 });
    },
    nat_mask: (said) =>
      ledger.name(
        'erratum',
        said,
        'it is no word of keepalived any more, and never did anything: it is left out',
        'nat-mask',
      ),
    sorry_server: (said) => {
      const address = addressOf(said.words[1]?.text ?? '');
      const port = portOf(said.words[2]?.text ?? '0');
      if (address === null || port === null) return;
      ledger.carry(...said.words.slice(0, 3));
      service.sorry = { value: { address, port }, statement: said };
    },
    real_server: (said) => readServer(service, said, ledger),
  };
}

/** Turns the flags of a scheduler, by name or by number, into those of an inventory. */
export function settleFlags({ flags }: ReadService, scheduler: Scheduler, ledger: Ledger): SchedulerFlag[] {
  return flags.flatMap(({ value, statement }): SchedulerFlag[] => {
    const numbered: Readonly<Record<string, string>> = {
      'flag-1': `${scheduler}-fallback`,
      'flag-2': `${scheduler}-port`,
    };
    const flag = schedulerFlags.find((known) => known === (numbered[value] ?? value));
    if (flag === undefined || !flag.startsWith(`${scheduler}-`)) {
      ledger.name('not carried over', statement, `${scheduler} has no such flag`);
      return [];
    }
    ledger.carry(...statement.words);
    return [flag];
  });
}

function readServer(service: ReadService, statement: Statement, ledger: Ledger): void {
  const [keyword, first, second] = statement.words;
  const address = addressOf(first?.text ?? '');
  const port = portOf(second?.text ?? '0');
  if (address === null || port === null) {
    ledger.name('not carried over', statement, 'expected an IPv4 or IPv6 address and a port');
    return;
  }
  const [key] = service.keys;
  if (key !== undefined && 'address' in key && isIpv6(key.address) !== isIpv6(address)) {
    ledger.name(
      'not carried over',
      statement,
      `in an inventory a real server is of the family of its service, ${key.address}`,
    );
    return;
  }
  if (service.servers.some((other) => other.address === address)) {
    ledger.name(
      'not carried over',
      statement,
      'an inventory has each real server once in a service: the first is taken',
    );
    return;
  }
  ledger.carry(keyword, first, second);
  const server: ReadServer = {
    ...nothingSaid(),
    statement,
    address,
    port,
    method: null,
    weight: null,
    inhibit: null,
    name: null,
    checks: [],
  };
  const checks = Object.entries(checkKinds).map(([word, kind]): [string, Handler] => [
    word,
    (said) => {
      if (server.checks.length > 0) {
        ledger.name('not carried over', said, 'an inventory has one check for a server: the first is taken');
        return;
      }
      server.checks.push(readCheck(said, kind, { address, port }, ledger));
    },
  ]);
  const handlers: Readonly<Record<string, Handler>> = {
    ...handlersOfInherited(server, ledger),
    ...Object.fromEntries(checks),
    weight: (said) => {
      server.weight = takeNumber(said, ledger, { from: 0, to: 65_535 });
    },
    lvs_method: (said) => {
      server.method = readMethod(said, ledger);
    },
    inhibit_on_failure: (said) => {
      server.inhibit = takeSwitch(said, ledger);
    },
    FILE_CHECK: (said) => takeOwnFileCheck(server, said, ledger),
  };
  readBlock(statement.block, handlers, [...Object.keys(checkKinds), 'FILE_CHECK'], ledger);
  service.servers.push(server);
}

/** The file by which lvsdeploy drains a server tells its name; any other is not carried over. */
function takeOwnFileCheck(server: ReadServer, statement: Statement, ledger: Ledger): void {
  const lines = statement.block ?? [];
  const file = lines.find((line) => keywordOf(line) === 'track_file')?.words[1]?.text ?? '';
  if (!file.startsWith('drain_')) {
    ledger.name('not carried over', statement, 'lvsdeploy drains servers by files of its own, and looks at no others');
    return;
  }
  server.name = file.slice('drain_'.length);
  ledger.carry(...statement.words, ...lines.flatMap(({ words }) => words));
}
