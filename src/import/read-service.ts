import { prefixLengthOf } from '../cluster/address.ts';
import { type Scheduler, schedulerFlags, schedulers, type SchedulerFlag } from '../cluster/cluster.ts';
import { didYouMean } from '../inventory/nearest.ts';
import { addressOf, addressesOf, faultOfEndpoint, portOf } from './addresses.ts';
import type { Ledger } from './ledger.ts';
import { handlersOfInherited, nothingSaid, type Inherited } from './read-check.ts';
import { loseService, readMethod, readServer, type Method, type ReadServer } from './read-server.ts';
import { readBlock, takeNumber, takeSwitch, type Handler, type Said } from './said.ts';
import { keywordOf, quoteWords, type Statement } from './statement.ts';

/** Where a service is found: an address and a port, or a mark. */
export type ServiceKey =
  { readonly address: string; readonly port: number } | { readonly mark: number; readonly family: 4 | 6 | null };

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

export type Groups = ReadonlyMap<string, Statement>;

/** @returns null for one that an inventory has no way to hold, which is named. */
export function readService(statement: Statement, groups: Groups, ledger: Ledger): ReadService | null {
  const keys = readKeys(statement, groups, ledger);
  const protocol = (statement.block ?? []).find((line) => keywordOf(line) === 'protocol')?.words[1]?.text ?? 'TCP';
  if (keys === null) {
    loseService(statement, ledger);
    ledger.name('not carried over', statement, faultOfKey(statement));
    return null;
  }
  if (!/^(tcp|udp)$/i.test(protocol)) {
    loseService(statement, ledger);
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

function faultOfKey({ words: [, first, second] }: Statement): string {
  if (first?.text === 'fwmark') return 'expected a mark from 1 to 2147483647';
  if (first?.text === 'group') return `there is no virtual_server_group ${second?.text ?? ''}`;
  return faultOfEndpoint(first?.text, second?.text);
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
      ledger.lose('virtual service', quoteWords(line.words), line);
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

function handlersOf(service: ReadService, ledger: Ledger): Readonly<Record<string, Handler>> {
  const scheduler: Handler = (said) => {
    const [keyword, word] = said.words;
    const value = schedulers.find((known) => known === word?.text.toLowerCase());
    if (value === undefined) {
      const near = didYouMean(word?.text.toLowerCase() ?? '', schedulers);
      const why = `IPVS has no such scheduler${near}, but ${schedulers.join(', ')}: wlc is taken, the default of keepalived`;
      ledger.name('not carried over', said, why);
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
      const value = prefixLengthOf(said.words[1]?.text ?? '');
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
