import type { Cluster, Director, Member } from '../cluster/cluster.ts';
import type { Description } from './describe.ts';
import type { Host } from './host.ts';
import { explainAccess } from './explain-access.ts';
import { roleGroups } from './pattern.ts';
import { formatProblem, type Path } from './problem.ts';
import type { Source } from './source.ts';

/** A value of a host, and where it comes from. */
export interface ExplainedValue {
  /** `ssh.port`. */
  readonly key: string;
  /** As JSON has it. A secret is never in it: where it is kept stands in its place. */
  readonly value: unknown;
  readonly from: Origin;
  /** `file:line`, of the inventory with the column; null of a default. */
  readonly place: string | null;
}

/** The levels of an inventory, nearest last; `cluster web`, `group rack1` say which one. */
export type Origin = 'default' | 'ssh_config' | 'defaults' | `cluster ${string}` | `group ${string}` | 'host';

/** What of a value is known before it is explained. */
export interface Candidate {
  readonly key: string;
  readonly value: unknown;
  /** Where the inventory may say it, nearest first. */
  readonly paths: readonly Path[];
  /** Where ssh_config(5) says it, if it does. */
  readonly sshPlace?: string | undefined;
}

/** A host of an inventory with all that was said of it. */
export interface Explainable {
  readonly host: Host;
  readonly description: Description;
  /** Places of ssh_config(5), by the keyword in lower case. */
  readonly sshPlaces: ReadonlyMap<string, string>;
  readonly clusters: readonly Cluster[];
}

/** @returns every value of a host with the place that has set it. */
export function explainHost(explainable: Explainable, source: Source, file: string): readonly ExplainedValue[] {
  const { host, description } = explainable;
  const { settlement } = description;
  const program = (name: 'ipvsadm' | 'keepalived'): readonly Candidate[] => {
    const from = host.sources[name];
    const build = from.kind === 'build' ? { version: from.version, url: from.archive.url, flags: from.flags } : {};
    return Object.entries({ source: from.kind, ...build }).map(([key, value]) => ({
      key: `${name}.${key}`,
      value,
      paths: [settlement.origin(name, key)],
    }));
  };
  const candidates: readonly Candidate[] = [
    { key: 'address', value: description.address, paths: pathsIn(explainable, 'address') },
    ...explainMembers(explainable),
    ...explainAccess(explainable),
    { key: 'kernel.packages', value: host.kernel.packages, paths: [settlement.origin('kernel', 'packages')] },
    {
      key: 'kernel.rebootTimeout',
      value: host.kernel.rebootTimeout,
      paths: [settlement.origin('kernel', 'rebootTimeout')],
    },
    ...program('ipvsadm'),
    ...program('keepalived'),
    ...Object.entries(host.vars).map(([key, value]) => ({
      key: `vars.${key}`,
      value,
      paths: [settlement.origin('vars', key)],
    })),
  ];
  return candidates.map(({ key, value, paths, sshPlace }) => {
    const path = paths.find((one) => isSaid(source.data, one));
    if (path !== undefined) {
      const { line, column } = source.locate(path);
      return {
        key,
        value,
        from: levelOf(path),
        place: formatProblem(file, { line, column, message: '' }).slice(0, -2),
      };
    }
    return sshPlace === undefined
      ? { key, value, from: 'default', place: null }
      : { key, value, from: 'ssh_config', place: sshPlace };
  });
}

/** What a host is in its clusters; named after the cluster where there are several. */
function explainMembers(explainable: Explainable): readonly Candidate[] {
  const { host, clusters } = explainable;
  const parts = clusters.flatMap((cluster) =>
    roleGroups.flatMap((role) => {
      const member = cluster[role].find(({ name }) => name === host.name);
      return member === undefined ? [] : [{ cluster, role, member }];
    }),
  );
  return parts.flatMap(({ cluster, role, member }) => {
    const at = ['clusters', cluster.name];
    const prefix = parts.length > 1 ? `${cluster.name}.` : '';
    const own = (key: string, value: unknown, ...others: readonly Path[]): Candidate => ({
      key: `${prefix}${key}`,
      value,
      paths: [[...at, role, host.name, key], ...others],
    });
    return [
      own('interface', member.interface, [...at, 'interface']),
      own('address6', member.address6),
      ...(isDirector(member)
        ? [own('priority', member.priority), own('routerId', member.routerId), own('power', member.power)]
        : []),
    ];
  });
}

function isDirector(member: Member | Director): member is Director {
  return 'priority' in member;
}

/** @returns where a key of the host itself may stand. */
function pathsIn({ host, clusters }: Explainable, key: string): readonly Path[] {
  const inClusters = clusters.flatMap((cluster) =>
    roleGroups.map((role): Path => ['clusters', cluster.name, role, host.name, key]),
  );
  return [...inClusters, ['hosts', host.name, key]];
}

function isSaid(data: unknown, path: Path): boolean {
  let value = data;
  for (const step of path) {
    if (typeof value !== 'object' || value === null) {
      // `ipvsadm: build` is short for its source.
      return step === 'source' && typeof value === 'string';
    }
    value = (value as Readonly<Record<string, unknown>>)[step];
  }
  return path.length > 0 && value !== undefined;
}

function levelOf([first, name, third]: Path): Origin {
  if (first === 'defaults') return 'defaults';
  if (first === 'groups') return `group ${String(name)}`;
  const isMember = roleGroups.some((role) => role === third);
  return first === 'clusters' && !isMember ? `cluster ${String(name)}` : 'host';
}
