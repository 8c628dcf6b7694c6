import { UsageError } from '../errors.ts';
import type { Facts } from '../facts/facts.ts';
import { isText, needed, type Settings } from '../settings.ts';
import type { Shell } from '../shell/shell.ts';
import { comparisonOf, orderingOf, valueChange, type Ordering } from './comparison.ts';
import { facts, flag, handlers, ordering, refuseWrongOptions, seconds } from './refuse-wrong-options.ts';
import type { Comparison, Reading, Resource, Undo } from './resource.ts';
import type { ServiceState, ServiceTool } from './service-tool.ts';
import { systemdServices } from './systemd-services.ts';
import { sysvServices } from './sysv-services.ts';

/** A service of a host. */
export interface ServiceName {
  /** Unit of systemd, `.service` may be left out; on SysV hosts the init script, and the name of its process. */
  readonly name: string;
  /** Of the host: its init system is the one that is told. */
  readonly facts: Pick<Facts, 'init'>;
}

export interface ServiceOptions extends ServiceName, Ordering {
  /** Whether it runs now; nothing is said of that when left out. */
  readonly running?: boolean;
  /** Started at boot. */
  readonly enabled?: boolean;
  /** Handlers whose work a start does as well. */
  readonly satisfies?: readonly string[];
  /** Seconds that it may take to come up. */
  readonly settles?: number;
}

const settings: Settings<ServiceOptions> = {
  name: needed('a name', isText),
  facts,
  running: flag,
  enabled: flag,
  satisfies: handlers,
  settles: seconds,
  ...ordering,
};

/** A service of the init system: `enabled:NAME` is its state at boot, `service:NAME` its state now. */
export function service(options: ServiceOptions): readonly Resource[] {
  refuseWrongOptions('service', options.name, options, settings);
  const { name, running, enabled, satisfies, settles = 10 } = options;
  const tool = toolOf(options);
  const reading: Reading<string, ServiceState> = { kind: tool.kind, key: name };
  const resource = (id: string, undo: Undo, compare: (state: ServiceState) => Comparison): Resource => ({
    id,
    undo,
    reads: [reading],
    ...orderingOf(options),
    compare: (observed) => {
      const found = observed(reading);
      if (found.kind === 'found') return compare(found.value);
      return { state: 'unknown', reason: found.kind === 'unknown' ? found.reason : tool.absent(name) };
    },
  });
  const [undoAtBoot, undoNow]: readonly [Undo, Undo] = [
    { keep: tool.keepAtBoot(name), restore: tool.restoreAtBoot(name) },
    { keep: tool.keepNow(name), restore: tool.restoreNow(name) },
  ];
  // Two resources: enabling one that already runs must not pass for the start that a handler may be waiting for.
  return [
    ...(enabled === undefined
      ? []
      : [resource(`enabled:${name}`, undoAtBoot, (state) => compareAtBoot(tool, name, state, enabled))]),
    ...(running === undefined
      ? []
      : [
          {
            ...resource(`service:${name}`, undoNow, (state) => compareNow(tool, name, state, running)),
            settles,
            ...(satisfies && { satisfies }),
          },
        ]),
  ];
}

/** @returns a script that has a running service read its configuration again; for a handler. */
export function reloadService(service: ServiceName): Shell {
  return toolOf(service).tell(service.name, 'reload');
}

function compareNow(tool: ServiceTool, name: string, state: ServiceState, running: boolean): Comparison {
  const isWanted = running ? state.isRunning : state.isStopped;
  if (!isWanted && running && state.obstacle !== null) return { state: 'unknown', reason: state.obstacle };
  const verb = running ? 'start' : 'stop';
  return comparisonOf(
    isWanted ? [] : valueChange('state', state.now, running ? tool.words.running : tool.words.stopped),
    [{ description: `${verb} ${name}`, script: tool.tell(name, verb) }],
  );
}

function compareAtBoot(tool: ServiceTool, name: string, state: ServiceState, enabled: boolean): Comparison {
  const isWanted = enabled ? state.isEnabled : state.isDisabled;
  if (!isWanted && state.obstacle !== null) return { state: 'unknown', reason: state.obstacle };
  const verb = enabled ? 'enable' : 'disable';
  return comparisonOf(isWanted ? [] : valueChange('at boot', state.atBoot, `${verb}d`), [
    { description: `${verb} ${name} at boot`, script: tool.tell(name, verb) },
  ]);
}

function toolOf({ name, facts }: ServiceName): ServiceTool {
  if (facts.init === 'systemd') return systemdServices;
  if (facts.init === 'sysv') return sysvServices;
  throw new UsageError('this host has no init system that is known', {
    place: `service:${name}`,
    hint: 'Use a host with systemd, or with SysV init: /etc/inittab and scripts in /etc/init.d.',
  });
}
