import {
  defineRole,
  forwardingSettings,
  ipvsModules,
  ipvsSettings,
  kernelModules,
  sysctls,
  type Role,
} from 'lvsdeploy';
import { refuseUnsupported } from '../supported.ts';

/** Directors: the kernel forwards packets and has ip_vs with the schedulers of the model, now and at boot. */
export function forwarding(): Role {
  return defineRole({
    name: 'forwarding',
    resources: (context) => {
      refuseUnsupported(context);
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
