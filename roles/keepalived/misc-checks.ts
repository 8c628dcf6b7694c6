import { directory, file, sh, UsageError, type Cluster, type MiscCheck, type Resource } from 'lvsdeploy';

/** Of root alone, as are the folders above it: with `enable_script_security` keepalived runs nothing that another user may write. */
export const checksFolder = '/etc/keepalived/checks';

/** @returns the scripts of the health checks, each once. */
export function miscChecks({ name: cluster, virtualServices }: Cluster): readonly Pick<MiscCheck, 'name' | 'script'>[] {
  const found = new Map<string, string>();
  for (const { realServers } of virtualServices) {
    for (const { healthCheck } of realServers) {
      if (healthCheck?.kind !== 'misc') continue;
      const { name, script } = healthCheck;
      if (!/^[\w.+-]+$/.test(name)) {
        throw new UsageError(`"${name}" cannot be the name of a check's script in keepalived.conf`, {
          place: cluster,
          hint: 'Name the file with letters, digits, dots and dashes: check-web.sh.',
        });
      }
      if (script !== (found.get(name) ?? script)) {
        throw new UsageError(`two different scripts of health checks are called ${name}`, {
          place: cluster,
          hint: `They lie side by side in ${checksFolder} of the directors: give one of them another name.`,
        });
      }
      found.set(name, script);
    }
  }
  return [...found].map(([name, script]) => ({ name, script }));
}

/** @returns the scripts on a director, which have to be there before keepalived reads a configuration that names them. */
export function checkScripts(cluster: Cluster): readonly Resource[] {
  const checks = miscChecks(cluster);
  if (checks.length === 0) return [];
  return [
    { ...directory({ path: checksFolder }), undo: { restore: sh`rmdir ${checksFolder} 2> /dev/null || :` } },
    ...checks.map(({ name, script }) => file({ path: `${checksFolder}/${name}`, content: script, mode: '0755' })),
  ];
}
