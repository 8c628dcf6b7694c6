import type { SnippetResult } from '../../src/shell/session.ts';
import { lookSnippets } from '../../src/status/look.ts';

export interface Said {
  readonly uptime?: number;
  readonly addresses?: string;
  readonly table?: string;
  readonly totals?: string;
  readonly rates?: string;
  readonly vrrp?: string;
}

export const table = `IP Virtual Server version 1.2.1 (size=4096)
Prot LocalAddress:Port Scheduler Flags
  -> RemoteAddress:Port           Forward Weight ActiveConn InActConn
TCP  192.168.1.229:80 wrr persistent 60
  -> 192.168.1.220:80             Route   3      5          12
  -> 192.168.1.231:80             Route   0      0          0
`;

export function figures(kind: 'stats' | 'rate', ...rows: readonly (readonly [string, ...number[]])[]): string {
  const names =
    kind === 'stats' ? 'Conns   InPkts  OutPkts  InBytes OutBytes' : 'CPS    InPPS   OutPPS    InBPS   OutBPS';
  return `IP Virtual Server version 1.2.1 (size=4096)\nProt LocalAddress:Port               ${names}\n  -> RemoteAddress:Port\n${rows
    .map(([name, ...numbers]) => `${name.padEnd(35)}${numbers.map((number) => String(number).padStart(9)).join('')}\n`)
    .join('')}`;
}

export const totals = (base = 0) =>
  figures(
    'stats',
    ['TCP  192.168.1.229:80', 100 + base, 600 + base, 0, 40_000 + base, 0],
    ['  -> 192.168.1.220:80', 75 + base, 450, 0, 30_000, 0],
    ['  -> 192.168.1.231:80', 25, 150, 0, 10_000, 0],
  );

export const rates = figures(
  'rate',
  ['TCP  192.168.1.229:80', 4, 24, 0, 1600, 0],
  ['  -> 192.168.1.220:80', 3, 18, 0, 1200, 0],
);

export const withVip =
  '2: eth0    inet 192.168.1.252/24 scope global eth0\n2: eth0    inet 192.168.1.229/32 scope global eth0:1\n';
export const withoutVip = '2: eth0    inet 192.168.1.230/24 scope global eth0\n';

export function vrrpOf(state: string, priority: number): string {
  return ` VRRP Instance = VI_1\n   State = ${state}\n   Master router = 192.168.1.252\n   Virtual Router ID = 51\n   Priority = ${priority}\n   Effective priority = ${priority}\n`;
}

/** @returns what a director answers to the snippets of a look. */
export function answer(names: readonly string[], said: Said): readonly SnippetResult[] {
  const outputs: Readonly<Record<string, string>> = {
    'status: uptime': `${String(said.uptime ?? 1000)}.00 5.00\n`,
    'status: addresses': said.addresses ?? withVip,
    'status: table': said.table ?? table,
    'status: totals': said.totals ?? totals(),
    'status: rates': said.rates ?? rates,
    'status: vrrp': said.vrrp ?? vrrpOf('MASTER', 100),
  };
  return names.map((name) => ({ status: 0, stdout: outputs[name] ?? '', stderr: '' }));
}

export const allNames = lookSnippets(true).map(({ name }) => name);
