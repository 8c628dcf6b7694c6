import { isIpv6 } from '../cluster/address.ts';
import { toFillIn } from './inventory-draft.ts';
import type { SettledService } from './settle-service.ts';

/** The real servers of a cluster, by names that the files do not know. */
export interface NamedServers {
  readonly members: Readonly<Record<string, object>>;
  readonly remarks: readonly { readonly name: string; readonly text: string }[];
  readonly open: readonly { readonly name: string; readonly text: string }[];
  nameOf(address: string): string;
}

/** A server of IPv6 is taken for one of IPv4 that has its name, or whose address ends alike. */
export function combineServers(services: readonly SettledService[]): NamedServers {
  const hints = new Map<string, string | null>();
  for (const { address, name } of services.flatMap(({ servers }) => servers)) {
    hints.set(address, hints.get(address) ?? name);
  }
  const names = new Map<string, string>();
  const members: Record<string, { address: string; address6?: string }> = {};
  const remarks: { name: string; text: string }[] = [];
  const open: { name: string; text: string }[] = [];
  const nextName = () => {
    let number = Object.keys(members).length + 1;
    while (`rs${number}` in members) number += 1;
    return `rs${number}`;
  };
  const fours = [...hints].filter(([address]) => !isIpv6(address));
  for (const [address, hint] of fours) {
    const name = hint !== null && isName(hint) && !(hint in members) ? hint : nextName();
    members[name] = { address };
    names.set(address, name);
  }
  for (const [address, hint] of [...hints].filter(([one]) => isIpv6(one))) {
    const alike = fours.filter(([four]) => four.split('.').at(-1) === address.split(':').at(-1));
    const own = hint !== null && isName(hint) ? hint : null;
    const twin = own ?? (alike.length === 1 ? names.get(alike[0]?.[0] ?? '') : undefined);
    const member = twin === undefined ? undefined : members[twin];
    if (twin !== undefined && member !== undefined && member.address6 === undefined) {
      member.address6 = address;
      names.set(address, twin);
      if (own === null)
        remarks.push({
          name: twin,
          text: `${address} is taken for an address of this host because it ends alike: no file says it`,
        });
      continue;
    }
    const name = own !== null && !(own in members) ? own : nextName();
    members[name] = { address: toFillIn, address6: address };
    names.set(address, name);
    open.push({
      name,
      text: 'its IPv4 address; where it is one of the hosts above, say address6 there and take this one out',
    });
  }
  return {
    members,
    remarks,
    open,
    nameOf: (address) => names.get(address) ?? address,
  };
}

function isName(text: string): boolean {
  return /^(?!\d+$)\w[\w.-]*$/.test(text);
}
