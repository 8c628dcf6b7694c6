import type { Check } from './check.ts';
import { directorRoute } from './checks/director-route.ts';
import { hostsReachable } from './checks/hosts-reachable.ts';
import { ipForward } from './checks/ip-forward.ts';
import { ipvsTableMatches } from './checks/ipvs-table.ts';
import { keepalivedConfiguration, type WantedConfiguration } from './checks/keepalived-configuration.ts';
import { keepalivedRunning } from './checks/keepalived-running.ts';
import { quiescentTemplates } from './checks/quiescent-templates.ts';
import { directorAtBoot, realServerAtBoot } from './checks/rc-local.ts';
import { realServerArp } from './checks/real-server-arp.ts';
import { realServerRoute, realServerVip } from './checks/real-server-vip.ts';
import { directorScript, realServerScript } from './checks/scripts-installed.ts';
import { syncDaemon } from './checks/sync-daemon.ts';
import { vipAnswers } from './checks/vip-answers.ts';
import { vipLabel } from './checks/vip-label.ts';
import { vipMac } from './checks/vip-mac.ts';
import { vipOwner } from './checks/vip-owner.ts';
import { vipPriority } from './checks/vip-priority.ts';
import { vipShares } from './checks/vip-shares.ts';

export interface SiteChecksOptions {
  /** keepalived.conf as the roles render it; left out, the file is not compared. */
  readonly keepalivedConfiguration?: WantedConfiguration;
}

/** @returns every read-only check of a cluster, in the order of a reader's questions: hosts, address, table, service. */
export function siteChecks(options: SiteChecksOptions = {}): readonly Check[] {
  const { keepalivedConfiguration: wanted } = options;
  return [
    hostsReachable,
    ipForward,
    directorScript,
    realServerScript,
    directorAtBoot,
    realServerAtBoot,
    realServerVip,
    realServerRoute,
    realServerArp,
    ...(wanted === undefined ? [] : [keepalivedConfiguration(wanted)]),
    keepalivedRunning,
    vipOwner,
    vipPriority,
    vipLabel,
    directorRoute,
    vipMac,
    ipvsTableMatches,
    quiescentTemplates,
    syncDaemon,
    vipAnswers,
    vipShares,
  ];
}
