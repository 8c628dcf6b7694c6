import { sh, type Shell } from '../shell/shell.ts';
import { comparisonOf, orderingOf, type Ordering } from './comparison.ts';
import { pathReading } from './path-reading.ts';
import type { Action, Observation, Reading, ReadingKind, Resource } from './resource.ts';

export interface ArchiveOptions extends Ordering {
  /** Where it is wanted on the host. */
  readonly path: string;
  /** Of the file, 64 hexadecimal digits. Another content is never left there. */
  readonly sha256: string;
  /** Where the host downloads it from; null for one that is only sent. */
  readonly url: string | null;
  /** Where it lies on this machine: then it is sent from there and not downloaded. Null: it does not. */
  readonly file: string | null;
}

/** A file whose content is known by its SHA-256, downloaded by the host or sent to it, of any size. */
export function archive(options: ArchiveOptions): Resource {
  const { path, sha256, file, url } = options;
  const reading: Reading<string, string> = { kind: digestKind, key: pathReading(path).key };
  return {
    id: `archive:${path}`,
    reads: [reading],
    ...orderingOf(options),
    undo: {
      restore: sh`rm -f ${path} ${partOf(path)}
rmdir "$(dirname ${path})" 2> /dev/null || :`,
    },
    compare: (observed) => {
      const found = observed(reading);
      if (found.kind === 'unknown') return { state: 'unknown', reason: found.reason };
      if (found.kind === 'found' && found.value === sha256) return { state: 'converged' };
      if (file === null && url === null) return { state: 'unknown', reason: 'it lies nowhere that is known' };
      const from = found.kind === 'found' ? found.value : null;
      return comparisonOf([{ what: 'SHA-256', from, to: sha256, format: 'value' }], [bring(options)]);
    },
  };
}

function bring({ path, sha256, file, url }: ArchiveOptions): Action {
  const part = partOf(path);
  const source = file ?? url ?? '';
  const check = sh`${accept({ path, sha256, source })}`;
  if (file !== null) return { description: `send ${file}`, sends: { file, to: part }, script: check };
  return { description: `download ${source}`, script: sh`${download(source, part)}\n${check}`, timeout: 900 };
}

function partOf(path: string): string {
  return `${path}.part`;
}

/** Nothing else is needed than what is there: Debian without curl and wget has the helper of apt, which minds its proxy settings. */
function download(url: string, part: string): Shell {
  return sh`umask 077
mkdir -p "$(dirname ${part})" && rm -f ${part} || exit 1
if command -v curl > /dev/null 2>&1; then
  curl -fsSL --connect-timeout 20 --speed-time 60 --speed-limit 1 -o ${part} ${url}
elif command -v wget > /dev/null 2>&1; then
  wget -q -T 60 -O ${part} ${url}
elif [ -x /usr/lib/apt/apt-helper ]; then
  /usr/lib/apt/apt-helper -o APT::Sandbox::User=root download-file ${url} ${part}
else
  echo 'there is neither curl nor wget: install one of them, or fetch the archive on the control machine (lvsdeploy fetch) and say "archives: FOLDER" in the inventory' >&2
  exit 1
fi || {
  rm -f ${part}
  printf '%s\n' ${`${url} could not be downloaded by this host`} 'it can be fetched on the control machine instead (lvsdeploy fetch), with "archives: FOLDER" in the inventory' >&2
  exit 1
}`;
}

/** What is not what was expected is removed at once: nothing is ever unpacked of it. */
function accept({ path, sha256, source }: { path: string; sha256: string; source: string }): Shell {
  const part = partOf(path);
  return sh`found=$(sha256sum < ${part}) || exit 1
found=\${found%% *}
if [ "$found" != ${sha256} ]; then
  size=$(wc -c < ${part})
  rm -f ${part}
  printf '%s\n' ${`${source} is not the archive that was expected`} ${`expected SHA-256 ${sha256}`} "found    SHA-256 $found ($size bytes)" >&2
  exit 1
fi
mv -f ${part} ${path}`;
}

/** One `sha256sum` for all files. */
const digestKind: ReadingKind<string, string> = {
  name: 'digest',
  outlastsReboot: true,
  keyOf: (path) => path,
  compile: (paths) => sh`set -- ${paths}
for path do
  shift
  above=\${path%/*}
  while [ -n "$above" ] && [ ! -e "$above" ]; do above=\${above%/*}; done
  if [ ! -x "\${above:-/}" ]; then printf 'hidden %s\n' "$path"
  elif [ -f "$path" ]; then set -- "$@" "$path"
  elif [ -e "$path" ]; then printf 'other %s\n' "$path"
  else printf 'absent %s\n' "$path"
  fi
done
[ $# -eq 0 ] || sha256sum "$@"`,
  parse: ({ stdout }, paths) => {
    const lines = stdout.split('\n');
    const observe = (path: string): Observation<string> => {
      if (lines.includes(`absent ${path}`)) return { kind: 'absent' };
      if (lines.includes(`other ${path}`)) return { kind: 'unknown', reason: 'it is not a regular file' };
      if (lines.includes(`hidden ${path}`))
        return { kind: 'unknown', reason: 'a directory above it may not be searched' };
      const digest = lines.find((line) => line.slice(64) === `  ${path}`)?.slice(0, 64);
      return digest === undefined
        ? { kind: 'unknown', reason: 'its SHA-256 cannot be told' }
        : { kind: 'found', value: digest };
    };
    return new Map(paths.map((path) => [path, observe(path)]));
  },
};
