import { spawnSync } from 'node:child_process';
import type {
  Action,
  Comparison,
  Observation,
  Observed,
  Reading,
  ReadingKind,
  Resource,
} from '../../src/resources/resource.ts';
import { sh, type Shell } from '../../src/shell/shell.ts';

export interface Ran {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a script as a batch does: a subshell of `sh -s`, with an empty standard input. */
export function run(script: Shell): Ran {
  const input = sh`( ${script}\n) < /dev/null`.text;
  const { status, stdout, stderr } = spawnSync('/bin/sh', ['-s'], {
    input,
    encoding: 'utf8',
    env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C' },
  });
  return { status: status ?? -1, stdout, stderr };
}

/** Reads on this machine what the resources ask for, each kind in one script. */
export function read(...resources: readonly Resource[]): Observed {
  const readings = resources.flatMap((resource) => resource.reads);
  const kinds = new Map<string, ReadingKind>(readings.map(({ kind }) => [kind.name, kind]));
  const found = new Map(
    [...kinds.values()].map((kind) => {
      const keys = readings.filter((reading) => reading.kind.name === kind.name).map(({ key }) => key);
      return [kind.name, kind.parse(run(kind.compile(keys)), keys)];
    }),
  );
  return <Key, Value>({ kind, key }: Reading<Key, Value>) =>
    (found.get(kind.name)?.get(kind.keyOf(key)) ?? { kind: 'unknown', reason: 'not read' }) as Observation<Value>;
}

/** Reads and compares on this machine. */
export function compare(resource: Resource): Comparison {
  return resource.compare(read(resource));
}

/** Runs the actions of a comparison, the first failure ends it. */
export function apply(comparison: Comparison): Ran {
  let last: Ran = { status: 0, stdout: '', stderr: '' };
  for (const action of actionsOf(comparison)) {
    last = run(action.script);
    if (last.status !== 0) break;
  }
  return last;
}

export function actionsOf(comparison: Comparison): readonly Action[] {
  return comparison.state === 'differs' ? comparison.actions : [];
}

/** Answers every reading with what a tool printed on some host. */
export function answered(output: Partial<Ran>): Observed {
  return <Key, Value>({ kind, key }: Reading<Key, Value>) =>
    kind.parse({ status: 0, stdout: '', stderr: '', ...output }, [key]).get(kind.keyOf(key)) ?? {
      kind: 'unknown',
      reason: 'left out',
    };
}

/** @returns what a person reads of a comparison, short enough for a case table. */
export function brief(comparison: Comparison): string {
  if (comparison.state === 'converged') return 'converged';
  if (comparison.state === 'unknown') return `unknown: ${comparison.reason}`;
  return [
    ...comparison.changes.map(({ what, from, to }) => `${what} ${from ?? '-'} > ${to ?? '-'}`),
    ...comparison.actions.map(({ description }) => `! ${description}`),
  ].join(' | ');
}
