import { createHash } from 'node:crypto';
import { isIpv6, sh, type Shell } from 'lvsdeploy';

/** A rule in the words of nft(8) and in those in which `iptables -S` lists it, for IPv4 or IPv6. */
export interface PacketRule {
  readonly family: 4 | 6;
  readonly nft: string;
  /** Without the chain before it. One rule of nft may take several. */
  readonly iptables: readonly string[];
}

export interface PacketRules {
  /** Of the table of nft, `inet NAME`. */
  readonly table: string;
  /** Of the chain of iptables in its table mangle. */
  readonly chain: string;
  readonly hook: 'prerouting' | 'output';
  readonly rules: readonly PacketRule[];
}

/** @returns how nft and iptables say that an address is the one a packet comes from or goes to. */
export function matchAddress(side: 'saddr' | 'daddr', address: string) {
  return isIpv6(address)
    ? { family: 6 as const, nft: `ip6 ${side} ${address}`, iptables: `-${side[0] ?? ''} ${address}/128` }
    : { family: 4 as const, nft: `ip ${side} ${address}`, iptables: `-${side[0] ?? ''} ${address}/32` };
}

/**
 * Shell functions that keep the rules in a table or chain of their own: `rules_are_set`, `set_rules`, `drop_rules`. By nft, or
 * by iptables where there is no nft, or where the kernel can do nothing of what it asks for.
 */
export function rulesFunctions({ table, chain, hook, rules }: PacketRules): Shell {
  const hash = createHash('sha256').update(JSON.stringify(rules)).digest('hex').slice(0, 12);
  // By its comment each rule is known again: nft lists rules in other words than it was told.
  const ofNft = rules.map(({ nft }) => `    ${nft} comment "lvsdeploy ${hash}"`);
  const listOf = (family: 4 | 6) =>
    rules
      .filter((rule) => rule.family === family)
      .flatMap(({ iptables }) => iptables.map((words) => `-A ${chain} ${words}`))
      .join('\n');
  return sh`NFT_RULES=${`table inet ${table} {
  chain ${hook} {
    type filter hook ${hook} priority -150;
${ofNft.join('\n')}
  }
}`}
IPV4_RULES=${listOf(4)}
IPV6_RULES=${listOf(6)}

has_tool() {
  command -v "$1" > /dev/null
}

set_by_nft() {
  has_tool nft && printf 'add table inet %s\\ndelete table inet %s\\n%s\\n' ${table} ${table} "$NFT_RULES" | nft -f -
}

is_set_by_nft() {
  has_tool nft && [ "$(nft list table inet ${table} 2> /dev/null | grep -c ${`comment "lvsdeploy ${hash}"`})" = ${rules.length} ]
}

drop_from_nft() {
  ! has_tool nft || ! nft list table inet ${table} > /dev/null 2>&1 || nft delete table inet ${table}
}

# iptables or ip6tables, and its rules
set_by() {
  if [ -z "$2" ]; then
    drop_from "$1"
    return
  fi
  has_tool "$1" || { echo "neither nft nor $1 can set the rules" >&2; return 1; }
  { echo '*mangle'; echo ${`:${chain} - [0:0]`}; echo "$2"; echo COMMIT; } | "$1-restore" --noflush || return 1
  is_hooked "$1" || "$1" -t mangle -A ${hook.toUpperCase()} -j ${chain}
}

is_hooked() {
  "$1" -t mangle -S ${hook.toUpperCase()} 2> /dev/null | grep -qx -e ${`-A ${hook.toUpperCase()} -j ${chain}`}
}

is_set_by() {
  [ -n "$2" ] || return 0
  has_tool "$1" && is_hooked "$1" && [ "$("$1" -t mangle -S ${chain} | grep '^-A')" = "$2" ]
}

drop_from() {
  has_tool "$1" && "$1" -t mangle -S ${chain} > /dev/null 2>&1 || return 0
  while is_hooked "$1"; do "$1" -t mangle -D ${hook.toUpperCase()} -j ${chain} || return 1; done
  "$1" -t mangle -F ${chain} && "$1" -t mangle -X ${chain}
}

rules_are_set() {
  is_set_by_nft || { is_set_by iptables "$IPV4_RULES" && is_set_by ip6tables "$IPV6_RULES"; }
}

set_rules() {
  if set_by_nft 2> /dev/null; then
    drop_from iptables && drop_from ip6tables
  else
    set_by iptables "$IPV4_RULES" && set_by ip6tables "$IPV6_RULES"
  fi
}

drop_rules() {
  drop_from_nft && drop_from iptables && drop_from ip6tables
}`;
}
