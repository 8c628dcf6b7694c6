import { possibleCaches, type Cached } from '../../src/scheduler/locality.ts';
import { promisedBy } from '../../src/scheduler/promise-of.ts';
import { roundOf } from '../../src/scheduler/round.ts';
import { simulate } from '../../src/scheduler/simulate.ts';
import type { TableServer } from '../../src/scheduler/table-server.ts';
import type { Answer } from './ask.ts';
import type { Subject } from './combination.ts';

/** Whether the answers are those that the scheduler owes, and how to say so. */
export interface Judged {
  readonly isRight: boolean;
  readonly words: string;
  /** How many connections are to be answered: fewer than were made where the scheduler refuses some. */
  readonly owedAnswers: number;
}

/** What the answers came from. */
export interface Circumstances {
  /** In the kernel's order, before the first question. */
  readonly servers: readonly TableServer[];
  readonly destination: string;
  readonly kernel: string;
  readonly held: boolean;
}

const sourcesIn = { hashed: 24, held: 16, ports: 40, few: 8 } as const;

/** How many addresses ask, and how: whole rounds of both rr and wrr, twice the same where that is what must hold. */
export function sourcesFor({ scheduler, asking }: Subject, addresses: readonly string[]): readonly string[] {
  if (asking !== 'by scheduler') return Array.from({ length: sourcesIn.ports }, () => addresses[0] ?? '');
  switch (promisedBy(scheduler)) {
    case 'rounds':
      return addresses.slice(0, sourcesIn.few);
    case 'some per source':
      return [...addresses.slice(0, sourcesIn.hashed), ...addresses.slice(0, sourcesIn.hashed)];
    case 'known per source':
      return addresses.slice(0, sourcesIn.hashed);
    case 'known':
      return addresses.slice(0, sourcesIn.few);
    case 'tendency':
    case 'chance':
    case 'one of several':
      return addresses.slice(0, sourcesIn.held);
  }
}

/** @returns whether connections of the service are to stay open while others come: only then do those schedulers weigh anything. */
export function isHeld({ scheduler, asking }: Subject): boolean {
  return asking === 'by scheduler' && ['tendency', 'one of several'].includes(promisedBy(scheduler));
}

/** Holds the answers against what the scheduler owes. */
export function judgeShare(subject: Subject, answers: readonly Answer[], circumstances: Circumstances): Judged {
  const found = answers.flatMap(({ server }) => (server === null ? [] : [server]));
  const used = new Set(found);
  const owedAnswers = answers.length;
  if (subject.asking === 'stays')
    return { isRight: used.size === 1, words: `one client stays with its server: ${sharesOf(found)}`, owedAnswers };
  if (subject.asking === 'ports spread')
    return { isRight: used.size > 1, words: `one client meets several servers: ${sharesOf(found)}`, owedAnswers };
  return { owedAnswers, ...judgeScheduler(subject, answers, found, circumstances) };
}

function judgeScheduler(
  { scheduler }: Subject,
  answers: readonly Answer[],
  found: readonly string[],
  { servers, destination, kernel, held }: Circumstances,
): Omit<Judged, 'owedAnswers'> & Partial<Judged> {
  const shares = sharesOf(found);
  const used = new Set(found);
  const sources = answers.map(({ source }) => source);
  const stay = held ? 'open' : 'until the next';
  const simulated = (cached?: Cached) =>
    simulate(scheduler, servers, { sources, destination, kernel, stay, ...(cached && { cached }) });
  const expected = simulated();
  const tendency = held ? 'a tendency under held connections' : 'a tendency';
  const isNear = (owed: readonly string[]) =>
    servers.every(({ name }) => Math.abs(times(owed, name) - times(found, name)) <= found.length / 4);
  switch (promisedBy(scheduler)) {
    case 'rounds': {
      const weighted = scheduler === 'rr' ? servers.map((server) => ({ ...server, weight: 1 })) : servers;
      const { parts, length } = roundOf(weighted);
      const owed = [...parts].flatMap(([name, part]) =>
        Array.from({ length: (part * answers.length) / length }, () => name),
      );
      return { isRight: sharesOf(owed) === shares, words: `${shares} (exact)` };
    }
    case 'known':
    case 'known per source': {
      const wrong = answers.filter(({ server }, index) => server !== expected?.[index]);
      const words = wrong.length === 0 ? '' : `; not as simulated: ${wrong.map(({ source }) => source).join(' ')}`;
      return { isRight: wrong.length === 0, words: `${shares} (the simulated target of each)${words}` };
    }
    case 'some per source': {
      const targets = new Map<string, Set<string | null>>();
      for (const { source, server } of answers) targets.set(source, (targets.get(source) ?? new Set()).add(server));
      const moved = [...targets].filter(([, met]) => met.size > 1).map(([source]) => source);
      const words = moved.length === 0 ? '' : `; went elsewhere the second time: ${moved.join(' ')}`;
      const isRight = moved.length === 0 && used.size === servers.length;
      return { isRight, words: `${shares} (each source the same again)${words}` };
    }
    case 'tendency': {
      const owed = namesIn(expected);
      const words = `${shares} (${tendency}; simulated ${sharesOf(owed)})`;
      return { isRight: isNear(owed), words, owedAnswers: owed.length };
    }
    case 'one of several': {
      const all = possibleCaches(servers, scheduler === 'lblcr').map((cached) => namesIn(simulated(cached)));
      const possible = [...new Set(all.map(sharesOf))].join(' or ');
      return { isRight: all.some(isNear), words: `${shares} (${tendency}; simulated ${possible})` };
    }
    case 'chance':
      return { isRight: used.size === servers.length, words: `${shares} (by chance)` };
  }
}

function namesIn(names: readonly (string | null)[] | null): readonly string[] {
  return (names ?? []).filter((name) => name !== null);
}

function times(names: readonly string[], name: string): number {
  return names.filter((one) => one === name).length;
}

function sharesOf(names: readonly string[]): string {
  const counted = [...new Set(names)].sort().map((name) => `${name} ${times(names, name)}`);
  return counted.join(', ') || 'nobody';
}
