import { addressOf, hintAtDefinition } from './addresses.ts';
import type { Ledger } from './ledger.ts';
import { readBlock, takeNumber, takePlainWord, takeSwitch, takeWord, type Handler, type Said } from './said.ts';
import { keywordOf, type Statement } from './statement.ts';

/** A vrrp_instance, in its own words. */
export interface ReadInstance {
  readonly name: string;
  readonly statement: Statement;
  interface: Said<string> | null;
  virtualRouterId: Said<number> | null;
  priority: Said<number> | null;
  advertInterval: Said<number> | null;
  version: Said<number> | null;
  isMaster: Said<boolean> | null;
  nopreempt: Said<boolean> | null;
  preemptDelay: Said<number> | null;
  auth: ReadAuth | null;
  source: Said<string> | null;
  unicast: Statement | null;
  syncInterface: Said<string> | null;
  readonly peers: Said<string>[];
  readonly addresses: ReadAddress[];
}

export interface ReadAuth {
  readonly type: string;
  /** The statement of auth_pass: its text goes nowhere. */
  readonly pass: Statement | null;
  readonly statement: Statement;
}

export interface ReadAddress {
  readonly address: string;
  readonly prefixLength: number | null;
  readonly interface: string | null;
  readonly label: string | null;
  readonly statement: Statement;
}

export function readInstance(statement: Statement, ledger: Ledger): ReadInstance {
  const [keyword, name] = statement.words;
  ledger.carry(keyword, name);
  const instance: ReadInstance = {
    name: name?.text ?? '',
    statement,
    interface: null,
    virtualRouterId: null,
    priority: null,
    advertInterval: null,
    version: null,
    isMaster: null,
    nopreempt: null,
    preemptDelay: null,
    auth: null,
    source: null,
    unicast: null,
    syncInterface: null,
    peers: [],
    addresses: [],
  };
  readBlock(statement.block, handlersOf(instance, ledger), ['virtual_ipaddress', 'virtual_ipaddress_excluded'], ledger);
  return instance;
}

function handlersOf(instance: ReadInstance, ledger: Ledger): Readonly<Record<string, Handler>> {
  const addresses: Handler = (block) => {
    ledger.carry(block.words[0]);
    for (const line of block.block ?? []) readAddress(instance, line, ledger);
  };
  return {
    state: (said) => {
      instance.isMaster = readState(said, ledger);
    },
    interface: (said) => {
      instance.interface = takeInterface(said, ledger);
    },
    virtual_router_id: (said) => {
      instance.virtualRouterId = readRouterId(said, ledger);
    },
    priority: (said) => {
      instance.priority = takeNumber(said, ledger, { from: 1, to: 254 });
    },
    advert_int: (said) => {
      instance.advertInterval = takeNumber(said, ledger, { from: 0.01, to: 40, whole: false });
    },
    version: (said) => {
      instance.version = takeNumber(said, ledger, { from: 2, to: 3 });
    },
    nopreempt: (said) => {
      instance.nopreempt = takeSwitch(said, ledger);
    },
    preempt: (said) => {
      instance.nopreempt = { ...takeSwitch(said, ledger), value: false };
    },
    preempt_delay: (said) => {
      instance.preemptDelay = takeNumber(said, ledger, { from: 0, to: 1000 });
    },
    native_ipv6: (said) => ledger.carry(said.words[0]),
    authentication: (said) => {
      instance.auth = readAuth(said, ledger);
    },
    unicast_src_ip: (said) => {
      instance.source = readSource(said, ledger) ?? instance.source;
    },
    mcast_src_ip: (said) => {
      instance.source ??= readSource(said, ledger);
    },
    unicast_peer: (said) => {
      ledger.carry(said.words[0]);
      instance.unicast = said;
      for (const line of said.block ?? []) {
        const [peer, ...more] = line.words;
        const address = addressOf(peer?.text ?? '');
        if (address === null) continue;
        ledger.carry(peer);
        // What lvsdeploy writes by itself.
        if (more.map(({ text }) => text).join(' ') === 'min_ttl 255') ledger.carry(...more);
        instance.peers.push({ value: address, statement: line });
      }
    },
    lvs_sync_daemon_interface: (said) => {
      instance.syncInterface = takeWord(said, ledger);
      ledger.remark('erratum', said, 'keepalived of today says it in global_defs, lvs_sync_daemon', 'old-word');
    },
    virtual_ipaddress: addresses,
    virtual_ipaddress_excluded: (block) => {
      addresses(block);
      ledger.remark('carried differently', block, 'VIPs like the others, named in the advertisements, too');
    },
    check_unicast_src: (said) => ledger.carry(...said.words),
    unicast_ttl: (said) => {
      if (said.words[1]?.text === '255') ledger.carry(...said.words);
    },
    track_file: (said) => takeOwnTrackFile(said, ledger),
  };
}

/** Another number would be another virtual router: none is made up. */
function readRouterId(statement: Statement, ledger: Ledger): Said<number> | null {
  const text = statement.words[1]?.text ?? '';
  if (/^\d+$/.test(text) && Number(text) >= 1 && Number(text) <= 255)
    return takeNumber(statement, ledger, { from: 1, to: 255 });
  ledger.name(
    'not carried over',
    statement,
    'expected a number from 1 to 255: which one is left to you in the inventory',
  );
  return null;
}

/** An interface has no colon in its name: `eth0:1` is the label that an address on it once had. */
function takeInterface(statement: Statement, ledger: Ledger): Said<string> | null {
  const said = takeWord(statement, ledger);
  const [name = '', label] = said?.value.split(':') ?? [];
  if (said === null || label === undefined || name === '') return said;
  const why = `${said.value} is the label of an address, and no interface: ${name} is taken`;
  ledger.remark('erratum', statement, why, 'label-for-interface');
  return { ...said, value: name };
}

/** The file by which lvsdeploy moves the VIP; any other is not tracked. */
export function takeOwnTrackFile(statement: Statement, ledger: Ledger): void {
  const lines = statement.block ?? [];
  if (lines.length === 0 || lines.some((line) => keywordOf(line) !== 'switch_over')) return;
  ledger.carry(...statement.words, ...lines.flatMap(({ words }) => words));
}

function readState(statement: Statement, ledger: Ledger): Said<boolean> | null {
  const [keyword, word] = statement.words;
  const state = word?.text ?? '';
  if (!/^(master|backup)$/i.test(state)) {
    ledger.name('not carried over', statement, 'expected MASTER or BACKUP; the priority decides');
    return null;
  }
  ledger.carry(keyword, word);
  if (state !== state.toUpperCase())
    ledger.remark(
      'erratum',
      statement,
      `keepalived knows the state in capital letters only: taken for ${state.toUpperCase()}`,
      'word-case',
    );
  return { value: state.toUpperCase() === 'MASTER', statement };
}

function readSource(statement: Statement, ledger: Ledger): Said<string> | null {
  if (addressOf(statement.words[1]?.text ?? '') === null) return null;
  return takePlainWord(statement, ledger);
}

function readAuth(statement: Statement, ledger: Ledger): ReadAuth {
  ledger.carry(statement.words[0]);
  let type = 'PASS';
  let pass: Statement | null = null;
  readBlock(
    statement.block,
    {
      auth_type: (said) => {
        type = takeWord(said, ledger)?.value ?? type;
      },
      auth_pass: (said) => {
        ledger.carry(said.words[0], said.words[1]);
        if (said.words[1] !== undefined) pass = said;
      },
    },
    [],
    ledger,
  );
  return { type, pass, statement };
}

function readAddress(instance: ReadInstance, statement: Statement, ledger: Ledger): void {
  const [first, ...more] = statement.words;
  const [text = '', length] = (first?.text ?? '').split('/');
  const address = addressOf(text);
  if (address === null || (length !== undefined && !/^\d{1,3}$/.test(length))) {
    ledger.lose('VIP', first?.text ?? '', statement);
    const why = `expected an IPv4 or IPv6 address, and the length of its network${hintAtDefinition(first?.text ?? '')}`;
    ledger.name('not carried over', statement, why);
    return;
  }
  if (/^fe[89ab]/.test(address)) {
    ledger.lose('VIP', address, statement);
    const why = 'an address of one link only is no VIP: keepalived speaks from that of its interface';
    ledger.name('not carried over', statement, why);
    return;
  }
  ledger.carry(first);
  const option = (name: string): string | null => {
    const index = more.findIndex((word) => word.text === name);
    const value = index === -1 ? undefined : more[index + 1];
    if (value !== undefined) ledger.carry(more[index], value);
    return value?.text ?? null;
  };
  instance.addresses.push({
    address,
    prefixLength: length === undefined ? null : Number(length),
    interface: option('dev')?.replace(/:.*/, '') ?? null,
    label: option('label'),
    statement,
  });
}
