import { isIpv6 } from '../cluster/address.ts';
import { didYouMean } from '../inventory/nearest.ts';
import { addressOf, faultOfEndpoint, portOf } from './addresses.ts';
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
import type { ReadService } from './read-service.ts';
import { keywordOf, quoteWords, type Statement } from './statement.ts';

export type Method = 'dr' | 'nat' | 'tun';

/** A real_server, in its own words. */
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

const methods: Readonly<Record<string, Method>> = { NAT: 'nat', DR: 'dr', TUN: 'tun' };

export function readMethod(statement: Statement, ledger: Ledger, isServer = false): Said<Method> | null {
  const [keyword, word] = statement.words;
  const method = methods[(word?.text ?? '').toUpperCase()];
  if (method === undefined) {
    const near = didYouMean((word?.text ?? '').toUpperCase(), Object.keys(methods));
    const assumed = isServer
      ? 'the method of the service is taken'
      : 'NAT is taken, as keepalived does without a method';
    ledger.name('not carried over', statement, `expected NAT, DR or TUN${near}: ${assumed}`);
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

/** Counts a virtual server and all of its servers as lost. */
export function loseService(statement: Statement, ledger: Ledger): void {
  ledger.lose('virtual service', quoteWords(statement.words.slice(1)), statement);
  for (const line of statement.block ?? []) if (keywordOf(line) === 'real_server') loseServer(line, statement, ledger);
}

export function loseServer(statement: Statement, service: Statement, ledger: Ledger): void {
  const name = `${quoteWords(statement.words.slice(1))} of ${quoteWords(service.words.slice(1))}`;
  ledger.lose('real server', name, statement);
}

export function readServer(service: ReadService, statement: Statement, ledger: Ledger): void {
  const [keyword, first, second] = statement.words;
  const address = addressOf(first?.text ?? '');
  const port = portOf(second?.text ?? '0');
  const lose = () => loseServer(statement, service.statement, ledger);
  if (address === null || port === null) {
    lose();
    ledger.name('not carried over', statement, faultOfEndpoint(first?.text, second?.text));
    return;
  }
  const [key] = service.keys;
  if (key !== undefined && 'address' in key && isIpv6(key.address) !== isIpv6(address)) {
    lose();
    ledger.name(
      'not carried over',
      statement,
      `in an inventory a real server is of the family of its service, ${key.address}`,
    );
    return;
  }
  if (service.servers.some((other) => other.address === address)) {
    lose();
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
      server.method = readMethod(said, ledger, true);
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
