import { Ledger } from './ledger.ts';
import type { Note } from './note.ts';
import { preprocess, type Conditional, type Include } from './preprocess.ts';
import { readService } from './read-service.ts';
import { readInstance, takeOwnTrackFile, type ReadInstance } from './read-vrrp.ts';
import { readBlock, takeNumber, takePlainWord, type Handler, type Said } from './said.ts';
import { settleService, type SettledService } from './settle-service.ts';
import { keywordOf, type Statement } from './statement.ts';
import { buildTree } from './tree.ts';

/** What one keepalived.conf says, as far as an inventory can say it, and the account of the rest. */
export interface ReadConfig {
  readonly file: string;
  readonly statements: readonly Statement[];
  readonly ledger: Ledger;
  /** Of the reading itself: characters, braces, includes. */
  readonly notes: readonly Note[];
  readonly skipped: readonly Conditional[];
  readonly taken: readonly Conditional[];
  readonly instances: readonly ReadInstance[];
  /** The names in each vrrp_sync_group. */
  readonly groups: readonly (readonly string[])[];
  readonly services: readonly SettledService[];
  readonly global: ReadGlobal;
}

export interface ReadGlobal {
  routerId: Said<string> | null;
  readonly to: Said<string>[];
  from: Said<string> | null;
  smtpServer: Said<string> | null;
  smtpTimeout: Said<number> | null;
  version: Said<number> | null;
  sync: {
    readonly interface: string;
    readonly instance: string;
    readonly id: number | null;
    readonly statement: Statement;
  } | null;
}

export interface ConfigText {
  readonly file: string;
  readonly text: string;
  readonly configId: string | null;
}

export function readConfig({ file, text, configId }: ConfigText, include: Include): ReadConfig {
  const { lines, notes, skipped, taken } = preprocess(text, file, configId, include);
  const tree = buildTree(lines);
  const ledger = new Ledger();
  const { statements } = tree;
  const groups = new Map(
    statements.filter((one) => keywordOf(one) === 'virtual_server_group').map((one) => [one.words[1]?.text ?? '', one]),
  );
  const used = new Set(statements.filter(isOfGroup).map((one) => one.words[2]?.text ?? ''));
  const global: ReadGlobal = {
    routerId: null,
    to: [],
    from: null,
    smtpServer: null,
    smtpTimeout: null,
    version: null,
    sync: null,
  };
  const instances: ReadInstance[] = [];
  const held: string[][] = [];
  const services: SettledService[] = [];
  readBlock(
    statements,
    {
      global_defs: (said) => {
        ledger.carry(said.words[0]);
        readBlock(said.block, globalHandlers(global, ledger), [], ledger);
      },
      vrrp_instance: (said) => instances.push(readInstance(said, ledger)),
      vrrp_sync_group: (said) => held.push(readGroup(said, ledger)),
      virtual_server: (said) => {
        const service = readService(said, groups, ledger);
        if (service !== null) services.push(...settleService(service, ledger));
      },
      track_file: (said) => {
        if (/^(switch_over|drain_.*)$/.test(said.words[1]?.text ?? '')) takeWhole(said, ledger);
      },
    },
    ['global_defs', 'vrrp_instance', 'vrrp_sync_group', 'virtual_server', 'track_file'],
    ledger,
  );
  for (const [name, group] of groups) {
    if (!used.has(name)) ledger.name('not carried over', group, `no virtual_server is of the group ${name}`);
  }
  return {
    file,
    statements,
    ledger,
    notes: [...notes, ...tree.notes],
    skipped,
    taken,
    instances,
    groups: held,
    services,
    global,
  };
}

function isOfGroup(statement: Statement): boolean {
  return keywordOf(statement) === 'virtual_server' && statement.words[1]?.text === 'group';
}

function takeWhole(statement: Statement, ledger: Ledger): void {
  ledger.carry(...statement.words);
  for (const line of statement.block ?? []) takeWhole(line, ledger);
}

function readGroup(statement: Statement, ledger: Ledger): string[] {
  const names: string[] = [];
  ledger.carry(statement.words[0], statement.words[1]);
  readBlock(
    statement.block,
    {
      group: (said) => {
        takeWhole(said, ledger);
        names.push(...(said.block ?? []).flatMap(({ words }) => words.map(({ text }) => text)));
      },
      track_file: (said) => takeOwnTrackFile(said, ledger),
    },
    [],
    ledger,
  );
  return names;
}

function globalHandlers(global: ReadGlobal, ledger: Ledger): Readonly<Record<string, Handler>> {
  const routerId: Handler = (said) => {
    global.routerId = takePlainWord(said, ledger);
  };
  return {
    notification_email: (said) => {
      ledger.carry(said.words[0]);
      for (const line of said.block ?? []) {
        const [to] = line.words;
        if (to === undefined || !/^[^\s"'!#$\\{}\p{C}]+$/u.test(to.text)) continue;
        ledger.carry(to);
        global.to.push({ value: to.text, statement: line });
      }
    },
    notification_email_from: (said) => {
      global.from = takePlainWord(said, ledger);
    },
    smtp_server: (said) => {
      global.smtpServer = takePlainWord(said, ledger);
      if (said.words[2]?.text === '25') ledger.carry(said.words[2]);
    },
    smtp_connect_timeout: (said) => {
      global.smtpTimeout = takeNumber(said, ledger, { from: 1, to: 86_400 });
    },
    router_id: routerId,
    lvs_id: (said) => {
      routerId(said);
      ledger.remark('erratum', said, 'keepalived of today calls it router_id', 'old-word');
    },
    vrrp_version: (said) => {
      global.version = takeNumber(said, ledger, { from: 2, to: 3 });
    },
    lvs_sync_daemon: (said) => {
      global.sync = readSync(said, ledger);
    },
    script_user: (said) => {
      if (said.words[1]?.text === 'root') ledger.carry(said.words[0], said.words[1]);
    },
    enable_script_security: (said) => ledger.carry(said.words[0]),
  };
}

/** `lvs_sync_daemon INTERFACE INSTANCE [id ID]`; old versions said the id without its word. */
function readSync(statement: Statement, ledger: Ledger): ReadGlobal['sync'] {
  const [keyword, where, instance, ...more] = statement.words;
  if (where === undefined || instance === undefined) return null;
  ledger.carry(keyword, where, instance);
  const index = more.findIndex(({ text }) => text === 'id');
  const word = index === -1 ? more[0] : more[index + 1];
  const isId = /^\d{1,3}$/.test(word?.text ?? '') && Number(word?.text) <= 255;
  if (isId) ledger.carry(word, index === -1 ? undefined : more[index]);
  return { interface: where.text, instance: instance.text, id: isId ? Number(word?.text) : null, statement };
}
