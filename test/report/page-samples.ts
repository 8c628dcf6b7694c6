import { seeCluster } from '../../src/verify/seen.ts';
import { scenarioNames, type DrillReport } from '../../src/drill/drill.ts';
import { renderDrillPage } from '../../src/report/html/drill-page.ts';
import { renderVerifyPage } from '../../src/report/html/verify-page.ts';
import type { VerifyReport } from '../../src/verify/report.ts';
import type { Seen } from '../../src/verify/seen.ts';
import { siteChecks } from '../../src/verify/site-checks.ts';
import { verify } from '../../src/verify/verify.ts';
import { clusterWith, documentCluster, web1, webService } from '../verify/document-cluster.ts';
import { healthyHosts, vipOnEth0, addressesOn, table } from '../verify/healthy-hosts.ts';
import { mixedCluster } from '../verify/mixed-cluster.ts';
import { mixedHosts } from '../verify/mixed-hosts.ts';
import { hostsToAsk, type Hosts } from '../verify/hosts.ts';
import { drill, drillWithOutage, shareDrill } from './drill-samples.ts';

const written = { at: new Date('2026-11-25T05:20:00Z'), version: '1.2.3' };

async function verified(hosts: Hosts): Promise<VerifyReport> {
  return verify(documentCluster, siteChecks(), hostsToAsk(hosts).ask);
}

/** Two directors hold the VIP, one server is out of service, another host cannot be reached. */
const broken: Hosts = {
  ...healthyHosts,
  lb1: {
    ...healthyHosts.lb1,
    table: table.replace('192.168.1.220:80             Route   3', '192.168.1.220:80             Route   0'),
  },
  web2: 'connect EHOSTUNREACH 192.168.1.231:22',
};
const splitBrain: Hosts = {
  ...broken,
  lb2: { ...healthyHosts.lb2, addresses: addressesOn('192.168.1.230', vipOnEth0) },
};

const hostile = `<script>document.title = 'taken'</script><img src="http://192.0.2.1/x"> \u001b[31m \u202e "'&`;

/** A cluster that has more of all: servers, services, and names and addresses that are long; every other server is in. */
function largeCluster(): Seen {
  const realServers = Array.from({ length: 7 }, (_, index) => ({
    name: `web-server-of-the-south-wing-${index + 1}`,
    address: `2001:db8:85a3:1234:5678:8a2e:370:${7330 + index}`,
    address6: null,
    interface: 'eth0',
  }));
  const virtualServices = [80, 443].map((port) => ({
    ...webService,
    port,
    realServers: realServers.map(({ name, address }) => ({ ...web1, name, address, port })),
  }));
  const table = virtualServices.map(({ port, realServers }) => ({
    key: { kind: 'address', protocol: 'tcp', address: webService.address, port } as const,
    scheduler: 'wrr',
    persistence: null,
    flags: '',
    destinations: realServers.slice(port === 80 ? 0 : 2).map(({ address }, index) => ({
      address,
      port,
      forward: 'Route' as const,
      weight: index % 2 === 0 ? web1.weight : 0,
      activeConnections: 0,
      inactiveConnections: 0,
    })),
  }));
  return {
    cluster: { ...documentCluster, name: 'large', realServers, virtualServices },
    directors: [
      { name: 'lb1', holds: null, table: null },
      { name: 'lb2', holds: [webService.address], table },
    ],
  };
}

function rated(report: VerifyReport): VerifyReport {
  return {
    ...report,
    results: report.results.map(({ check, verdicts }, index) => ({
      check: { ...check, severity: index % 3 === 0 ? 'warning' : 'critical', source: 'keepalived.conf(5)' },
      verdicts: verdicts.map((verdict) =>
        verdict.outcome === 'failed' ? { ...verdict, repair: 'lvsdeploy run playbooks/site.ts --limit lb1' } : verdict,
      ),
    })),
  };
}

function withHostile(report: VerifyReport): VerifyReport {
  const [first, ...rest] = report.results;
  if (first === undefined) return report;
  const verdict = {
    host: hostile,
    outcome: 'failed',
    expected: hostile,
    found: `${hostile}\n${'x'.repeat(300)}`,
    evidence: hostile,
  } as const;
  return { ...report, results: [{ ...first, verdicts: [verdict] }, ...rest] };
}

function manyDrills(): readonly DrillReport[] {
  const fine = drillWithOutage().verdicts.filter(({ outcome }) => outcome === 'ok');
  const each = scenarioNames.map((scenario, index) =>
    scenario === 'shares'
      ? shareDrill()
      : drillWithOutage({
          scenario,
          host: index < 7 ? 'lb1' : 'web1',
          verdicts: index === 3 ? drillWithOutage().verdicts : fine,
        }),
  );
  const quiet = drill().figures;
  const rounds = Array.from({ length: 3 }, (_, index) =>
    drill({
      scenario: 'switch-over',
      round: index + 2,
      bound: null,
      figures: { ...quiet, outage: index * 7 },
      verdicts: fine,
    }),
  );
  return [...each, ...rounds];
}

/** @returns the pages that are looked at, by name. */
export async function samplePages(): Promise<Readonly<Record<string, string>>> {
  const odd = drillWithOutage({
    host: hostile,
    marks: Array.from({ length: 12 }, (_, index) => ({
      at: 5000 + index * 40,
      what: `${index}: ${hostile}`,
      isFault: index === 0,
    })),
    longConnection: { kind: 'died', at: 1, error: hostile },
  });
  const cluster = clusterWith({ persistence: null });
  const seen = { ...seeCluster(cluster, () => null), ...(await verified(healthyHosts)).seen, cluster };
  return {
    healthy: renderVerifyPage([rated(await verified(healthyHosts))], written),
    broken: renderVerifyPage(
      [withHostile(rated(await verified(broken))), rated({ ...(await verified(splitBrain)), cluster: 'shop' })],
      written,
    ),
    mixed: renderVerifyPage([rated(await verify(mixedCluster, siteChecks(), hostsToAsk(mixedHosts).ask))], written),
    large: renderVerifyPage([{ ...(await verified(broken)), cluster: 'large', seen: largeCluster() }], written),
    drill: renderDrillPage([drillWithOutage()], written, [seen]),
    'drill-hostile': renderDrillPage([odd], written),
    drills: renderDrillPage(manyDrills(), written, [seeCluster(cluster, () => null)]),
  };
}
