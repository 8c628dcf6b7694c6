import { UsageError } from '../errors.ts';
import { sh } from '../shell/shell.ts';
import type { Observation, Reading, ReadingKind } from './resource.ts';

/** Larger contents do not travel inside a script. */
export const contentLimit = 65_536;

/** What a path leads to, symbolic links followed. */
export interface PathState {
  readonly type: 'file' | 'directory' | 'other';
  /** Permission bits as four octal digits, `0644`. */
  readonly mode: string;
  /** Names and numeric ids, either of which may be what is wanted. */
  readonly owner: readonly [name: string, id: string];
  readonly group: readonly [name: string, id: string];
  /** Bytes. */
  readonly size: number;
  readonly content: Buffer | 'too large' | 'unreadable';
}

/** @throws UsageError for a path that is not absolute, ends in a slash or holds a line break. */
export function pathReading(path: string): Reading<string, PathState> {
  if (!/^\/.*[^/\n]$/.test(path) || path.includes('\n')) {
    throw new UsageError(`${JSON.stringify(path)} is not an absolute path`, {
      hint: 'Write it from the root, without a slash or a line break at its end.',
    });
  }
  return { kind: pathKind, key: path };
}

/** One `stat` for all paths and one pass over all contents, whose borders are known from the sizes. */
const pathKind: ReadingKind<string, PathState> = {
  name: 'path',
  outlastsReboot: true,
  keyOf: (path) => path,
  compile: (paths) => sh`set -- ${paths}
for path do
  shift
  if [ -e "$path" ]; then set -- "$@" "$path"; continue; fi
  above=$path
  while [ -n "$above" ] && [ ! -e "$above" ]; do above=\${above%/*}; done
  above=\${above:-/}
  if [ ! -d "$above" ] || [ -x "$above" ]; then printf 'absent %s\n' "$path"; else printf 'hidden %s\n' "$path"; fi
done
[ $# -gt 0 ] || exit 0
stat -L -c 'stat %f:%u:%U:%g:%G:%s:%n' "$@"
for path do
  shift
  if [ -f "$path" ] && [ -r "$path" ]; then printf 'content %s\n' "$path"; set -- "$@" "$path"; fi
done
echo
[ $# -eq 0 ] || head -q -c ${contentLimit} "$@" | base64`,
  parse: ({ stdout, stderr }, paths) => {
    const [listing = '', encoded = ''] = stdout.split(/^\n/m, 2);
    const found = parseListing(listing);
    const contents = splitContents(found, Buffer.from(encoded, 'base64'));
    return new Map(paths.map((path) => [path, observe(path, found, contents, stderr)]));
  },
};

interface Listing {
  readonly absent: ReadonlySet<string>;
  readonly hidden: ReadonlySet<string>;
  readonly states: ReadonlyMap<string, Omit<PathState, 'content'>>;
  /** Paths whose contents follow, in their order. */
  readonly readable: readonly string[];
}

function parseListing(text: string): Listing {
  const absent = new Set<string>();
  const hidden = new Set<string>();
  const states = new Map<string, Omit<PathState, 'content'>>();
  const readable: string[] = [];
  for (const line of text.split('\n')) {
    const [, word, rest = ''] = /^(\w+) (.*)$/.exec(line) ?? [];
    if (word === 'absent') absent.add(rest);
    if (word === 'hidden') hidden.add(rest);
    if (word === 'content') readable.push(rest);
    if (word !== 'stat') continue;
    const [, mode = '', uid = '', user = '', gid = '', group = '', size = '', path = ''] =
      /^([0-9a-f]+):(\d+):([^:]*):(\d+):([^:]*):(\d+):(.*)$/.exec(rest) ?? [];
    states.set(path, { ...parseMode(mode), owner: [user, uid], group: [group, gid], size: Number(size) });
  }
  return { absent, hidden, states, readable };
}

/** Reads `%f` of stat(1): file type and permission bits, in hexadecimal (inode(7)). */
function parseMode(hexadecimal: string): Pick<PathState, 'type' | 'mode'> {
  const bits = parseInt(hexadecimal, 16);
  const format = bits & 0o170000;
  const type = format === 0o100000 ? 'file' : format === 0o040000 ? 'directory' : 'other';
  return { type, mode: (bits & 0o7777).toString(8).padStart(4, '0') };
}

/** @returns the content of each readable path, or null when the sizes do not add up: something changed meanwhile. */
function splitContents({ states, readable }: Listing, bytes: Buffer): ReadonlyMap<string, Buffer> | null {
  const contents = new Map<string, Buffer>();
  let offset = 0;
  for (const path of readable) {
    const end = offset + Math.min(states.get(path)?.size ?? NaN, contentLimit);
    contents.set(path, bytes.subarray(offset, end));
    offset = end;
  }
  return offset === bytes.length ? contents : null;
}

function observe(
  path: string,
  { absent, hidden, states }: Listing,
  contents: ReadonlyMap<string, Buffer> | null,
  stderr: string,
): Observation<PathState> {
  if (absent.has(path)) return { kind: 'absent' };
  if (hidden.has(path)) return { kind: 'unknown', reason: 'a directory above it may not be searched' };
  const state = states.get(path);
  if (state === undefined) return { kind: 'unknown', reason: `stat says nothing of it: ${stderr.trim()}` };
  if (state.type === 'file' && contents === null)
    return { kind: 'unknown', reason: 'a file changed while it was read' };
  const content = contents?.get(path) ?? 'unreadable';
  return { kind: 'found', value: { ...state, content: state.size > contentLimit ? 'too large' : content } };
}
