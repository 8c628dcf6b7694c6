import { escapeLine } from '../escape.ts';
import type { ExplainedValue } from '../inventory/explain.ts';
import type { Host } from '../inventory/host.ts';
import type { InventoryGraph } from '../inventory/graph.ts';
import { paint } from './paint.ts';
import { renderColumns } from './table-text.ts';

interface Shown {
  readonly colour: boolean;
}

/** @returns a line for each host: its name, where it is reached, its groups. */
export function renderHosts(hosts: readonly Host[]): string {
  return renderColumns(hosts.map(({ name, access, groups }) => [name, access.address, groups.join(', ')]));
}

/** A branch of a tree. */
interface Branch {
  readonly text: string;
  readonly below?: readonly Branch[];
}

/** @returns clusters, groups and hosts as a tree. */
export function renderGraph({ clusters, groups, outside }: InventoryGraph, { colour }: Shown): string {
  const { bold, dim } = paint(colour);
  const hostsOf = (names: readonly string[]): readonly Branch[] => names.map((text) => ({ text: escapeLine(text) }));
  const branches: readonly Branch[] = [
    ...clusters.map(({ name, roles }) => ({
      text: `${bold(escapeLine(name))} ${dim('cluster')}`,
      below: Object.entries(roles)
        .filter(([, hosts]) => hosts.length > 0)
        .map(([role, hosts]) => ({ text: role, below: hostsOf(hosts) })),
    })),
    ...groups.map(({ name, hosts }) => ({
      text: `${bold(escapeLine(name))} ${dim('group')}`,
      below: hostsOf(hosts),
    })),
    ...(outside.length === 0 ? [] : [{ text: dim('in no cluster'), below: hostsOf(outside) }]),
  ];
  return [bold('all'), ...draw(branches), ''].join('\n');
}

function draw(branches: readonly Branch[]): readonly string[] {
  return branches.flatMap(({ text, below = [] }, index) => {
    const isLast = index === branches.length - 1;
    return [`${isLast ? '└─' : '├─'} ${text}`, ...draw(below).map((line) => `${isLast ? '  ' : '│ '} ${line}`)];
  });
}

/** @returns each value of a host, its level and its place. */
export function renderExplained(
  { name, groups }: Pick<Host, 'name' | 'groups'>,
  values: readonly ExplainedValue[],
  { colour }: Shown,
): string {
  const { bold, dim } = paint(colour);
  // A list has a line an item: paths are long.
  const parted = values.flatMap(({ value, ...rest }) => {
    const items: readonly unknown[] = Array.isArray(value) && value.length > 0 ? value : [value];
    return items.map((item, index) => ({ ...rest, text: wordValue(item), isFirst: index === 0 }));
  });
  const rows = parted.map(({ key, text, from, place, isFirst }) =>
    isFirst ? [key, text, from, place ?? ''] : ['', text],
  );
  const isDefault = parted.map(({ from }) => from === 'default');
  const lines = renderColumns(rows, { widest: 48 }).trimEnd().split('\n');
  return [
    bold(`${escapeLine(name)}  ${escapeLine(groups.join(', '))}`.trimEnd()),
    ...lines.map((line, index) => (isDefault[index] === true ? dim(line) : line)),
    '',
  ].join('\n');
}

function wordValue(value: unknown): string {
  if (value === null || value === undefined) return '–';
  if (Array.isArray(value)) return value.length === 0 ? '–' : value.map(wordValue).join(', ');
  return escapeLine(typeof value === 'string' ? value : JSON.stringify(value));
}
