import type { Cluster } from '../cluster/cluster.ts';
import { sh } from '../shell/shell.ts';
import type { Answer, Question } from './check.ts';
import { floatingAddresses } from '../cluster/floating-addresses.ts';
import { askAddresses, holdingsOf, parseHeldAddresses } from './host-addresses.ts';
import { parseIpvsadmTable, type TableService } from './ipvsadm-table.ts';

/** What the answers to the checks say of a cluster as it was at that moment, for a picture of it. */
export interface Seen {
  /** The model that it was held against. */
  readonly cluster: Cluster;
  readonly directors: readonly SeenDirector[];
}

export interface SeenDirector {
  readonly name: string;
  /** The VIPs and gateways that it holds; null when nobody knows. */
  readonly holds: readonly string[] | null;
  /** Its IPVS table; null when nobody knows. */
  readonly table: readonly TableService[] | null;
}

/** Numbers only (`-n`): names would wait for DNS, and DNS is often what is down. */
export function askTable(host: string): Question {
  return { host, script: sh`ipvsadm -Ln` };
}

/** @param answer gives the answer to a question that some check asked, null for one that none did. */
export function seeCluster(cluster: Cluster, answer: (question: Question) => Answer | null): Seen {
  const read = (question: Question) => {
    const said = answer(question);
    return said?.kind === 'answered' && said.status === 0 ? said.stdout : null;
  };
  return {
    cluster,
    directors: cluster.directors.map(({ name }) => ({
      name,
      holds: heldOf(cluster, read(askAddresses(name))),
      table: tableIn(read(askTable(name))),
    })),
  };
}

function heldOf(cluster: Cluster, printed: string | null): readonly string[] | null {
  if (printed === null || parseHeldAddresses(printed).length === 0) return null;
  const floating = floatingAddresses(cluster).map(({ address }) => address);
  return floating.filter((address) => holdingsOf(printed, address).length > 0);
}

function tableIn(printed: string | null): readonly TableService[] | null {
  const table = parseIpvsadmTable(printed ?? '');
  return 'notUnderstood' in table ? null : table;
}
