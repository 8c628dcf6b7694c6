import { defineRole, kernelModules, sysctls, type Role } from 'lvsdeploy';
import { refuseUnsupported } from '../supported.ts';

/** Directors: the kernel forwards packets and has ip_vs with the schedulers of the model, now and at boot. */
export function forwarding(): Role {
  return defineRole({
    name: 'forwarding',
    resources: (context) => {
      refuseUnsupported(context);
      const { cluster, facts } = context;
      const { virtualServices } = cluster;
      const schedulers = [...new Set(virtualServices.map(({ scheduler }) => `ip_vs_${scheduler}`))].sort();
      const keepsClientsOfTheDead = virtualServices.some(
        ({ persistence, realServers }) =>
          persistence !== null && realServers.some(({ inhibitOnFailure }) => inhibitOnFailure),
      );
      return [
        // Loaded at boot by name: systemd-sysctl runs after systemd-modules-load and skips keys that are not there.
        ...kernelModules({ name: 'ipvs', modules: ['ip_vs', ...schedulers], facts }),
        ...sysctls({ name: 'forwarding', values: { 'net.ipv4.ip_forward': 1 }, facts }),
        // Without them a client with a persistent entry keeps being sent to its dead server (ipvs-sysctl.rst of the kernel).
        ...(keepsClientsOfTheDead
          ? sysctls({
              name: 'ipvs',
              values: { 'net.ipv4.vs.expire_nodest_conn': 1, 'net.ipv4.vs.expire_quiescent_template': 1 },
              facts,
              after: ['modules:ipvs'],
            })
          : []),
      ];
    },
  });
}
