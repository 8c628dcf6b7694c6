import { sh } from '../shell/shell.ts';
import { comparisonOf, orderingOf, valueChange, type Ordering } from './comparison.ts';
import type { Comparison, Observation, Reading, ReadingKind, Resource, Undo } from './resource.ts';

export interface ServiceOptions extends Ordering {
  /** Unit of systemd; `.service` may be left out. */
  readonly name: string;
  readonly running?: boolean;
  /** Started at boot. */
  readonly enabled?: boolean;
  /** Handlers whose work a start does as well. */
  readonly satisfies?: readonly string[];
  /** Seconds that it may take to come up. */
  readonly settles?: number;
}

/** A service of systemd: `enabled:NAME` is its state at boot, `service:NAME` its state now. */
export function service(options: ServiceOptions): readonly Resource[] {
  const { name, running, enabled, satisfies, settles = 10 } = options;
  const reading: Reading<string, ServiceState> = { kind: serviceKind, key: name };
  const resource = (id: string, undo: Undo, compare: (state: ServiceState) => Comparison): Resource => ({
    id,
    undo,
    reads: [reading],
    ...orderingOf(options),
    compare: (observed) => {
      const found = observed(reading);
      if (found.kind === 'found') return compare(found.value);
      return { state: 'unknown', reason: found.kind === 'unknown' ? found.reason : `systemd knows no unit ${name}` };
    },
  });
  // Two resources: enabling one that already runs must not pass for the start that a handler may be waiting for.
  return [
    ...(enabled === undefined
      ? []
      : [resource(`enabled:${name}`, undoAtBoot(name), (state) => compareAtBoot(name, state, enabled))]),
    ...(running === undefined
      ? []
      : [
          {
            ...resource(`service:${name}`, undoNow(name), (state) => compareNow(name, state, running)),
            settles,
            ...(satisfies && { satisfies }),
          },
        ]),
  ];
}

function undoNow(name: string): Undo {
  return {
    keep: sh`systemctl is-active ${name} > original || :`,
    restore: sh`systemctl cat ${name} > /dev/null 2>&1 || exit 0
case $(cat original) in active) systemctl start ${name} ;; *) systemctl stop ${name} ;; esac`,
  };
}

function undoAtBoot(name: string): Undo {
  return {
    keep: sh`systemctl is-enabled ${name} > original || :`,
    restore: sh`systemctl cat ${name} > /dev/null 2>&1 || exit 0
case $(cat original) in enabled) systemctl enable ${name} ;; disabled) systemctl disable ${name} ;; esac`,
  };
}

interface ServiceState {
  /** ActiveState of systemctl(1): active, reloading, inactive, failed, activating, deactivating. */
  readonly active: string;
  /** UnitFileState: enabled, disabled, static, masked, generated … */
  readonly unitFile: string;
}

function compareNow(name: string, { active, unitFile }: ServiceState, running: boolean): Comparison {
  const wanted = running ? 'active' : 'inactive';
  const isWanted = running ? /^(active|reloading)$/.test(active) : /^(inactive|failed)$/.test(active);
  if (!isWanted && running && unitFile === 'masked') return masked(name);
  const [verb, action] = running ? ['start', `start ${name}`] : ['stop', `stop ${name}`];
  return comparisonOf(isWanted ? [] : valueChange('state', active, wanted), [
    { description: action, script: sh`systemctl ${verb} ${name}` },
  ]);
}

function compareAtBoot(name: string, { unitFile }: ServiceState, enabled: boolean): Comparison {
  // A static unit is started by others, a generated one by what it was generated from: neither can be enabled.
  const isWanted = enabled ? /^(enabled|static|generated|indirect|alias)$/.test(unitFile) : unitFile !== 'enabled';
  if (!isWanted && unitFile === 'masked') return masked(name);
  const verb = enabled ? 'enable' : 'disable';
  return comparisonOf(isWanted ? [] : valueChange('at boot', unitFile, `${verb}d`), [
    { description: `${verb} ${name} at boot`, script: sh`systemctl ${verb} ${name}` },
  ]);
}

function masked(name: string): Comparison {
  return { state: 'unknown', reason: `somebody masked it; say "systemctl unmask ${name}" if it may run` };
}

const serviceKind: ReadingKind<string, ServiceState> = {
  name: 'service',
  keyOf: (name) => name,
  compile: (names) => sh`systemctl show -p LoadState -p ActiveState -p UnitFileState ${names}`,
  parse: ({ status, stdout, stderr }, names) => {
    // One block of lines for each unit, in the order asked for.
    const blocks = stdout.trim().split(/\n\n+/);
    const observe = (block: string | undefined): Observation<ServiceState> => {
      if (status !== 0 || block === undefined || blocks.length !== names.length) {
        return { kind: 'unknown', reason: `systemctl does not answer: ${stderr.trim()}` };
      }
      const value = (property: string) => new RegExp(`^${property}=(.*)$`, 'm').exec(block)?.[1] ?? '';
      if (value('LoadState') === 'not-found') return { kind: 'absent' };
      return { kind: 'found', value: { active: value('ActiveState'), unitFile: value('UnitFileState') } };
    };
    return new Map(names.map((name, index) => [name, observe(blocks[index])]));
  },
};
