import type { Cluster, Member } from '../../cluster/cluster.ts';
import { sh } from '../../shell/shell.ts';
import { isIpv6 } from '../address.ts';
import { parseArping } from '../arping.ts';
import type { Check, Question, Verdict } from '../check.ts';
import { askMacs, macOwners, macsOf } from '../host-macs.ts';
import { onHost } from '../repairs.ts';
import { cannotTell, evidenceOf } from '../verdict.ts';

/** Nobody else on the segment answers for the own address of a director or of a real server. */
export const addressMacs: Check = {
  id: 'addresses-have-one-mac',
  title: 'nobody else answers for the addresses of the hosts',
  step: '1',
  severity: 'critical',
  source: 'RFC 5227, 2.1.1',
  asks: (cluster) => [
    ...askerOf(cluster).map((client) => askAll(client, cluster)),
    ...(askerOf(cluster).length > 0 ? membersOf(cluster).map(askMacs) : []),
  ],
  judge: (cluster, answer) =>
    askerOf(cluster).flatMap((client) => {
      const reply = answer(askAll(client, cluster));
      const owners = macOwners(cluster, answer);
      return membersOf(cluster).map((member): Verdict => {
        const { name: host, address } = member;
        const own = macsOf(answer(askMacs(member)));
        const expected = `${host} alone answers ARP for ${address}`;
        if (reply.kind === 'unreachable')
          return { host, expected, ...cannotTell(`${client.name} did not answer: ${reply.reason}`) };
        const evidence = evidenceOf(partOf(reply.stdout, address), reply.stderr);
        if (/not found|not installed/.test(reply.stdout + reply.stderr)) {
          return { host, expected, ...cannotTell(`arping is not installed on ${client.name}`), evidence };
        }
        const macs = parseArping(partOf(reply.stdout, address));
        const others = macs.filter((mac) => !own.includes(mac));
        // A host that does not answer, or does not say what it has, is what hosts-reachable names.
        if (macs.length === 0 || own.length === 0)
          return { host, expected, ...cannotTell(`${host} did not answer`), evidence };
        if (others.length === 0) return { host, outcome: 'ok', expected, found: `${macs.join(', ')} answers` };
        const whose = others.map((mac) => `${mac} (${owners.get(mac)?.name ?? 'no host of the cluster'})`);
        const found = `${whose.join(' and ')} answers for ${address} too`;
        const [thief] = others.flatMap((mac) => owners.get(mac) ?? []);
        const repair =
          thief === undefined
            ? `find the machine with the card ${others.join(', ')} and give it another address than ${address}`
            : onHost(thief.name, `ip addr del ${address}/32 dev ${thief.interface}`);
        return { host, outcome: 'failed', expected, found, evidence, repair };
      });
    }),
};

/** One client is enough: a broadcast reaches everybody. */
function askerOf({ clients }: Cluster): readonly Member[] {
  return clients.slice(0, 1);
}

function membersOf({ directors, realServers }: Cluster): readonly Member[] {
  return [...directors, ...realServers].filter(({ address }) => !isIpv6(address));
}

/** All at once: each waits for its answers by itself. A file each keeps them apart. */
function askAll(client: Member, cluster: Cluster): Question {
  const addresses = membersOf(cluster).map(({ address }) => address);
  return {
    host: client.name,
    script: sh`command -v arping > /dev/null 2>&1 || { echo 'arping is not installed'; exit 0; }
for address in ${addresses}; do
  { said=$(arping -c 2 -I ${client.interface} "$address" 2>&1); printf '== %s\n%s\n' "$address" "$said"; } &
done
wait`,
  };
}

function partOf(text: string, address: string): string {
  return text.split(/^(?=== )/m).find((part) => part.startsWith(`== ${address}\n`)) ?? '';
}
