import { join } from 'node:path';
import { UsageError, messageOf } from '../errors.ts';
import { expandPath } from './include.ts';
import { readLines, type ConfigLine } from './line.ts';
import { matchesCriteria } from './match.ts';
import { matchesAny } from './pattern.ts';
import { expandTokens } from './tokens.ts';

/** The files that a configuration is made of. */
export interface ConfigFiles {
  readonly home: string;
  /** @throws when the file cannot be read. */
  readonly readFile: (path: string) => string;
  /** Gives the names in a folder; none when there is no such folder. */
  readonly list: (folder: string) => readonly string[];
}

/** Whom a configuration is asked about. */
export interface Query {
  /** The host as it would be named to ssh(1). */
  readonly host: string;
  /** The user, where something nearer has settled it. */
  readonly user?: string | undefined;
  readonly localUser: string;
}

/** What applies to a host: the first line of each keyword, and every line of those that add up. */
export type Findings = ReadonlyMap<string, readonly ConfigLine[]>;

export interface SshConfig {
  lookUp(query: Query): Findings;
  /** Whether a `Host` line names the host, by more than a `*` alone. */
  names(host: string): boolean;
  /** Lines that are not obeyed, met so far. */
  readonly doubts: ReadonlySet<string>;
}

// readconf.c, READCONF_MAX_DEPTH.
const maxDepth = 16;
const addedUp = new Set(['identityfile', 'certificatefile']);
// Whichever comes first rules the other out.
const exclusive: Readonly<Record<string, string>> = { proxyjump: 'proxycommand', proxycommand: 'proxyjump' };

/**
 * Reads configuration files as ssh(1) does, the nearest first. `Match exec` is never run and never matches, names are
 * not canonicalised.
 * @throws UsageError for what is no configuration.
 */
export function openSshConfig(paths: readonly string[], files: ConfigFiles): SshConfig {
  const parsed = new Map<string, readonly ConfigLine[]>();
  const doubts = new Set<string>();
  const linesOf = (path: string) => {
    const lines = parsed.get(path) ?? readLines(readText(path, files), path);
    parsed.set(path, lines);
    return lines;
  };
  const included = (path: string, line: ConfigLine, depth: number) => {
    if (depth >= maxDepth)
      throw new UsageError(`Include is nested more than ${maxDepth} deep`, {
        place: line.place,
        hint: `See whether ${path} includes itself, perhaps by way of other files: ssh(1) refuses that, too.`,
      });
    const base = path.startsWith('/etc/') ? '/etc/ssh' : join(files.home, '.ssh');
    return line.words.flatMap((word) => expandPath(word, base, files));
  };

  const lookUp = (query: Query): Findings => {
    const found = new Map<string, ConfigLine[]>();
    const wanted = { final: false };
    const pass = (isFinal: boolean, host: string) => {
      const matches = (line: ConfigLine) =>
        matchesCriteria(line.words, {
          host: isFinal ? host : hostNameOf(found, host),
          originalHost: query.host,
          user: query.user ?? found.get('user')?.[0]?.words[0] ?? query.localUser,
          localUser: query.localUser,
          isFinal,
          onFinal: () => (wanted.final = true),
          onUntried: (name) => doubts.add(`${line.place}: Match ${name} is never tried here; its lines do not count`),
        });
      const read = (path: string, isActiveOutside: boolean, depth: number) => {
        let isActive = isActiveOutside;
        for (const line of linesOf(path)) {
          if (line.keyword === 'host') isActive = isActiveOutside && matchesAny(line.words, host);
          else if (line.keyword === 'match') isActive = isActiveOutside && matches(line);
          else if (line.keyword === 'include') {
            for (const file of included(path, line, depth)) read(file, isActive, depth + 1);
          } else if (isActive) take(found, line);
        }
      };
      for (const path of paths) read(path, true, 0);
    };
    pass(false, query.host);
    if (wanted.final) {
      const name = hostNameOf(found, query.host).toLowerCase();
      // The second reading may find no other name than the one it is about.
      found.set('hostname', [{ place: '', keyword: 'hostname', words: [name.replaceAll('%', '%%')], rest: name }]);
      pass(true, name);
    }
    return found;
  };

  const namedIn = (path: string, host: string, depth: number): boolean =>
    linesOf(path).some((line) => {
      if (line.keyword === 'include') return included(path, line, depth).some((file) => namedIn(file, host, depth + 1));
      const patterns = line.words.filter((word) => word !== '*');
      return line.keyword === 'host' && matchesAny(patterns, host);
    });

  return { lookUp, names: (host) => paths.some((path) => namedIn(path, host, 0)), doubts };
}

/** @returns the `HostName` that was found, or the host as it was named. */
export function hostNameOf(found: Findings, host: string): string {
  const [name] = found.get('hostname')?.[0]?.words ?? [];
  return name === undefined ? host : expandTokens(name, { h: host });
}

function take(found: Map<string, ConfigLine[]>, line: ConfigLine): void {
  const { keyword } = line;
  const before = found.get(keyword);
  if (before === undefined) {
    if (!found.has(exclusive[keyword] ?? '')) found.set(keyword, [line]);
  } else if (addedUp.has(keyword) && !before.some((other) => other.rest === line.rest)) before.push(line);
}

function readText(path: string, { readFile }: ConfigFiles): string {
  try {
    return readFile(path);
  } catch (cause) {
    throw new UsageError(`cannot read it: ${messageOf(cause)}`, {
      place: path,
      hint: 'Make it readable, or say ssh.config: none.',
      cause,
    });
  }
}
