import { checksFolder, checkScriptsOf, directory, file, sh, type Cluster, type Resource } from 'lvsdeploy';

/** @returns the scripts of health checks on a director, which have to be there before keepalived reads a configuration that names them. */
export function checkScripts(cluster: Cluster): readonly Resource[] {
  const scripts = checkScriptsOf(cluster);
  if (scripts.length === 0) return [];
  return [
    { ...directory({ path: checksFolder }), undo: { restore: sh`rmdir ${checksFolder} 2> /dev/null || :` } },
    ...scripts.map(({ name, script }) => file({ path: `${checksFolder}/${name}`, content: script, mode: '0755' })),
  ];
}
