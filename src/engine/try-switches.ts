import type { Cluster, Director } from '../cluster/cluster.ts';
import { arm, release } from './armed.ts';
import type { Host } from '../inventory/host.ts';
import type { Inventory } from '../inventory/inventory.ts';
import { maskOf } from '../mask.ts';
import { secretsIn } from '../secret.ts';
import { sh } from '../shell/shell.ts';
import type { Session } from '../shell/session.ts';
import type { Verdict } from '../verify/check.ts';
import { switchRefuses, switchStarts, switchStops } from '../verify/disruptive/switch-checks.ts';
import { armedFor, holdersOf, trySwitch, type SwitchTools } from '../verify/disruptive/try-switch.ts';
import type { VerifyReport } from '../verify/report.ts';
import { askThrough } from './ask.ts';
import { connectLazily } from './connections.ts';
import { holdHosts } from './hold-hosts.ts';
import { maskSessions } from './mask-sessions.ts';
import type { RunIdentity } from './run-identity.ts';
import { chooseClusters } from './verify-clusters.ts';

const folder = '/var/run/lvsdeploy-verify';

/** A daemon that an init script starts would keep the output open. */
const start = sh`/sbin/lvsdr.sh start > /dev/null 2>&1`;

export interface TrySwitchesOptions {
  readonly inventory: Inventory;
  /** The name of one cluster; all of them when left out. */
  readonly cluster?: string | undefined;
  readonly open: (host: Host) => Promise<Session>;
  /** Whose lock the hosts get: nobody else changes them meanwhile. */
  readonly run: RunIdentity;
  readonly signal: AbortSignal;
  /** Told of what is about to be done. */
  readonly tell: (line: string) => void;
}

/**
 * Switches each director off and on again, one after the other, those that do not hold a VIP first. The host is told before to
 * start by itself, should it hear nothing more.
 */
export async function trySwitches(options: TrySwitchesOptions): Promise<readonly VerifyReport[]> {
  const { inventory, open, run, signal, tell } = options;
  const clusters = chooseClusters(inventory, options.cluster);
  const connections = holdHosts({
    connections: connectLazily(maskSessions(open, maskOf(secretsIn(inventory)))),
    run,
    onNote: (host, text) => tell(`${host}: ${text}`),
  });
  const ask = askThrough(inventory, connections);
  const toolsFor = (cluster: Cluster): SwitchTools => ({
    signal,
    now: () => Date.now(),
    pause: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
    arm: () => arm(start, armedFor(cluster), folder),
    release: () => release(folder),
    async ask({ host, script }) {
      const [answer] = await ask(host, [{ name: 'verify: who holds the VIP', script }]);
      return answer ?? { kind: 'unreachable', reason: 'the connection ended before the answer' };
    },
    async run(name, scripts) {
      const host = inventory.hosts.find((one) => one.name === name);
      if (host === undefined) return { status: 1, output: `${name} is not in the inventory` };
      const session = await connections.to(host);
      const results = await session.run(
        scripts.map((script) => ({ name: 'verify: try the switch', script })),
        { stopOnFailure: true, deadline: 120_000 },
      );
      const status = results.find((result) => result.status !== 0)?.status ?? 0;
      return { status, output: results.map(({ stdout, stderr }) => stdout + stderr).join('') };
    },
  });
  try {
    const reports: VerifyReport[] = [];
    for (const cluster of clusters) reports.push(await tryCluster(cluster, toolsFor(cluster), tell));
    return reports;
  } finally {
    await connections.release();
    connections.close();
  }
}

async function tryCluster(cluster: Cluster, tools: SwitchTools, tell: (line: string) => void): Promise<VerifyReport> {
  const verdicts: Record<'refuses' | 'stops' | 'starts', Verdict[]> = { refuses: [], stops: [], starts: [] };
  const turn = async (director: Director) => {
    tell(`${director.name}: /sbin/lvsdr.sh stop, then start`);
    const said = await trySwitch(cluster, director, tools);
    verdicts.refuses.push(said.refuses);
    verdicts.stops.push(said.stops);
    verdicts.starts.push(said.starts);
  };
  const before = await holdersOf(cluster, tools);
  const holds = ({ name }: Director) => before.includes(name);
  for (const director of [...cluster.directors.filter((one) => !holds(one)), ...cluster.directors.filter(holds)]) {
    if (!tools.signal.aborted) await turn(director);
  }
  // Where nobody takes a VIP back (`preempt: false`), one more turn of the one that has it now brings it home.
  const now = tools.signal.aborted ? before : await holdersOf(cluster, tools);
  const guest = cluster.directors.find(({ name }) => now.includes(name) && !before.includes(name));
  if (guest !== undefined) await turn(guest);
  return {
    cluster: cluster.name,
    results: [
      { check: switchRefuses, verdicts: verdicts.refuses },
      { check: switchStops, verdicts: verdicts.stops },
      { check: switchStarts, verdicts: verdicts.starts },
    ].filter((result) => result.verdicts.length > 0),
  };
}
