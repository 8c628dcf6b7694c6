import type { Cluster, Director } from '../../cluster/cluster.ts';
import { interfaceOf, vrrpInstances, type VrrpInstance } from '../../cluster/vrrp-instances.ts';
import type { Answer, Check, Question, Verdict } from '../check.ts';
import { deployTo, onHost, restartKeepalived } from '../repairs.ts';
import { cannotTell, findingOf } from '../verdict.ts';
import { findHolders, listNames } from '../vip-holders.ts';
import { askSources, sourcesOf, type Sources } from '../vrrp-sources.ts';
import { askVrrp, prefixFor, watchedDirectors, type WatchedDirector } from '../vrrp-watch.ts';

/** keepalived itself: one MASTER, which has the VIPs, and every other director a BACKUP that follows it. */
export const vrrpStates: Check = {
  id: 'vrrp-states',
  title: 'one keepalived is MASTER, and the others are its BACKUP',
  step: '16',
  severity: 'critical',
  source: 'RFC 5798, 6.4',
  asks: (cluster) => [...askVrrp(cluster), ...askSources(cluster)],
  judge: (cluster, answer) => vrrpInstances(cluster).map((instance) => judgeStates(cluster, instance, answer)),
};

interface Spoken extends WatchedDirector {
  readonly state: string;
  readonly master: string | null;
}

function judgeStates(cluster: Cluster, instance: VrrpInstance, answer: (question: Question) => Answer): Verdict {
  const spoken = watchedDirectors(cluster, instance, answer).flatMap((one): readonly Spoken[] => {
    const said = one.watch.instance;
    return said === null ? [] : [{ ...one, state: said.state, master: said.master }];
  });
  const expected = `${prefixFor(cluster, instance)}one MASTER among ${listNames(cluster.directors)}, and the others BACKUP`;
  const found = spoken.map(({ director, state }) => `${director.name} ${state}`).join(', ');
  const evidence = spoken
    .map(({ director, state, master }) => `${director.name}: ${state}${master === null ? '' : `, follows ${master}`}`)
    .join('\n');
  if (spoken.length === 0) return { host: null, expected, ...cannotTell('no keepalived said its state') };
  const problem =
    numberOfMasters(spoken) ??
    faulty(spoken, interfaceName(cluster, instance)) ??
    withoutVip(spoken, cluster, instance, answer) ??
    astray(spoken, sourcesOf(cluster, instance, answer));
  return problem === null
    ? { host: null, expected, ...findingOf([], found), evidence }
    : { host: null, expected, outcome: 'failed', found: `${found}: ${problem.what}`, evidence, repair: problem.repair };
}

interface Problem {
  readonly what: string;
  readonly repair: string;
}

function numberOfMasters(spoken: readonly Spoken[]): Problem | null {
  const masters = spoken.filter(({ state }) => state === 'MASTER').map(({ director }) => director);
  if (masters.length === 1) return null;
  if (masters.length > 1) {
    return {
      what: `${listNames(masters)} do not hear each other`,
      repair: 'let VRRP (IP protocol 112) through between the directors: the other VRRP checks say what is wrong',
    };
  }
  const [first] = spoken;
  const followed = spoken.find(({ master }) => master !== null)?.master;
  return followed == null
    ? { what: 'nobody is MASTER', repair: first === undefined ? '' : restartKeepalived(first.director.name) }
    : {
        what: `they follow ${followed}`,
        repair: `stop VRRP on ${followed}, or give one of the two another virtualRouterId`,
      };
}

function faulty(spoken: readonly Spoken[], deviceOf: (director: Director) => string): Problem | null {
  const one = spoken.find(({ state }) => state !== 'MASTER' && state !== 'BACKUP');
  if (one === undefined) return null;
  const { name } = one.director;
  const what = `${name} cannot take over: its link is down, or /etc/keepalived/switch-over tells it to stand aside`;
  return { what, repair: `${deployTo(name)}; ${onHost(name, `ip link set ${deviceOf(one.director)} up`)}` };
}

function withoutVip(
  spoken: readonly Spoken[],
  cluster: Cluster,
  { addresses }: VrrpInstance,
  answer: (question: Question) => Answer,
): Problem | null {
  const master = spoken.find(({ state }) => state === 'MASTER');
  if (master === undefined) return null;
  const { name } = master.director;
  const lacks = addresses.find((vip) => findHolders(cluster, vip, answer).others.some((one) => one.name === name));
  if (lacks === undefined) return null;
  return { what: `${name} does not have ${lacks.address}`, repair: restartKeepalived(name) };
}

function interfaceName(cluster: Cluster, instance: VrrpInstance): (director: Director) => string {
  return (director) => interfaceOf(instance, director, cluster);
}

function astray(spoken: readonly Spoken[], { directorOf, unknown }: Sources): Problem | null {
  const master = spoken.find(({ state }) => state === 'MASTER');
  // Of one whose addresses are not known it cannot be said that it is not the one that is followed.
  if (unknown.length > 0) return null;
  const one = spoken.find(
    (other) =>
      other.state === 'BACKUP' && other.master !== null && directorOf(other.master)?.name !== master?.director.name,
  );
  if (one?.master == null) return null;
  const { master: followed } = one;
  const isOurs = directorOf(followed) !== null;
  return {
    what: `${one.director.name} follows ${followed}`,
    repair: isOurs
      ? restartKeepalived(one.director.name)
      : `stop VRRP on ${followed}, or give one of the two another virtualRouterId`,
  };
}
