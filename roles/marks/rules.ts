import { marksOf, type Cluster, type FirewallMark, type Traffic } from 'lvsdeploy';
import { matchAddress, type PacketRule, type PacketRules } from '../packet-rules.ts';

/** @returns the rules that mark the packets of the services by mark, before IPVS sees them. */
export function markRules(cluster: Cluster): PacketRules {
  return {
    table: 'lvsdeploy_marks',
    chain: 'LVSDEPLOY',
    hook: 'prerouting',
    rules: marksOf(cluster).flatMap((mark) => mark.traffic.map((traffic) => ruleOf(mark, traffic))),
  };
}

function ruleOf({ number }: FirewallMark, { address, protocol, ports }: Traffic): PacketRule {
  const { family, nft, iptables } = matchAddress('daddr', address);
  const list = (sign: string) => ports.map(({ from, to }) => (from === to ? String(from) : `${from}${sign}${to}`));
  return {
    family,
    nft: `${nft} ${protocol} dport { ${list('-').join(', ')} } meta mark set ${number}`,
    iptables: inRules(list(':')).map(
      (some) =>
        `${iptables} -p ${protocol} -m multiport --dports ${some.join(',')} -j MARK --set-xmark 0x${number.toString(16)}/0xffffffff`,
    ),
  };
}

/** A rule of multiport has room for 15 ports, and a range takes two (iptables-extensions(8)). */
function inRules(ports: readonly string[]): readonly (readonly string[])[] {
  const rules: string[][] = [[]];
  let room = 15;
  for (const port of ports) {
    const taken = port.includes(':') ? 2 : 1;
    if (taken > room) {
      rules.push([]);
      room = 15;
    }
    rules.at(-1)?.push(port);
    room -= taken;
  }
  return rules;
}
