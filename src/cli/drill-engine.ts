import { dirname } from 'node:path';
import { mustRun } from '../command.ts';
import { drillCluster, type DrilledCluster } from '../drill/drill-cluster.ts';
import { strikes } from '../drill/scenario.ts';
import { scenarios } from '../drill/scenarios/index.ts';
import { chooseClusters } from '../engine/verify-clusters.ts';
import { identifyRun } from '../engine/run-identity.ts';
import { Interrupted } from '../engine/errors.ts';
import { UsageError } from '../errors.ts';
import type { Cluster } from '../cluster/cluster.ts';
import type { Host } from '../inventory/host.ts';
import type { Inventory } from '../inventory/inventory.ts';
import type { Session } from '../shell/session.ts';
import type { WantedConfiguration } from '../verify/checks/keepalived-configuration.ts';
import { siteChecks } from '../verify/site-checks.ts';
import type { DrillRequest } from './context.ts';

interface Means {
  readonly inventory: Inventory;
  readonly open: (host: Host) => Promise<Session>;
  readonly keepalivedConfiguration: WantedConfiguration;
}

/** Five minutes: a server that is switched on takes its time, and its command may wait for it. */
const powerTimeoutMs = 300_000;

/** Drills a cluster over SSH, with the switch of its power at hand. */
export async function drillOverSsh(request: DrillRequest, means: Means): Promise<DrilledCluster> {
  const { inventory, open, keepalivedConfiguration } = means;
  const cluster = chooseCluster(inventory, request.cluster);
  const chosen = request.scenarios.flatMap((wanted) => scenarios.filter(({ name }) => name === wanted));
  if (chosen.some(strikes) && !cluster.drillable && !(await request.confirm(cluster.name))) {
    throw new Interrupted('nothing was done: the name was not typed', {
      place: cluster.name,
      hint: `Type ${cluster.name} to go on; or say \`drillable: true\` in its inventory if it may be struck at any time.`,
    });
  }
  return drillCluster({
    ...request,
    inventory,
    cluster,
    scenarios: chosen,
    checks: siteChecks({ keepalivedConfiguration }),
    run: await identifyRun(`drill ${request.scenarios.join(' ')}`),
    open,
    turnPower: async ([program = '', ...args]) => {
      await mustRun(program, args, { timeoutMs: powerTimeoutMs, cwd: dirname(inventory.file) });
    },
  });
}

function chooseCluster(inventory: Inventory, name: string | undefined): Cluster {
  const [only, second] = chooseClusters(inventory, name);
  if (only !== undefined && second === undefined) return only;
  throw new UsageError('the inventory has several clusters, and one is drilled at a time', {
    place: inventory.file,
    hint: `Say --cluster NAME. It has ${inventory.clusters.map((cluster) => cluster.name).join(', ')}.`,
  });
}
