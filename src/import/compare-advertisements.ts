import { canonicalAddress } from '../cluster/address.ts';
import { preprocess } from './preprocess.ts';
import { keywordOf, wordsOf, type Statement } from './statement.ts';
import { buildTree } from './tree.ts';

/**
 * What keepalived holds the advertisements of a peer against (vrrp_check_packet in its vrrp.c): it ignores those of one that has it
 * otherwise. Of version 3 it takes the interval of the master.
 */
const compared = ['version', 'advert_int', 'authentication', 'virtual_ipaddress', 'unicast_peer'] as const;

type Advertised = Readonly<Record<Exclude<(typeof compared)[number], 'virtual_ipaddress'>, string>> & {
  readonly addresses: readonly string[];
  readonly virtual_ipaddress: string;
};

/**
 * @param found the keepalived.conf that a director has.
 * @param wanted the one that it is to get.
 * @returns what is wrong while its peers have the old one; null when they go on hearing it.
 */
export function conflictOfAdvertisements(found: string, wanted: string): string | null {
  const before = instancesIn(found);
  const differing = [...instancesIn(wanted)].flatMap(([id, instance]) => {
    const old = before.get(id);
    // Of a VIP that is renumbered each may hold its own.
    const sharesVip = old?.addresses.some((address) => instance.addresses.includes(address)) ?? false;
    return sharesVip ? compared.filter((word) => old?.[word] !== instance[word]) : [];
  });
  if (differing.length === 0) return null;
  const words = [...new Set(differing)].join(', ');
  return `a director ignores the advertisements of one with another ${words}: while one has the old configuration and one the new, each holds the VIPs that stay`;
}

/** @returns what each vrrp_instance advertises, by its segment, virtual router id and family: others do not hear each other. */
function instancesIn(text: string): ReadonlyMap<string, Advertised> {
  const { statements } = buildTree(preprocess(text, 'keepalived.conf', null, () => null).lines);
  const common = statements.filter((one) => keywordOf(one) === 'global_defs');
  const instances = statements.filter((one) => keywordOf(one) === 'vrrp_instance');
  return new Map(
    instances.map((instance) => {
      const addresses = blockOf(instance, 'virtual_ipaddress')
        .map((line) => canonicalAddress(keywordOf(line).split('/', 1)[0] ?? ''))
        .sort();
      const family = addresses.some((one) => one.includes(':')) ? 6 : 4;
      const own = valueOf([instance], 'version') ?? valueOf(common, 'vrrp_version') ?? '2';
      const version = family === 6 ? '3' : own;
      const id = ['interface', 'virtual_router_id'].map((word) => valueOf([instance], word) ?? '').join(' ');
      return [
        `${id} ${family}`,
        {
          version,
          advert_int: version === '3' ? 'any' : String(Number(valueOf([instance], 'advert_int') ?? '1')),
          authentication: version === '3' ? 'none' : wordsIn(blockOf(instance, 'authentication')),
          addresses,
          virtual_ipaddress: addresses.join(' '),
          // Who they are differs from director to director.
          unicast_peer: blockOf(instance, 'unicast_peer').length > 0 ? 'some' : 'none',
        },
      ];
    }),
  );
}

function blockOf({ block }: Statement, keyword: string): readonly Statement[] {
  return (block ?? []).filter((one) => keywordOf(one) === keyword).flatMap((one) => one.block ?? []);
}

function valueOf(blocks: readonly Statement[], keyword: string): string | undefined {
  return blocks.flatMap(({ block }) => block ?? []).findLast((one) => keywordOf(one) === keyword)?.words[1]?.text;
}

function wordsIn(statements: readonly Statement[]): string {
  return statements
    .flatMap(wordsOf)
    .map(({ text }) => text)
    .join(' ');
}
