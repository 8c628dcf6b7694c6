import type { Facts } from '../facts/facts.ts';
import { factSnippets, parseFacts } from '../facts/read.ts';
import type { Snippet, SnippetResult } from '../shell/session.ts';
import { sh } from '../shell/shell.ts';

/** What was found of a host that was named. */
export type FoundHost = { readonly name: string } & (
  | {
      readonly isReached: true;
      readonly facts: Facts;
      /** How the rights of root are had there. */
      readonly privileges: 'root' | 'sudo' | 'none';
      /** Why sudo did not do with the password that it was given. */
      readonly refusal?: string;
      /** Whether the running kernel has IPVS; null when it cannot be told. */
      readonly hasIpvs: boolean | null;
    }
  | { readonly isReached: false; readonly problem: string }
);

export type ReachedHost = Extract<FoundHost, { isReached: true }>;

/** All that was found, by name. */
export type Survey = ReadonlyMap<string, FoundHost>;

const own: readonly Snippet[] = [
  { name: 'survey: user', script: sh`id -u`, isData: true },
  {
    name: 'survey: ip_vs',
    script: sh`if [ -e /proc/net/ip_vs ] || modprobe -n -q ip_vs 2> /dev/null; then echo there
elif command -v modprobe > /dev/null 2>&1; then echo missing
fi`,
    isData: true,
  },
];

/** One round trip: the facts of a host, who is logged in, and whether IPVS is there. */
export const surveySnippets: readonly Snippet[] = [...factSnippets, ...own];

/**
 * @param results of {@link surveySnippets}.
 * @param login whether the batch ran as root by sudo, or as the user who logged in because sudo refused.
 * @throws LvsdeployError when the host does not say what it is.
 */
export function readSurvey(
  results: readonly SnippetResult[],
  name: string,
  login: 'sudo' | 'refused' | 'plain',
): FoundHost {
  const facts = parseFacts(results.slice(0, factSnippets.length), name);
  const [user = '', ipvs = ''] = results.slice(factSnippets.length).map(({ stdout }) => stdout.trim());
  const isRoot = user === '0';
  const privileges = !isRoot ? 'none' : login === 'sudo' ? 'sudo' : 'root';
  const hasIpvs = ipvs === 'there' || facts.ipvsSchedulers !== null ? true : ipvs === 'missing' ? false : null;
  return { name, isReached: true, facts, privileges, hasIpvs };
}

/** @returns what was found, in a line or two for a person; what a host said is in it as it said it. */
export function describeHost(found: FoundHost): readonly string[] {
  if (!found.isReached) return [`${found.name} is not reached: ${found.problem}`];
  const { name, facts, privileges, hasIpvs } = found;
  const rights = { root: 'logged in as root', sudo: 'root by sudo', none: 'no rights of root' }[privileges];
  const ipvs = hasIpvs === null ? 'ip_vs cannot be told' : hasIpvs ? 'ip_vs there' : 'no ip_vs';
  const nics = facts.interfaces
    .filter((one) => one.name !== 'lo')
    .map((one) => `${one.name} ${wordAddresses(one.addresses.filter(isShown))}`);
  return [
    `${name}: ${facts.distribution} ${facts.distributionVersion}, Linux ${facts.kernel}, ${facts.packageManager ?? 'no known package manager'}, ${rights}, ${ipvs}`,
    ...nics.map((nic) => `  ${nic}`),
  ];
}

/** A host with a whole block of addresses is told by the first of them. */
function wordAddresses(addresses: readonly { readonly address: string; readonly prefixLength: number }[]): string {
  if (addresses.length === 0) return '(no address)';
  const shown = addresses.slice(0, 4).map(({ address, prefixLength }) => `${address}/${prefixLength}`);
  const more = addresses.length - shown.length;
  return [...shown, ...(more === 0 ? [] : [`and ${more} more`])].join(' ');
}

function isShown({ address }: { readonly address: string }): boolean {
  return !address.toLowerCase().startsWith('fe80:');
}

/** @returns those of some hosts that were reached, in their order. */
export function reachedOf(survey: Survey, hosts: readonly { readonly name: string }[]): readonly ReachedHost[] {
  return hosts.flatMap(({ name }) => {
    const found = survey.get(name);
    return found?.isReached === true ? [found] : [];
  });
}
