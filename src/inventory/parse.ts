import { join } from 'node:path';
import { buildCluster } from '../cluster/build.ts';
import type { Cluster } from '../cluster/cluster.ts';
import { lintCluster } from '../cluster/lint/lint-cluster.ts';
import type { Finding } from '../cluster/lint/rule.ts';
import { validateTogether } from '../cluster/validate-together.ts';
import { validateCluster } from '../cluster/validate.ts';
import { checkDistinct, destinationOf, resolveAccess } from './access.ts';
import { type Description, describeHosts } from './describe.ts';
import { type ExplainedValue, explainHost } from './explain.ts';
import type { Host } from './host.ts';
import type { Inventory } from './inventory.ts';
import type { Settlement } from './levels.ts';
import { InventoryError, type Path, type Problem, type Report, formatPath, formatProblem } from './problem.ts';
import { sourceOf } from './programs.ts';
import type { ClusterSettings, InventorySettings } from './schema.ts';
import { shapeInventory } from './shape.ts';
import { type Source, readSource } from './source.ts';
import { type WaysOfSsh, openWays } from './ssh-ways.ts';
import { type Reader, type Surroundings, readerFor } from './surroundings.ts';

/** A pitfall at its place in the file. */
export interface LocatedFinding extends Finding {
  readonly line: number;
  readonly column: number;
}

/** An inventory and what is doubtful about it; doubts stop nothing. */
export interface LoadedInventory extends Inventory {
  /** As `file:line:column: …`, those of rules with the rule's id behind; notes are left out. */
  readonly warnings: readonly string[];
  /** Those warnings that are of no rule. */
  readonly doubts: readonly string[];
  /** What the rules of docs/lint.md find, notes too; paths start at the top of the file. */
  readonly findings: readonly LocatedFinding[];
  /** What has to be asked before it is whole: the secrets that a person knows are missing in it. */
  readonly questions: readonly string[];
  /** The folder on this machine where archives of source code lie, or null. */
  readonly archives: string | null;
  /** @returns every value of a host of that name with the place that has set it. */
  readonly explain: (host: string) => readonly ExplainedValue[];
}

/**
 * Reads the text of an inventory file.
 * @param file the file as the user named it, for messages and as the start of relative paths.
 * @throws InventoryError that names every problem found.
 */
export function parseInventory(text: string, file: string, surroundings: Surroundings): LoadedInventory {
  const source = readSource(text, file);
  const problems = new Notes(source);
  const warnings = new Notes(source);
  const reader = readerFor(file, surroundings, problems.add, warnings.add);

  const { settings, clusters: shaped, misfits } = shapeInventory(source.data);
  for (const { path, part, message } of misfits) problems.add(path, message, part);
  const clusters = Object.entries(shaped).map(([name, cluster]) => readCluster(name, cluster, reader, problems.add));
  const outside = Object.entries(settings?.hosts ?? {}).map(([host, { address }]) => ({
    host,
    address: address ?? host,
  }));
  validateTogether(clusters, outside, problems.add);
  const ways = openWays(surroundings);
  const described = settings === null ? [] : describeHosts(settings, problems.add);
  const hosts = settings === null ? [] : readHosts(settings, described, ways, surroundings, reader, problems.add);

  if (problems.list.length > 0) throw new InventoryError(file, problems.list);
  const findings = lintTogether(clusters, shaped).map((finding) => ({ ...source.locate(finding.path), ...finding }));
  const formatted = () => [...warnings.list.map((warning) => formatProblem(file, warning)), ...ways.doubts()];
  const doubts = formatted();
  for (const { severity, path, message, id } of findings) {
    if (severity !== 'note') warnings.add(path, `${message} [${id}]`);
  }
  const archives = settings?.archives === undefined ? null : reader.path(settings.archives);
  return {
    file,
    hosts,
    clusters,
    archives,
    warnings: formatted(),
    doubts,
    findings: findings.sort((a, b) => a.line - b.line || a.column - b.column),
    questions: reader.questions(),
    explain: (name) => {
      const host = hosts.find((one) => one.name === name);
      const description = described.find((one) => one.name === name);
      if (host === undefined || description === undefined) return [];
      const sshPlaces = ways.places(destinationOf(description, reader));
      return explainHost({ host, description, sshPlaces, clusters }, source, file);
    },
  };
}

function lintTogether(clusters: readonly Cluster[], said: Readonly<Record<string, ClusterSettings>>): Finding[] {
  return clusters.flatMap((cluster, index) => {
    const settings = said[cluster.name];
    // What two clusters share is a fault of the later one, as it is where it is refused.
    const context = { others: clusters.slice(0, index), ...(settings !== undefined && { settings }) };
    return lintCluster(cluster, context).map((finding) => ({
      ...finding,
      path: ['clusters', cluster.name, ...finding.path],
    }));
  });
}

function readCluster(name: string, settings: ClusterSettings, reader: Reader, report: Report): Cluster {
  const within = (to: Report) => (path: Path, message: string) => to(['clusters', name, ...path], message);
  const auth = settings.vrrp?.auth;
  const secret = auth === undefined ? null : reader.secret(auth, ['clusters', name, 'vrrp', 'auth']);
  const cluster = buildCluster(
    name,
    settings,
    secret,
    (path, at) => reader.text(path, ['clusters', name, ...at]),
    within(report),
  );
  validateCluster(cluster, within(report));
  return cluster;
}

function readHosts(
  settings: InventorySettings,
  described: readonly Description[],
  ways: WaysOfSsh,
  surroundings: Surroundings,
  reader: Reader,
  report: Report,
): Host[] {
  const access = resolveAccess(described, ways, surroundings, reader, report);
  checkDistinct(described, access, report);
  const path = settings.archives === undefined ? null : reader.path(settings.archives);
  const archives = path === null ? null : { path, has: (name: string) => surroundings.exists(join(path, name)) };
  return described.flatMap((host): Host[] => {
    const way = access.get(host.name);
    if (way === undefined) return [];
    const { name, groups, settlement } = host;
    const sources = {
      ipvsadm: sourceOf('ipvsadm', host, archives, report),
      keepalived: sourceOf('keepalived', host, archives, report),
    };
    return [{ name, access: way, groups, kernel: kernelOf(settlement), sources, vars: settlement.vars }];
  });
}

function kernelOf({ kernel: { packages, rebootTimeout = 600 } }: Settlement): Host['kernel'] {
  return { packages: packages ?? null, rebootTimeout };
}

/** Messages with their places, each once: a setting that many hosts share is wrong once. */
class Notes {
  readonly #source: Source;
  readonly #notes = new Map<string, Problem>();

  constructor(source: Source) {
    this.#source = source;
  }

  readonly add = (path: Path, message: string, part: 'key' | 'value' = 'value'): void => {
    const note = {
      ...this.#source.locate(path, part),
      message: path.length === 0 ? message : `${formatPath(path)}: ${message}`,
    };
    this.#notes.set(JSON.stringify(note), note);
  };

  get list(): Problem[] {
    return [...this.#notes.values()].sort((a, b) => a.line - b.line || a.column - b.column);
  }
}
