import type { Cluster, MiscCheck } from './cluster.ts';

/** Where the scripts of health checks lie on the directors: of root alone, as are the folders above it, or keepalived runs none. */
export const checksFolder = '/etc/keepalived/checks';

/** @returns the scripts of the health checks (MISC_CHECK of keepalived.conf(5)), each once: a name stands for one script. */
export function checkScriptsOf({ virtualServices }: Cluster): readonly Pick<MiscCheck, 'name' | 'script'>[] {
  const checks = virtualServices
    .flatMap(({ realServers }) => realServers.map(({ healthCheck }) => healthCheck))
    .filter((check) => check?.kind === 'misc');
  return [...new Map(checks.map(({ name, script }) => [name, { name, script }])).values()];
}
