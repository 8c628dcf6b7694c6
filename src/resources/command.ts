import { isText, needed, type Settings } from '../settings.ts';
import { sh, type Shell } from '../shell/shell.ts';
import { orderingOf, type Ordering } from './comparison.ts';
import { flag, optionalScript, ordering, refuseWrongOptions, script, seconds } from './refuse-wrong-options.ts';
import type { Observation, Reading, ReadingKind, Resource } from './resource.ts';

export interface CommandOptions extends Ordering {
  /** What it is known by in a plan, `command:ID`. */
  readonly id: string;
  /** What the script does, in the imperative: `bring the table up`. */
  readonly description: string;
  /** Changes nothing, and exits 0 when there is nothing to do. */
  readonly unless: Shell;
  /** Runs when `unless` does not hold. */
  readonly script: Shell;
  /** Runs apart from the connection, so that a lost link neither ends it nor loses its result. */
  readonly detached?: boolean;
  /** Seconds that the script may take: 300 when left out, 1800 when it is detached. */
  readonly timeout?: number;
  /** Takes back what the script did; it may find it gone. */
  readonly undo?: Shell;
  /** Seconds until `unless` must hold. */
  readonly settles?: number;
}

const settings: Settings<CommandOptions> = {
  id: needed('a name', isText),
  description: needed('a text', isText),
  unless: script,
  script,
  detached: flag,
  timeout: seconds,
  undo: optionalScript,
  settles: seconds,
  ...ordering,
};

/** A command that runs when its `unless` does not hold; it must hold afterwards. */
export function command(options: CommandOptions): Resource {
  refuseWrongOptions('command', options.id, options, settings);
  const { id, description, unless, detached, timeout, settles, undo } = options;
  const reading: Reading<Unless, true> = { kind: commandKind, key: { id, script: unless } };
  return {
    id: `command:${id}`,
    reads: [reading],
    ...orderingOf(options),
    ...(settles !== undefined && { settles }),
    ...(undo && { undo: { restore: undo } }),
    compare: (observed) => {
      const found = observed(reading);
      if (found.kind === 'unknown') return { state: 'unknown', reason: found.reason };
      if (found.kind === 'found') return { state: 'converged' };
      return {
        state: 'differs',
        changes: [{ what: description, from: null, to: 'done', format: 'value' }],
        actions: [
          {
            description,
            script: options.script,
            ...(detached && { detached }),
            ...(timeout !== undefined && { timeout }),
          },
        ],
      };
    },
  };
}

interface Unless {
  readonly id: string;
  readonly script: Shell;
}

const commandKind: ReadingKind<Unless, true> = {
  name: 'command',
  keyOf: ({ id }) => id,
  compile: (keys) =>
    sh`${keys.map(
      ({ script }) => sh`( ${script}
) < /dev/null > /dev/null 2>&1
echo $?
`,
    )}`,
  parse: ({ stdout }, keys) => {
    const statuses = stdout.split('\n');
    const observe = (status: string | undefined): Observation<true> => {
      if (status === '0') return { kind: 'found', value: true };
      // XCU 2.8.2: 126 and 127 are a command that cannot be run, not its answer.
      if (!status || status === '126' || status === '127') {
        return { kind: 'unknown', reason: `its "unless" cannot be run (exit status ${status ?? 'missing'})` };
      }
      return { kind: 'absent' };
    };
    return new Map(keys.map((key, index) => [key.id, observe(statuses[index])]));
  },
};
