import {
  command,
  directory,
  drainFile,
  drainFolder,
  file,
  inService,
  lines,
  sh,
  type Cluster,
  type Resource,
} from 'lvsdeploy';

/** @returns the names of the real servers that serve something. */
export function drainableServers({ realServers, virtualServices }: Cluster): readonly string[] {
  const served = new Set(virtualServices.flatMap((service) => service.realServers.map(({ name }) => name)));
  return realServers.map(({ name }) => name).filter((name) => served.has(name));
}

/** @returns the files, which have to be there before keepalived reads a configuration that names them. */
export function drainFiles(cluster: Cluster): readonly Resource[] {
  return [
    { ...directory({ path: drainFolder }), undo: { restore: sh`rm -rf ${drainFolder}` } },
    ...drainableServers(cluster).map((name) => withoutUndo(file({ path: drainFile(name), content: `${inService}\n` }))),
  ];
}

/** They go with the folder, or by {@link noOtherDrainFiles}. */
function withoutUndo(resource: Resource): Resource {
  return { id: resource.id, reads: resource.reads, compare: (observed) => resource.compare(observed) };
}

/**
 * Removes the files of servers that have left the model. It comes after the reload: a file that is gone says 0, and a server
 * that was drained before it was dropped would get connections again.
 */
export function noOtherDrainFiles(cluster: Cluster): Resource {
  const others = sh`cd ${drainFolder} 2> /dev/null || exit 0
others() {
  for name in *; do
    for known in '*' ${drainableServers(cluster)}; do [ "$name" != "$known" ] || continue 2; done
    echo "$name"
  done
}`;
  return command({
    id: 'no other drain files',
    description: 'remove the drain files of servers that the model does not have',
    unless: lines(others, sh`[ -z "$(others)" ]`),
    script: lines(others, sh`others | while read -r name; do rm -f "$name" || exit 1; done`),
  });
}
