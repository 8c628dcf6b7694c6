import type { Cluster } from '../cluster/cluster.ts';
import { LvsdeployError } from '../errors.ts';
import type { Snippet } from '../shell/session.ts';
import type { Answer, Check, Outcome, Question } from './check.ts';
import type { VerifyReport } from './report.ts';
import { rolledOutPart } from './rolled-out.ts';
import { seeCluster } from './seen.ts';

/** Asks one host all of its questions in one round trip; one answer a question, in their order. */
export type Ask = (host: string, scripts: readonly Snippet[]) => Promise<readonly Answer[]>;

export interface VerifyOptions {
  /** In the middle of a rollout: the hosts that had their turn. The others are not held against the new model yet. */
  readonly rolledOut?: readonly string[];
}

/**
 * Holds the checks against the hosts: every host is asked once, all hosts at the same time. A check that has nothing to
 * say of this cluster is left out of the report.
 */
export async function verify(
  cluster: Cluster,
  checks: readonly Check[],
  ask: Ask,
  { rolledOut }: VerifyOptions = {},
): Promise<VerifyReport> {
  const scoped = checks.map((check) => ({
    check,
    part: check.holdsAfterRollout === true && rolledOut !== undefined ? rolledOutPart(cluster, rolledOut) : cluster,
  }));
  const batches = new Map<string, Map<string, Snippet>>();
  for (const { check, part } of scoped) {
    for (const { host, script } of check.asks(part)) {
      const batch = batches.get(host) ?? new Map<string, Snippet>();
      batches.set(host, batch);
      if (!batch.has(script.text)) batch.set(script.text, { name: `verify: ${check.id}`, script });
    }
  }
  const answers = new Map(
    await Promise.all(
      [...batches].map(async ([host, batch]) => [host, pair(batch, await ask(host, [...batch.values()]))] as const),
    ),
  );
  const answerTo = ({ host, script }: Question): Answer => {
    const answer = answers.get(host)?.get(script.text);
    if (answer === undefined)
      throw new LvsdeployError('a check judges by a question that it did not ask', { place: host });
    return answer;
  };
  return {
    cluster: cluster.name,
    results: scoped
      .map(({ check, part }) => ({ check, verdicts: check.judge(part, answerTo, rolledOut) }))
      .filter(({ verdicts }) => verdicts.length > 0),
    roundTrips: batches.size,
    seen: seeCluster(cluster, ({ host, script }) => answers.get(host)?.get(script.text) ?? null),
  };
}

const worstFirst: readonly Outcome[] = ['failed', 'cannot tell'];

/** @returns the worst that any verdict says; `ok` only when every one is. */
export function outcomeOf({ results }: VerifyReport): Outcome {
  const outcomes = new Set(results.flatMap(({ verdicts }) => verdicts.map(({ outcome }) => outcome)));
  return worstFirst.find((outcome) => outcomes.has(outcome)) ?? 'ok';
}

function pair(batch: ReadonlyMap<string, Snippet>, answers: readonly Answer[]): ReadonlyMap<string, Answer> {
  const missing: Answer = { kind: 'unreachable', reason: 'the connection ended before the answer' };
  return new Map([...batch.keys()].map((text, index) => [text, answers[index] ?? missing]));
}
