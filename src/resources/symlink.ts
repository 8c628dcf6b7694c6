import { sh } from '../shell/shell.ts';
import { comparisonOf, orderingOf, valueChange, type Ordering } from './comparison.ts';
import { pathReading } from './path-reading.ts';
import type { Observation, Reading, ReadingKind, Resource } from './resource.ts';

export interface SymlinkOptions extends Ordering {
  /** Where the link is, from the root. */
  readonly path: string;
  /** What the link says, absolute or relative to its own directory. */
  readonly target: string;
}

/** A symbolic link; never put in the place of anything else than a link. */
export function symlink(options: SymlinkOptions): Resource {
  const { path, target } = options;
  const reading: Reading<string, string | null> = { kind: linkKind, key: pathReading(path).key };
  return {
    id: `symlink:${path}`,
    reads: [reading],
    ...orderingOf(options),
    undo: {
      keep: sh`[ ! -L ${path} ] || readlink ${path} > original`,
      restore: sh`[ ! -L ${path} ] || rm -f ${path} || exit 1
[ ! -e original ] || [ -e ${path} ] || ln -s "$(cat original)" ${path}`,
    },
    compare: (observed) => {
      const found = observed(reading);
      if (found.kind === 'unknown') return { state: 'unknown', reason: found.reason };
      if (found.kind === 'found' && found.value === null)
        return { state: 'unknown', reason: 'it is not a symbolic link' };
      const link = { description: `link ${path} to ${target}`, script: sh`rm -f ${path} && ln -s ${target} ${path}` };
      return comparisonOf(valueChange('target', found.kind === 'found' ? found.value : null, target), [link]);
    },
  };
}

/** One `stat` for all links; the value is what the link says, or null when the path is no link. */
const linkKind: ReadingKind<string, string | null> = {
  name: 'symlink',
  outlastsReboot: true,
  keyOf: (path) => path,
  compile: (paths) => sh`set -- ${paths}
for path do
  shift
  if [ -L "$path" ]; then set -- "$@" "$path"
  elif [ -e "$path" ]; then printf 'other %s\n' "$path"
  elif [ ! -d "\${path%/*}/" ] || [ -x "\${path%/*}/" ]; then printf 'absent %s\n' "$path"
  fi
done
[ $# -eq 0 ] || QUOTING_STYLE=literal stat -c 'link %N' "$@"`,
  parse: ({ stdout }, paths) => {
    const found = new Set(stdout.split('\n'));
    const observe = (path: string): Observation<string | null> => {
      if (found.has(`other ${path}`)) return { kind: 'found', value: null };
      if (found.has(`absent ${path}`)) return { kind: 'absent' };
      // GNU stat prints `name -> target` in the literal style, busybox always `'name' -> 'target'`.
      for (const said of found) {
        if (said.startsWith(`link ${path} -> `)) return { kind: 'found', value: said.slice(`link ${path} -> `.length) };
        if (said.startsWith(`link '${path}' -> '`))
          return { kind: 'found', value: said.slice(`link '${path}' -> '`.length, -1) };
      }
      return { kind: 'unknown', reason: 'neither its presence nor its absence could be told' };
    };
    return new Map(paths.map((path) => [path, observe(path)]));
  },
};
