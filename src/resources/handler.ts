import { UsageError } from '../errors.ts';
import { isList, isText, isTextList, needed, optional, type Settings } from '../settings.ts';
import { sh, type Shell } from '../shell/shell.ts';
import { comparisonOf, orderingOf, type Ordering } from './comparison.ts';
import { ordering, refuseWrongOptions, script as shellText } from './refuse-wrong-options.ts';
import type { Action, Change, Observation, Reading, ReadingKind, Resource } from './resource.ts';

// On the host and not in the run's memory: a run that dies between a change and its handler is finished by the next one.
const pending = '/var/lib/lvsdeploy/pending';

export interface HandlerOptions extends Pick<Ordering, 'after' | 'tags'> {
  /** What it does, in the imperative: `reload keepalived`. */
  readonly description: string;
  /** What is run. */
  readonly script: Shell;
  /** Names of the hosts that the script runs on, instead of the host of the handler. */
  readonly on?: readonly string[];
  /** What is done before it. */
  readonly before?: readonly Action[];
}

const settings: Settings<HandlerOptions> = {
  description: needed('a text', isText),
  script: shellText,
  on: optional('a list of names of hosts', isTextList),
  before: optional('a list of actions', isList),
  after: ordering.after,
  tags: ordering.tags,
};

/** Runs once, where it is declared, when a resource that notifies it has changed, in this run or in one that died. */
export function handler(name: string, options: HandlerOptions): Resource {
  if (!/^[\w.-]+$/.test(name)) {
    throw new UsageError(`"${name}" cannot name a handler`, {
      hint: 'Use letters, digits, dots and dashes: "reload-keepalived".',
    });
  }
  refuseWrongOptions('handler', name, options, settings);
  const { description, script, on, before = [] } = options;
  const reading: Reading<string, true> = { kind: markerKind, key: name };
  return {
    id: `handler:${name}`,
    reads: [reading],
    ...orderingOf(options),
    compare: (observed) => {
      const found = observed(reading);
      if (found.kind === 'unknown') return { state: 'unknown', reason: found.reason };
      if (found.kind === 'absent') return { state: 'converged' };
      const actions: readonly Action[] =
        on === undefined
          ? [{ description, script: sh`( ${script}\n) || exit 1\n${clearHandlers([name])}` }]
          : [
              { description, script, on },
              { description: 'note that it is done', script: clearHandlers([name]) },
            ];
      const change: Change = { what: description, from: null, to: 'done', format: 'value' };
      return comparisonOf([change], [...before, ...actions]);
    },
  };
}

/** @returns a script that leaves the markers of the handlers; to run before the change that notifies them. */
export function markHandlers(names: readonly string[]): Shell {
  return sh`mkdir -p ${pending} || exit 1\n${names.map((name) => sh`: > ${markerOf(name)} || exit 1\n`)}`;
}

/** @returns a script that takes the markers of the handlers away: their work is done. */
export function clearHandlers(names: readonly string[]): Shell {
  return sh`rm -f ${names.map(markerOf)} || exit 1`;
}

function markerOf(name: string): string {
  return `${pending}/${name}`;
}

const markerKind: ReadingKind<string, true> = {
  name: 'marker',
  outlastsReboot: true,
  keyOf: (name) => name,
  compile: (names) => sh`[ ! -d ${pending} ] || [ -x ${pending} ] || exit 1
for name in ${names}; do
  if [ -e ${pending}/"$name" ]; then printf '%s\n' "$name"; fi
done`,
  parse: ({ status, stdout }, names) => {
    const marked = new Set(stdout.split('\n'));
    const observe = (name: string): Observation<true> => {
      if (status !== 0) return { kind: 'unknown', reason: `${pending} may not be searched` };
      return marked.has(name) ? { kind: 'found', value: true } : { kind: 'absent' };
    };
    return new Map(names.map((name) => [name, observe(name)]));
  },
};
