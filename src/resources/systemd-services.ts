import { sh } from '../shell/shell.ts';
import type { Observation } from './resource.ts';
import type { ServiceState, ServiceTool } from './service-tool.ts';

/** Units of systemd. */
export const systemdServices: ServiceTool = {
  kind: {
    name: 'service',
    keyOf: (name) => name,
    compile: (names) => sh`systemctl show -p LoadState -p ActiveState -p UnitFileState ${names}`,
    parse: ({ status, stdout, stderr }, names) => {
      // One block of lines for each unit, in the order asked for.
      const blocks = stdout.trim().split(/\n\n+/);
      const observe = (name: string, block: string | undefined): Observation<ServiceState> => {
        if (status !== 0 || block === undefined || blocks.length !== names.length) {
          return { kind: 'unknown', reason: `systemctl does not answer: ${stderr.trim()}` };
        }
        const value = (property: string) => new RegExp(`^${property}=(.*)$`, 'm').exec(block)?.[1] ?? '';
        if (value('LoadState') === 'not-found') return { kind: 'absent' };
        return { kind: 'found', value: stateOf(name, value('ActiveState'), value('UnitFileState')) };
      };
      return new Map(names.map((name, index) => [name, observe(name, blocks[index])]));
    },
  },
  words: { running: 'active', stopped: 'inactive' },
  absent: (name) => `systemd knows no unit ${name}`,
  tell: (name, verb) => sh`systemctl ${verb} ${name}`,
  keepNow: (name) => sh`systemctl is-active ${name} > original || :`,
  restoreNow: (name) => sh`systemctl cat ${name} > /dev/null 2>&1 || exit 0
case $(cat original) in active) systemctl start ${name} ;; *) systemctl stop ${name} ;; esac`,
  keepAtBoot: (name) => sh`systemctl is-enabled ${name} > original || :`,
  restoreAtBoot: (name) => sh`systemctl cat ${name} > /dev/null 2>&1 || exit 0
case $(cat original) in enabled) systemctl enable ${name} ;; disabled) systemctl disable ${name} ;; esac`,
};

/** @param active ActiveState of systemctl(1). @param unitFile UnitFileState. */
function stateOf(name: string, active: string, unitFile: string): ServiceState {
  return {
    now: active,
    isRunning: /^(active|reloading)$/.test(active),
    isStopped: /^(inactive|failed)$/.test(active),
    atBoot: unitFile,
    // A static unit is started by others, a generated one by what it was generated from: neither can be enabled.
    isEnabled: /^(enabled|static|generated|indirect|alias)$/.test(unitFile),
    isDisabled: unitFile !== 'enabled',
    obstacle: unitFile === 'masked' ? `somebody masked it; say "systemctl unmask ${name}" if it may run` : null,
  };
}
