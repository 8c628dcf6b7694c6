import type { Cluster, Director, Vrrp } from '../cluster/cluster.ts';
import { canonicalAddress } from '../cluster/address.ts';
import { interfaceOf, vrrpInstances, type VrrpInstance } from '../cluster/vrrp-instances.ts';
import { lines, sh, type Shell } from '../shell/shell.ts';
import type { Answer, Question } from './check.ts';
import { dumpFunctions } from './keepalived-dump.ts';
import { parseAdverts, type Advert } from './vrrp-advert.ts';
import { listen } from './vrrp-listener.ts';

/** What was to be seen of one instance of VRRP on one director while it was watched. */
export interface VrrpWatch {
  /** What keepalived says of the instance, or null when it does not run or says nothing. */
  readonly instance: InstanceState | null;
  /** What keepalived counted meanwhile, or null. */
  readonly counted: Counted | null;
  /** What arrived on its interface, of its family, whoever sent it, or null: no tool there can listen. */
  readonly heard: readonly Advert[] | null;
  /** Why nothing could be heard. */
  readonly deaf: string;
}

export interface InstanceState {
  /** `MASTER`, `BACKUP`, `FAULT`. */
  readonly state: string;
  /** The address of the master that a backup follows. */
  readonly master: string | null;
  readonly virtualRouterId: number | null;
  readonly priority: number | null;
  /** With what tracked scripts and files add to it. */
  readonly effectivePriority: number | null;
}

export interface Counted {
  readonly sent: number;
  readonly received: number;
  /** Why advertisements were refused, and how many: `Authentication Errors, Failure`. */
  readonly refused: readonly (readonly [reason: string, count: number])[];
}

const longest = 20;

/** @returns for how many seconds to listen so that each sender is heard; 20 at most. */
export function watchedSeconds({ advertInterval }: Vrrp): number {
  return Math.min(longest, 1.5 * advertInterval + 0.3);
}

/** One question to each director for all checks of VRRP, and all instances: watching takes its time. */
export function askVrrp(cluster: Cluster): readonly Question[] {
  const { vrrp, directors } = cluster;
  return vrrp === null ? [] : directors.map((director) => ask(vrrp, director, cluster));
}

function ask(vrrp: Vrrp, director: Director, cluster: Cluster): Question {
  return { host: director.name, script: watchScript(vrrp, director, cluster) };
}

export interface WatchedDirector {
  readonly director: Director;
  readonly watch: VrrpWatch;
}

/** @returns what was seen of the instance on each director that could be asked. */
export function watchedDirectors(
  cluster: Cluster,
  instance: VrrpInstance,
  answer: (question: Question) => Answer,
): readonly WatchedDirector[] {
  const { vrrp, directors } = cluster;
  if (vrrp === null) return [];
  return directors.flatMap((director) => {
    const watch = readWatch(answer(ask(vrrp, director, cluster)), instance, interfaceOf(instance, director, cluster));
    return watch === null ? [] : [{ director, watch }];
  });
}

/** @returns `VI_1_6: ` where there are several instances to tell apart. */
export function prefixFor(cluster: Cluster, { name }: VrrpInstance): string {
  return vrrpInstances(cluster).length > 1 ? `${name}: ` : '';
}

/** The line that begins with `State = ` follows that of its instance; a password is on none of these lines. */
function watchScript(vrrp: Vrrp, director: Director, cluster: Cluster): Shell {
  const ears = vrrpInstances(cluster).map((instance) => ({
    device: interfaceOf(instance, director, cluster),
    family: instance.family,
  }));
  return sh`${findProcess}
echo '== counted'
[ -z "$runs" ] || dump USR2 keepalived.stats
echo '== heard'
${listen(watchedSeconds(vrrp), ears)}
echo '== counted again'
[ -z "$runs" ] || dump USR2 keepalived.stats
echo '== state'
${dumpInstances}`;
}

const findProcess = sh`${dumpFunctions}
runs=; ! child vrrp || runs=1`;

const instanceLines = '^ VRRP Instance = |^   (State|Master router|Virtual Router ID|Priority|Effective priority) = ';
const dumpInstances = sh`[ -z "$runs" ] || dump USR1 keepalived.data | grep -E ${instanceLines}`;

/** Asks keepalived alone, at once, what {@link instancesIn} reads. */
export const readInstances = lines(findProcess, dumpInstances);

/** @returns the instances of those names that keepalived says something of. */
export function instancesIn(text: string, names: readonly string[]): ReadonlyMap<string, InstanceState> {
  const found = names.map((name) => [name, instanceIn(text, name)] as const);
  return new Map(found.flatMap(([name, state]) => (state === null ? [] : [[name, state] as const])));
}

/** @returns what was seen, or null when the host could not be asked. */
function readWatch(answer: Answer, { name, family }: VrrpInstance, device: string): VrrpWatch | null {
  if (answer.kind === 'unreachable') return null;
  const [, before = '', heard = '', after = '', state = ''] = answer.stdout.split(/^== .*\n/m);
  const why = heard
    .split('\n')
    .find((line) => line.startsWith(`deaf ${device} ${family} `) || /failed$|installed$/.test(line));
  return {
    instance: instanceIn(state, name),
    counted: countedBetween(countersIn(before, name), countersIn(after, name)),
    heard: why === undefined ? parseAdverts(heard).filter((advert) => isOn(advert, device, family)) : null,
    deaf: why === undefined ? '' : [why, answer.stderr.trim()].filter((text) => text !== '').join(': '),
  };
}

function isOn({ device, source }: Advert, where: string, family: 4 | 6): boolean {
  return device === where && source.includes(':') === (family === 6);
}

function instanceIn(text: string, name: string): InstanceState | null {
  const part = text.split(/^(?= VRRP Instance = )/m).find((one) => one.startsWith(` VRRP Instance = ${name}\n`));
  const value = (key: string) => new RegExp(`^   ${key} = (.*)$`, 'm').exec(part ?? '')?.[1]?.trim() ?? null;
  const number = (key: string) => (value(key) === null ? null : Number(value(key)));
  const state = value('State');
  if (state === null) return null;
  return {
    state,
    master: masterIn(value('Master router')),
    virtualRouterId: number('Virtual Router ID'),
    priority: number('Priority'),
    effectivePriority: number('Effective priority'),
  };
}

/** After a reload keepalived 2.2.7 shows a group address in the place of a master that it has not heard yet. */
function masterIn(value: string | null): string | null {
  return value === null || /^(?:0\.0\.0\.0|22[4-9]\.|ff|::$|\(|unknown)/.test(value) ? null : canonicalAddress(value);
}

/** @returns the counters of an instance by their names with the heading, `Advertisements, Sent`. */
function countersIn(text: string, name: string): ReadonlyMap<string, number> {
  const part = text.split(/^(?=VRRP Instance: )/m).find((one) => one.startsWith(`VRRP Instance: ${name}\n`)) ?? '';
  let heading = '';
  const counters = new Map<string, number>();
  for (const [, indent = '', key = '', value = ''] of part.matchAll(/^( +)([^:\n]+):[ \t]*(\d*)$/gm)) {
    if (value === '') heading = key;
    else counters.set(indent.length > 2 ? `${heading}, ${key}` : key, Number(value));
  }
  return counters;
}

function countedBetween(before: ReadonlyMap<string, number>, after: ReadonlyMap<string, number>): Counted | null {
  if (before.size === 0 || after.size === 0) return null;
  const growth = (key: string) => (after.get(key) ?? 0) - (before.get(key) ?? 0);
  const refused = [...after.keys()].filter((key) => /^(?:Packet|Authentication) Errors, /.test(key));
  return {
    sent: growth('Advertisements, Sent'),
    received: growth('Advertisements, Received'),
    refused: refused.map((key) => [key, growth(key)] as const).filter(([, count]) => count > 0),
  };
}
