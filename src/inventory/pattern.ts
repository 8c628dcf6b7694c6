import { UsageError } from '../errors.ts';
import type { Host } from './host.ts';
import { nearest } from './nearest.ts';

/** What a host, a group and a cluster may be called: the characters , : & ! ~ and * belong to patterns, and a bare number would leave the file's order. */
export const nameForm = /^(?!\d+$)\w[\w.-]*$/;

/** The groups that every inventory has, though nobody may be in them. */
export const roleGroups = ['directors', 'realServers', 'clients'] as const;

/**
 * Selects hosts as Ansible does: names and groups, `all`, globs (`web*`), regular expressions (`~web[12]`), unions with `,` or `:`,
 * of which `:&group` keeps what is also there and `:!group` leaves out, wherever in the pattern they stand.
 * @returns the hosts in the order of the inventory; none when intersection and exclusion leave none.
 * @throws UsageError when a part of the pattern means no host or group.
 */
export function selectHosts(hosts: readonly Host[], pattern: string): readonly Host[] {
  const terms = pattern
    .split(/[,:]/)
    .map((term) => term.trim())
    .filter((term) => term !== '');
  if (terms.length === 0) throw new UsageError('the host pattern is empty', { hint: 'Write "all" for every host.' });
  const starting = (sign: string) =>
    terms.filter((term) => term.startsWith(sign)).map((term) => matcher(hosts, pattern, term.slice(1)));
  const unions = terms.filter((term) => !/^[&!]/.test(term)).map((term) => matcher(hosts, pattern, term));
  const intersections = starting('&');
  const exclusions = starting('!');
  return hosts.filter(
    (host) =>
      (unions.length === 0 || unions.some((isMeant) => isMeant(host))) &&
      intersections.every((isMeant) => isMeant(host)) &&
      !exclusions.some((isMeant) => isMeant(host)),
  );
}

function matcher(hosts: readonly Host[], pattern: string, term: string): (host: Host) => boolean {
  if (term === 'all' || term === '*') return () => true;
  const names = [...new Set([...hosts.flatMap((host) => [host.name, ...host.groups]), ...roleGroups])];
  const meant = new Set(names.filter(wordMatcher(pattern, term)));
  if (meant.size === 0) throw unknownName(pattern, term, ['all', ...names]);
  return (host) => meant.has(host.name) || host.groups.some((group) => meant.has(group));
}

function wordMatcher(pattern: string, term: string): (name: string) => boolean {
  if (term.startsWith('~')) {
    const expression = compile(pattern, term.slice(1));
    return (name) => expression.test(name);
  }
  if (!/[*?[]/.test(term)) return (name) => name === term;
  const glob = term
    .replace(/[.+^${}()|\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.')
    .replaceAll('[!', '[^');
  const expression = compile(pattern, `^(?:${glob})$`);
  return (name) => expression.test(name);
}

function compile(pattern: string, expression: string): RegExp {
  try {
    return new RegExp(expression);
  } catch (cause) {
    throw new UsageError(`the host pattern "${pattern}" holds an expression that cannot be read: ${expression}`, {
      hint: 'Correct the brackets; note that , and : always part two terms of a pattern.',
      cause,
    });
  }
}

function unknownName(pattern: string, term: string, names: readonly string[]): UsageError {
  const near = nearest(term, names);
  const where = pattern.trim() === term ? '' : ` (in the pattern "${pattern}")`;
  return new UsageError(`no host or group of the inventory is named "${term}"${where}`, {
    hint: near.length > 0 ? `Did you mean ${near.join(' or ')}?` : `There are ${names.join(', ')}.`,
  });
}
