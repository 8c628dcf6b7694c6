import {
  defineRole,
  forwardingSettings,
  ipvsModules,
  ipvsSettings,
  kernelModules,
  sysctls,
  UsageError,
  wantedSchedulers,
  type Role,
  type RoleContext,
} from 'lvsdeploy';
import { refuseUnsupported } from '../supported.ts';

export interface ForwardingOptions {
  /** The kernel is brought up to date before: what the one that runs now has says nothing. */
  readonly afterKernel?: boolean;
}

/** Directors: the kernel forwards packets and has ip_vs with the schedulers of the model, now and at boot. */
export function forwarding({ afterKernel = false }: ForwardingOptions = {}): Role {
  return defineRole({
    name: 'forwarding',
    resources: (context) => {
      refuseUnsupported(context);
      if (!afterKernel) refuseMissingSchedulers(context);
      const { cluster, facts } = context;
      const values = ipvsSettings(cluster);
      return [
        // Loaded at boot by name: systemd-sysctl runs after systemd-modules-load and skips keys that are not there.
        ...kernelModules({ name: 'ipvs', modules: ipvsModules(cluster), facts }),
        ...sysctls({ name: 'forwarding', values: forwardingSettings(cluster), facts }),
        ...(Object.keys(values).length > 0 ? sysctls({ name: 'ipvs', values, facts, after: ['modules:ipvs'] }) : []),
      ];
    },
  });
}

/** @throws UsageError where the kernel that runs has no module of a scheduler: nothing is half done. */
function refuseMissingSchedulers({ cluster, host, facts: { kernel, ipvsSchedulers } }: RoleContext): void {
  if (ipvsSchedulers === null) return;
  const missing = wantedSchedulers(cluster).filter((scheduler) => !ipvsSchedulers.includes(scheduler));
  if (missing.length === 0) return;
  const modules = missing.map((scheduler) => `ip_vs_${scheduler}`).join(', ');
  throw new UsageError(`its kernel ${kernel} has no ${modules}, neither as a module nor built in`, {
    place: host.name,
    hint: `Schedule by another one (it has ${ipvsSchedulers.join(', ') || 'none'}), or run playbooks/kernel.ts first where a newer kernel has it.`,
  });
}
