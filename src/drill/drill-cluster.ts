import type { Cluster } from '../cluster/cluster.ts';
import { askThrough } from '../engine/ask.ts';
import { connectLazily } from '../engine/connections.ts';
import { holdHosts } from '../engine/hold-hosts.ts';
import { maskCheck } from '../engine/mask-check.ts';
import { maskSessions } from '../engine/mask-sessions.ts';
import type { RunIdentity } from '../engine/run-identity.ts';
import { UsageError } from '../errors.ts';
import type { Host } from '../inventory/host.ts';
import type { Inventory } from '../inventory/inventory.ts';
import { maskOf } from '../mask.ts';
import { secretsIn } from '../secret.ts';
import { sh } from '../shell/shell.ts';
import type { Session } from '../shell/session.ts';
import type { Check } from '../verify/check.ts';
import type { VerifyReport } from '../verify/report.ts';
import { seeCluster, type Seen } from '../verify/seen.ts';
import { verify } from '../verify/verify.ts';
import { aimAt, nobodyToTakeOver, type Choice } from './aim.ts';
import { Degraded } from './degraded.ts';
import { drillInTurn, type Drilled, type InTurn } from './drill-in-turn.ts';
import type { ProbeSettings } from './drill.ts';
import { drillInterrupted } from './interrupted.ts';
import { runProbe } from './run-probe.ts';
import { strikes, type Aim } from './scenario.ts';
import type { DrillTools } from './tools.ts';
import { watchDirectors } from './watch-directors.ts';

/** What is to be drilled, and all that reaches out of this process. */
export interface DrillOptions extends InTurn {
  readonly inventory: Inventory;
  readonly choice: Choice;
  readonly probe: ProbeSettings;
  readonly checks: readonly Check[];
  readonly run: RunIdentity;
  readonly open: (host: Host) => Promise<Session>;
  readonly turnPower: DrillTools['turnPower'];
  readonly signal: AbortSignal;
}

/** What came of it, and the cluster as it was seen last. */
export interface DrilledCluster extends Drilled {
  readonly seen: Seen;
}

const pause = (milliseconds: number) => new Promise<void>((resolve) => void setTimeout(resolve, milliseconds));

/**
 * Holds the checks against the cluster, locks its hosts, and carries out one drill after the other.
 * @throws Degraded when a check fails; LockHeld; UsageError when what was chosen is not there: nothing was done then. What ends
 * it later is told with what was measured until then.
 */
export async function drillCluster(options: DrillOptions): Promise<DrilledCluster> {
  const { inventory, cluster, choice, probe, run, tell, signal } = options;
  if (cluster.form === 'standalone') throw nobodyToTakeOver(cluster);
  const mask = maskOf(secretsIn(inventory));
  const open = maskSessions(options.open, mask);
  const connections = holdHosts({
    connections: connectLazily(open),
    run,
    onNote: (host, text) => tell(`${host}: ${text}`),
  });
  const checks = options.checks.map((check) => maskCheck(check, mask));
  const hostOf = (name: string): Host => {
    const host = inventory.hosts.find((one) => one.name === name);
    if (host === undefined) throw new UsageError('it is not in the inventory', { place: name });
    return host;
  };
  const ask = askThrough(inventory, connections);
  let seen = seeCluster(cluster, () => null);
  const inspect = async () => {
    const report = await verify(cluster, checks, ask);
    seen = report.seen ?? seen;
    return complaintsOf(report);
  };
  const watch = watchDirectors(cluster, (director) => open(hostOf(director.name)), pause);
  try {
    await lockAll(cluster, (name) => connections.to(hostOf(name)));
    const willStrike = options.scenarios.some(strikes);
    if (willStrike) tell(`holding the checks against ${cluster.name} before anything is done`);
    const wrong = willStrike ? await inspect() : [];
    if (wrong.length > 0) {
      throw new Degraded(`the cluster is not well, so nothing was done to it:\n${wrong.join('\n')}`, {
        place: cluster.name,
        hint: 'Mend it first; `lvsdeploy verify` shows the evidence.',
      });
    }
    const toolsFor = (aim: Aim, name: string): DrillTools => ({
      to: (host) => connections.to(hostOf(host)),
      again: (host) => connections.again(hostOf(host)),
      startProbe: async () =>
        runProbe(aim, probe, await open(hostOf(aim.client.name)), await connections.to(hostOf(aim.client.name))),
      watch,
      turnPower: options.turnPower,
      awaitHealth: () => awaitHealth(inspect, signal),
      tell: (note) => tell(`${name}: ${note}`),
      pause,
      signal,
    });
    const findAim = async () => aimAt(cluster, await findHolder(watch.holders, cluster, signal), choice, probe);
    return { ...(await drillInTurn(options, findAim, toolsFor)), seen };
  } finally {
    watch.close();
    await connections.release();
    connections.close();
  }
}

/** The lock rides in the first batch to a host. */
async function lockAll(
  { directors, realServers, clients }: Cluster,
  to: (host: string) => Promise<Session>,
): Promise<void> {
  await Promise.all(
    [...directors, ...realServers, ...clients].map(async ({ name }) =>
      (await to(name)).run([{ name: 'lock the host', script: sh`:` }]),
    ),
  );
}

async function findHolder(holders: () => readonly string[], cluster: Cluster, signal: AbortSignal): Promise<string> {
  const end = Date.now() + 30_000;
  for (;;) {
    if (signal.aborted) throw drillInterrupted(cluster);
    const [holder, second] = holders();
    if (holder !== undefined && second === undefined) return holder;
    if (Date.now() > end) {
      throw new Degraded(`${holder === undefined ? 'no director is' : 'two directors are'} seen with the VIP`, {
        place: cluster.name,
        hint: '`lvsdeploy verify` shows why: see vip-owner and vrrp-states. Nothing more was done.',
      });
    }
    await pause(100);
  }
}

async function awaitHealth(inspect: () => Promise<readonly string[]>, signal: AbortSignal): Promise<readonly string[]> {
  const end = Date.now() + 60_000;
  for (;;) {
    const wrong = await inspect();
    if (wrong.length === 0 || Date.now() > end || signal.aborted) return wrong;
    await pause(1000);
  }
}

/** What cannot be told was so before, and is no reason to leave a cluster alone. */
function complaintsOf({ results }: VerifyReport): readonly string[] {
  return results.flatMap(({ check, verdicts }) =>
    verdicts
      .filter(({ outcome }) => outcome === 'failed')
      .map(({ host, found }) => `${check.id}, ${host ?? 'the cluster'}: ${found}`),
  );
}
