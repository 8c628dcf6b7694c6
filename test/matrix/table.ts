import type { Lab } from '../../src/lab/index.ts';
import type { TableServer } from '../../src/scheduler/table-server.ts';
import type { Server } from './combination.ts';

/** The table of one director, as `ipvsadm -Sn` and `ipvsadm -Ln` print it, read by nothing of the product. */
export interface Table {
  readonly lines: readonly string[];
  readonly listing: string;
}

/** @returns the tables of both directors. */
export async function readTables(lab: Lab): Promise<ReadonlyMap<string, Table>> {
  const directors = lab.hosts.filter(({ role }) => role === 'director');
  const tables = await Promise.all(
    directors.map(async ({ name }) => {
      const script = 'ipvsadm -Sn; echo ---; ipvsadm -Ln --nosort';
      const { status, stdout, stderr } = await lab.exec(name, script, { asRoot: true, timeoutMs: 30_000 });
      if (status !== 0) throw new Error(`${name}: ${stderr}`);
      const [saved = '', listing = ''] = stdout.split('---\n');
      const lines = saved
        .split('\n')
        .map((line) => line.trim())
        .filter((line) => line !== '');
      return [name, { lines, listing }] as const;
    }),
  );
  return new Map(tables);
}

/** @returns what is missing and what is too much, in words; empty when the tables have those lines and no others. */
export function differences(tables: ReadonlyMap<string, Table>, expected: readonly string[], keys: readonly string[]) {
  return [...tables].flatMap(([director, { lines }]) => {
    const own = lines.filter((line) => keys.some((key) => `${line} `.includes(` ${key} `)));
    const missing = expected.filter((line) => !own.includes(line)).map((line) => `${director} lacks "${line}"`);
    const surplus = own.filter((line) => !expected.includes(line)).map((line) => `${director} has "${line}"`);
    return [...missing, ...surplus];
  });
}

/** @returns the servers of a service in the kernel's order, with their connections. */
export function serversIn({ listing }: Table, key: string, servers: readonly Server[]): readonly TableServer[] {
  const sections = listing.split(/^(?=(?:TCP|UDP|FWM) )/m);
  const section = sections.find((text) => text.startsWith(`${key} `)) ?? '';
  return [...section.matchAll(/^ {2}-> (\S+) +\S+ +(\d+) +(\d+) +(\d+)/gm)].flatMap((match) => {
    const [, place = '', weight, active, inactive] = match;
    const address = place.replace(/:\d+$/, '').replace(/^\[|\]$/g, '');
    const name = servers.find((server) => server.address === address)?.name;
    return name === undefined
      ? []
      : [{ name, weight: Number(weight), active: Number(active), inactive: Number(inactive) }];
  });
}
