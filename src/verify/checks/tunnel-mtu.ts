import type { Cluster, RealServer } from '../../cluster/cluster.ts';
import { tunnels } from '../../cluster/kernel-settings.ts';
import { sh } from '../../shell/shell.ts';
import type { Answer, Check, Question, Verdict } from '../check.ts';
import { deployTo } from '../repairs.ts';
import { familiesBy, serversBy } from '../../cluster/real-servers.ts';
import { cannotTell, type Finding } from '../verdict.ts';

/**
 * A large packet of a client fits through the tunnel: the real server tells clients to send smaller segments, or the path takes
 * larger packets. Else what is small works, and an upload hangs.
 */
export const tunnelMtu: Check = {
  id: 'tunnel-mtu',
  title: 'large packets of clients fit through the tunnel',
  step: 'intro, methods',
  severity: 'critical',
  source: 'nft(8), tcp option maxseg; RFC 2003, 5.1',
  asks: (cluster) =>
    serversBy(cluster, 'tun').flatMap((server) => [
      askRules(server),
      ...waysTo(server, cluster).map(({ director, address }) => askPath(director, address)),
    ]),
  judge: (cluster, answer) =>
    serversBy(cluster, 'tun').flatMap((server) =>
      familiesBy(cluster, 'tun', server.name).map((family) => judgeServer(cluster, server, family, answer)),
    ),
};

function waysTo(server: RealServer, cluster: Cluster) {
  return familiesBy(cluster, 'tun', server.name).flatMap((family) => {
    const address = family === 6 ? server.address6 : server.address;
    return address === null ? [] : cluster.directors.map(({ name }) => ({ director: name, address, family }));
  });
}

/** What the real server does to the segment size in its answers. */
function askRules({ name }: RealServer): Question {
  return {
    host: name,
    script: sh`! command -v nft > /dev/null 2>&1 || nft list ruleset 2> /dev/null | grep -i maxseg
for family in 4 6; do
  tables=iptables
  [ "$family" = 4 ] || tables=ip6tables
  ! command -v "$tables" > /dev/null 2>&1 || "$tables" -t mangle -S 2> /dev/null | sed -n "/TCPMSS/s/^/$family /p"
done
:`,
  };
}

/** What ping puts into a packet beside its own header of 8 bytes. */
const size = 1492;

/** A packet of 1520 bytes, or 1540 of IPv6, that must not be cut: as large as one of 1500 in a tunnel. */
function askPath(host: string, address: string): Question {
  return {
    host,
    script: sh`if { ping -c 1 -W 2 -M do -s ${size} ${address} || ping6 -c 1 -W 2 -M do -s ${size} ${address}; } > /dev/null 2>&1
then echo fits; else echo 'does not fit'; fi`,
  };
}

function judgeServer(
  cluster: Cluster,
  server: RealServer,
  family: 4 | 6,
  answer: (question: Question) => Answer,
): Verdict {
  const { name: host } = server;
  const most = tunnels[family].largestSegment;
  const expected = `IPv${family}: segments of ${most} at most, or a path to ${host} that takes what the tunnel makes of 1500 bytes`;
  const rules = answer(askRules(server));
  const sizes = rules.kind === 'answered' ? sizesIn(rules.stdout, family) : [];
  const fitting = sizes.filter((size) => size <= most);
  const evidence = rules.kind === 'answered' ? rules.stdout : rules.reason;
  if (fitting.length > 0) {
    return {
      host,
      outcome: 'ok',
      expected,
      found: `its answers ask for segments of ${Math.min(...fitting)}`,
      evidence,
    };
  }
  const ways = waysTo(server, cluster).filter((way) => way.family === family);
  const said = ways.map(({ director, address }) => answer(askPath(director, address)));
  const fits = said.filter((one) => one.kind === 'answered' && one.stdout.trim() === 'fits').length;
  if (said.length > 0 && fits === said.length) {
    return { host, outcome: 'ok', expected, found: 'the path from each director takes them', evidence };
  }
  if (rules.kind === 'unreachable') return { host, expected, ...cannotTell(`${host} did not answer: ${rules.reason}`) };
  const finding: Finding = {
    outcome: 'failed',
    found:
      sizes.length === 0
        ? 'no rule makes the segments of clients smaller, and the path takes no larger packets: an upload hangs'
        : `segments of ${Math.min(...sizes)} do not fit through the tunnel: an upload hangs`,
    repair: deployTo(host),
  };
  return { host, expected, evidence, ...finding };
}

/** `tcp option maxseg size set 1440` of nft(8), `4 -A … -j TCPMSS --set-mss 1440` of iptables-extensions(8). */
function sizesIn(output: string, family: 4 | 6): readonly number[] {
  const other = family === 6 ? /\bip saddr\b|\bip daddr\b|nfproto ipv4|^4 / : /\bip6 [sd]addr\b|nfproto ipv6|^6 /;
  return output
    .split('\n')
    .filter((line) => !other.test(line))
    .flatMap((line) => {
      const size = /maxseg size set (\d+)|--set-mss (\d+)/.exec(line);
      return size === null ? [] : [Number(size[1] ?? size[2])];
    });
}
