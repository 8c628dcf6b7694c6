import { didYouMean } from './nearest.ts';
import { roleGroups } from './pattern.ts';
import type { Path, Report } from './problem.ts';
import type { InventorySettings } from './schema.ts';

/**
 * Checks that every name means one thing: a host pattern has one word for hosts, groups, clusters and roles.
 * @param hosts the path of each host by its name.
 */
export function checkNames(
  { groups, clusters }: InventorySettings,
  hosts: ReadonlyMap<string, Path>,
  report: Report,
): void {
  const owners = new Map<string, string>(['all', 'none', ...roleGroups].map((name) => [name, 'a word of lvsdeploy']));
  const claim = (name: string, owner: string, path: Path) => {
    const other = owners.get(name);
    if (other === undefined) owners.set(name, owner);
    else
      report(path, `the name ${name} is ${other} already; expected another one, since host patterns mean both alike`);
  };
  for (const name of Object.keys(clusters)) claim(name, 'the name of a cluster', ['clusters', name]);
  for (const name of Object.keys(groups)) claim(name, 'the name of a group', ['groups', name]);
  for (const [name, path] of hosts) claim(name, 'the name of a host', path);

  for (const [group, { hosts: members }] of Object.entries(groups)) {
    for (const [index, name] of members.entries()) {
      if (hosts.has(name)) continue;
      const message = `found ${name}${didYouMean(name, hosts.keys())}; expected a host of a cluster or of hosts`;
      report(['groups', group, 'hosts', index], message);
    }
  }
}
