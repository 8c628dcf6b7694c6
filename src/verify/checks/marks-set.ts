import { canonicalAddress, endpoint } from '../../cluster/address.ts';
import type { Cluster, FirewallMark, Traffic } from '../../cluster/cluster.ts';
import { sh } from '../../shell/shell.ts';
import { checkHosts } from '../host-check.ts';
import { deployTo } from '../repairs.ts';
import { findingOf } from '../verdict.ts';

const script = '/sbin/lvsmarks.sh';

/** Every director marks the packets of the services by mark, the standby too: without a mark they are no service's. */
export const marksSet = checkHosts({
  id: 'marks-set',
  title: 'the firewall marks the packets of the services by mark',
  step: 'intro, methods',
  severity: 'critical',
  source: 'ipvsadm(8), --fwmark-service',
  hosts: (cluster) => (marksOf(cluster).length > 0 ? cluster.directors : []),
  script: () => sh`! command -v nft > /dev/null 2>&1 || nft -nn list table inet lvsdeploy_marks 2> /dev/null
for tables in iptables ip6tables; do
  ! command -v "$tables" > /dev/null 2>&1 || "$tables" -t mangle -S LVSDEPLOY 2> /dev/null
done
:`,
  expected: (_, cluster) => marksOf(cluster).flatMap(describe).join(', '),
  repair: ({ name }) => deployTo(name),
  judge: (output, _, cluster) => {
    const rules = rulesIn(output);
    return findingOf(
      marksOf(cluster).flatMap((mark) => missingOf(mark, rules)),
      'all of it is marked',
    );
  },
});

/** And it does so after a reboot. */
export const marksAtBoot = checkHosts({
  id: 'marks-at-boot',
  title: 'the firewall marks are set at boot',
  step: 'intro, methods',
  severity: 'warning',
  source: 'systemd.unit(5)',
  hosts: (cluster) => (marksOf(cluster).length > 0 ? cluster.directors : []),
  // Without keepalived lvsdr.sh runs it, which rc.local runs.
  script: (
    _,
    { form },
  ) => sh`grep -ls ${script} ${form === 'standalone' ? ['/sbin/lvsdr.sh'] : []} /etc/systemd/system/*.wants/* /etc/systemd/system/*.requires/* \
  /etc/systemd/system/*.service.d/*.conf /etc/rc.local /etc/rc.d/rc.local /etc/rc[2-5].d/S* /etc/rc.d/rc[2-5].d/S* \
  /etc/local.d/*.start 2> /dev/null
:`,
  expected: () => `something runs ${script} at boot`,
  repair: ({ name }) => deployTo(name),
  judge: (output) => {
    const [file] = output.split('\n').filter((line) => line !== '');
    return file === undefined
      ? { outcome: 'failed', found: `nothing runs ${script} at boot` }
      : { outcome: 'ok', found: `${file} runs it` };
  },
});

function marksOf({ virtualServices }: Cluster): readonly FirewallMark[] {
  return virtualServices.flatMap(({ mark }) => (mark === null ? [] : [mark]));
}

/** What one rule marks. */
interface Rule {
  readonly text: string;
  readonly mark: number;
  readonly ports: readonly (readonly [from: number, to: number])[];
}

/**
 * Rules as nft(8) lists them, `ip daddr 192.168.1.229 tcp dport { 80, 8000-8010 } meta mark set 0x00000001`, and as iptables-save
 * does, `-d 192.168.1.229/32 -p tcp -m multiport --dports 80,8000:8010 -j MARK --set-xmark 0x1/0xffffffff`.
 */
function rulesIn(output: string): readonly Rule[] {
  return output
    .replaceAll(/,\s*\n\s*/g, ', ')
    .split('\n')
    .flatMap((text) => {
      const mark = /\bmark set (0x[\da-f]+|\d+)|--set-x?mark (0x[\da-f]+|\d+)/i.exec(text);
      if (mark === null) return [];
      const list = /\bdport (?:\{([^}]*)\}|([\d-]+))|--dports? ([\d:,]+)/.exec(text);
      const words = (list?.[1] ?? list?.[2] ?? list?.[3] ?? '').split(',').map((word) => word.trim());
      const ports = words.flatMap((word): readonly (readonly [number, number])[] => {
        const [from, to = from] = word.split(/[-:]/).map(Number);
        return from === undefined || to === undefined || word === '' ? [] : [[from, to]];
      });
      // No port at all is every port.
      return [{ text, mark: Number(mark[1] ?? mark[2]), ports: list === null ? [[1, 65_535]] : ports }];
    });
}

function missingOf({ number, traffic }: FirewallMark, rules: readonly Rule[]): readonly string[] {
  return traffic.flatMap((one) => {
    const ours = rules.filter(({ mark, text }) => mark === number && isFor(one, text)).flatMap(({ ports }) => ports);
    return one.ports
      .filter(({ from, to }) => !isCovered(from, to, ours))
      .map(
        ({ from, to }) =>
          `${one.protocol.toUpperCase()} ${endpoint(one.address, from)}${to === from ? '' : `-${to}`} does not get the mark ${number}`,
      );
  });
}

function isFor({ address, protocol }: Traffic, text: string): boolean {
  const words = text.split(/[\s{},]+/).map((word) => canonicalAddress(word.replace(/\/(?:32|128)$/, '')));
  return words.includes(canonicalAddress(address)) && words.includes(protocol);
}

function isCovered(from: number, to: number, ranges: Rule['ports']): boolean {
  const next = ranges
    .filter(([first, last]) => first <= from && last >= from)
    .reduce((most, [, last]) => Math.max(most, last), 0);
  return next >= to || (next >= from && isCovered(next + 1, to, ranges));
}

function describe({ number, traffic }: FirewallMark): readonly string[] {
  return traffic.map(({ address, protocol, ports }) => {
    const list = ports.map(({ from, to }) => (to === from ? String(from) : `${from}-${to}`)).join(', ');
    return `mark ${number} for ${protocol.toUpperCase()} ${address}, ports ${list}`;
  });
}
