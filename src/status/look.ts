import { endpoint } from '../cluster/address.ts';
import type { Cluster } from '../cluster/cluster.ts';
import { vrrpInstances } from '../cluster/vrrp-instances.ts';
import { readAddresses } from '../facts/addresses.ts';
import type { Snippet, SnippetResult } from '../shell/session.ts';
import { sh, type Shell } from '../shell/shell.ts';
import { floatingAddresses } from '../cluster/floating-addresses.ts';
import { holdingsOf } from '../verify/host-addresses.ts';
import { parseIpvsadmTable, type TableService } from '../verify/ipvsadm-table.ts';
import { instancesIn, readInstances } from '../verify/vrrp-watch.ts';
import { parseFigures, type FigureTable } from './figures.ts';
import type { InstanceStatus } from './status.ts';

/** What a director said at one moment. */
export interface Look {
  /** Seconds since it was booted: they go on evenly, whatever is done to the clock. */
  readonly uptime: number;
  readonly holds: readonly string[];
  /** What keepalived said; undefined when it was not asked. */
  readonly vrrp: readonly InstanceStatus[] | null | undefined;
  readonly table: readonly TableService[] | null;
  readonly tableProblem: string | null;
  readonly totals: FigureTable;
  /** What the kernel estimates itself. */
  readonly rates: FigureTable;
}

const questions = {
  uptime: sh`cat /proc/uptime`,
  addresses: readAddresses,
  table: sh`ipvsadm -Ln`,
  totals: sh`ipvsadm -Ln --stats --exact`,
  rates: sh`ipvsadm -Ln --rate --exact`,
} satisfies Readonly<Record<string, Shell>>;

const names = Object.keys(questions) as readonly (keyof typeof questions)[];

/** @returns what is asked of a director, in one round trip; keepalived only now and then, as it writes a file for it. */
export function lookSnippets(asksVrrp: boolean): readonly Snippet[] {
  const asked = names.map((name): Snippet => ({ name: `status: ${name}`, script: questions[name], isData: true }));
  return asksVrrp ? [...asked, { name: 'status: vrrp', script: readInstances, isData: true }] : asked;
}

/** @param results those of {@link lookSnippets}, in their order. */
export function parseLook(cluster: Cluster, results: readonly SnippetResult[]): Look {
  const result = (name: keyof typeof questions) => results[names.indexOf(name)];
  const said = (name: keyof typeof questions) => result(name)?.stdout ?? '';
  const table = parseIpvsadmTable(said('table'));
  const isRead = !('notUnderstood' in table);
  const vrrp = results[names.length];
  const figures = (name: 'totals' | 'rates') =>
    parseFigures(said(name), (protocol, address, port) => `${protocol} ${endpoint(address, port)}`);
  return {
    uptime: Number.parseFloat(said('uptime')) || 0,
    holds: floatingAddresses(cluster)
      .map(({ address }) => address)
      .filter((address) => holdingsOf(said('addresses'), address).length > 0),
    vrrp: vrrp === undefined ? undefined : vrrpIn(cluster, vrrp.stdout),
    table: isRead ? table : null,
    tableProblem: isRead ? null : problemOf(result('table'), table.notUnderstood),
    totals: figures('totals'),
    rates: figures('rates'),
  };
}

function vrrpIn(cluster: Cluster, text: string): readonly InstanceStatus[] | null {
  const found = instancesIn(
    text,
    vrrpInstances(cluster).map(({ name }) => name),
  );
  const known = [...found].map(([instance, { state, effectivePriority, priority }]) => ({
    instance,
    state,
    priority: effectivePriority ?? priority,
  }));
  return known.length === 0 ? null : known;
}

function problemOf(result: SnippetResult | undefined, notUnderstood: string): string {
  const said = result?.stderr.trim() ?? '';
  return said === '' ? `ipvsadm printed what is not understood: ${notUnderstood}` : said;
}
