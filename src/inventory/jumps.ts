import type { DescribedHost } from './access.ts';
import type { HostAccess } from './host.ts';
import { didYouMean } from './nearest.ts';
import type { Report } from './problem.ts';

/**
 * Resolves the jump hosts of a host, as `ssh -J`: the first hop is reached in its own way, with the hops that it needs itself,
 * each further one through the hop before it.
 * @param direct how each host of the inventory is reached, with the jump hosts of ssh_config(5) where that has the word.
 * @param passed the hosts that ask for this one, against rings.
 * @returns all hops, first hop first, none of which has hops of its own any more.
 */
export function resolveJumps(
  name: string,
  hosts: ReadonlyMap<string, DescribedHost>,
  direct: ReadonlyMap<string, HostAccess>,
  report: Report,
  passed: readonly string[] = [],
): HostAccess[] {
  const settlement = hosts.get(name)?.settlement;
  if (settlement?.ssh.proxyJump === undefined) return [...(direct.get(name)?.proxyJump ?? [])];
  const names = settlement.ssh.proxyJump;
  if (names[0] === 'none') return [];
  const refuse = (message: string) => report(settlement.origin('ssh', 'proxyJump'), message);

  const unknown = names.filter((jump) => !direct.has(jump));
  for (const jump of unknown) {
    refuse(`found ${jump}${didYouMean(jump, direct.keys())}; expected a host of this inventory`);
  }
  const way = [...passed, name];
  const own = names.find((jump) => way.includes(jump));
  if (own !== undefined) refuse(`${own} would be its own jump host; say "proxyJump: none" in hosts.${own}.ssh`);
  const [first] = names;
  if (first === undefined || unknown.length > 0 || own !== undefined) return [];

  const hops = names.flatMap((jump) => direct.get(jump) ?? []);
  return [
    ...resolveJumps(first, hosts, direct, report, way),
    ...hops.map((hop, index) =>
      index === 0 ? { ...hop, proxyJump: [] } : { ...hop, proxyJump: [], proxyCommand: null },
    ),
  ];
}
