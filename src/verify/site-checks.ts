import type { Check } from './check.ts';
import { addressMacs } from './checks/address-macs.ts';
import { addressesTogether } from './checks/addresses-together.ts';
import { checkScripts } from './checks/check-scripts.ts';
import { gatewayMac } from './checks/gateway-mac.ts';
import { gatewayOwner } from './checks/gateway-owner.ts';
import { natWayBack } from './checks/nat-way-back.ts';
import { tunnelMtu } from './checks/tunnel-mtu.ts';
import { marksAtBoot, marksSet } from './checks/marks-set.ts';
import { bootKernel } from './checks/boot-kernel.ts';
import { clocksAgree } from './checks/clocks-agree.ts';
import { directorRoute } from './checks/director-route.ts';
import { hostsReachable } from './checks/hosts-reachable.ts';
import { ipForward } from './checks/ip-forward.ts';
import { ipvsModulesAtBoot, ipvsModulesLoaded } from './checks/ipvs-modules.ts';
import { ipvsTableExplained } from './checks/ipvs-table.ts';
import { keepalivedAtBoot } from './checks/keepalived-at-boot.ts';
import { keepalivedConfiguration, type WantedConfiguration } from './checks/keepalived-configuration.ts';
import { keepalivedLoaded } from './checks/keepalived-loaded.ts';
import { keepalivedRunning } from './checks/keepalived-running.ts';
import { quiescentTemplates } from './checks/quiescent-templates.ts';
import { directorAtBoot, realServerAtBoot } from './checks/rc-local.ts';
import { realServerAnswers } from './checks/real-server-answers.ts';
import { realServerArp } from './checks/real-server-arp.ts';
import { realServerRoute, realServerVip } from './checks/real-server-vip.ts';
import { rpFilter } from './checks/rp-filter.ts';
import { directorScript, marksScript, realServerScript } from './checks/scripts-installed.ts';
import { settingsAtBoot } from './checks/settings-at-boot.ts';
import { syncDaemon } from './checks/sync-daemon.ts';
import { vipAnswers } from './checks/vip-answers.ts';
import { vipElsewhere } from './checks/vip-elsewhere.ts';
import { vipLabel } from './checks/vip-label.ts';
import { vipMac } from './checks/vip-mac.ts';
import { vipOwner } from './checks/vip-owner.ts';
import { vipPriority } from './checks/vip-priority.ts';
import { vipShares } from './checks/vip-shares.ts';
import { vrrpAgree } from './checks/vrrp-agree.ts';
import { vrrpHeard } from './checks/vrrp-heard.ts';
import { vrrpPriorities } from './checks/vrrp-priorities.ts';
import { vrrpNoStranger, vrrpOneSender } from './checks/vrrp-senders.ts';
import { vrrpStates } from './checks/vrrp-states.ts';

export interface SiteChecksOptions {
  /** keepalived.conf as the roles render it; left out, the file is not compared. */
  readonly keepalivedConfiguration?: WantedConfiguration;
}

/** @returns every read-only check of a cluster, in the order of a reader's questions: hosts, address, table, service. */
export function siteChecks(options: SiteChecksOptions = {}): readonly Check[] {
  const { keepalivedConfiguration: wanted } = options;
  return [
    hostsReachable,
    // Right after it: the sooner it is asked, the better is known when it was answered.
    clocksAgree,
    bootKernel,
    addressMacs,
    ipForward,
    rpFilter,
    settingsAtBoot,
    ipvsModulesLoaded,
    ipvsModulesAtBoot,
    directorScript,
    realServerScript,
    marksScript,
    checkScripts,
    directorAtBoot,
    realServerAtBoot,
    keepalivedAtBoot,
    vipElsewhere,
    realServerVip,
    realServerRoute,
    realServerArp,
    tunnelMtu,
    natWayBack,
    realServerAnswers,
    ...(wanted === undefined ? [] : [keepalivedConfiguration(wanted)]),
    keepalivedLoaded,
    keepalivedRunning,
    vrrpStates,
    vrrpOneSender,
    vrrpNoStranger,
    vrrpHeard,
    vrrpAgree,
    vrrpPriorities,
    vipOwner,
    gatewayOwner,
    addressesTogether,
    vipPriority,
    vipLabel,
    directorRoute,
    vipMac,
    gatewayMac,
    marksSet,
    marksAtBoot,
    ipvsTableExplained,
    quiescentTemplates,
    syncDaemon,
    vipAnswers,
    vipShares,
  ];
}
