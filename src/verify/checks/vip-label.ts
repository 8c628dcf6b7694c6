import type { Cluster, Director, Vip } from '../../cluster/cluster.ts';
import { sh } from '../../shell/shell.ts';
import { canonicalAddress, isIpv6 } from '../../cluster/address.ts';
import type { Answer, Check, Question } from '../check.ts';
import { askAddresses, holdingsOf } from '../host-addresses.ts';
import { parseIfconfig } from '../ifconfig.ts';
import { deployTo, restartKeepalived } from '../repairs.ts';
import { findingOf, type Finding } from '../verdict.ts';
import { findHolders } from '../vip-holders.ts';

const notInstalled = 'ifconfig is not installed';

/** `ifconfig` and `ip addr` show the VIP under its label, `eth0:1`, on the director that holds it. */
export const vipLabel: Check = {
  id: 'vip-label',
  title: 'ifconfig shows the VIP as the alias of the model',
  step: '11',
  severity: 'warning',
  asks: ({ directors }) => directors.flatMap(({ name }) => [askAddresses(name), askIfconfig(name)]),
  judge: (cluster, answer) =>
    cluster.vips.flatMap((vip) => {
      const { label } = vip;
      // Only IPv4 addresses have labels.
      if (label === null || isIpv6(vip.address)) return [];
      return findHolders(cluster, vip, answer).holders.map((holder) => {
        const byIp = answer(askAddresses(holder.name));
        const byIfconfig = answer(askIfconfig(holder.name));
        const finding = judgeLabel({ vip, label, holder }, outputOf(byIp), outputOf(byIfconfig));
        return {
          host: holder.name,
          expected: `${vip.address} on ${label} of ${holder.name}`,
          ...finding,
          evidence: `${outputOf(byIp)}\n${outputOf(byIfconfig)}`,
          ...(finding.outcome === 'failed' && { repair: repairOf(cluster, holder) }),
        };
      });
    }),
};

/** keepalived sets the label when it sets the address, and standalone lvsdr.sh does. */
function repairOf({ form }: Cluster, { name }: Director): string {
  return form === 'ha' ? `${deployTo(name)}; then ${restartKeepalived(name)}` : restartKeepalived(name);
}

function askIfconfig(host: string): Question {
  return { host, script: sh`if command -v ifconfig > /dev/null 2>&1; then ifconfig -a; else echo ${notInstalled}; fi` };
}

function judgeLabel(
  { vip, label, holder }: { vip: Vip; label: string; holder: Director },
  byIp: string,
  byIfconfig: string,
): Finding {
  const { address } = vip;
  const labels = holdingsOf(byIp, address).map((held) => held.label ?? held.interface);
  const problems = labels.includes(label)
    ? []
    : [`ip addr shows ${address} on ${labels.join(', ')} of ${holder.name}, without the label ${label}`];
  if (byIfconfig.startsWith(notInstalled)) {
    return findingOf(problems, `${address} on ${label} by ip addr; ${notInstalled}`);
  }
  const aliases = parseIfconfig(byIfconfig);
  // Nothing printed is a broken ifconfig, not a missing alias: what ip says stands.
  if (aliases.size === 0) return findingOf(problems, `${address} on ${label} by ip addr; ifconfig said nothing`);
  const shown = (aliases.get(label) ?? []).map(canonicalAddress);
  if (!shown.includes(address)) problems.push(`ifconfig does not show ${address} under ${label}`);
  return findingOf(problems, `${address} on ${label}`);
}

function outputOf(answer: Answer): string {
  return answer.kind === 'answered' ? answer.stdout : '';
}
