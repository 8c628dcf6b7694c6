import type { Cluster } from '../cluster/cluster.ts';
import { UsageError } from '../errors.ts';
import { carryOutDrill } from './carry-out.ts';
import { Degraded } from './degraded.ts';
import type { DrillReport } from './drill.ts';
import { strikes, type Aim, type Drill } from './scenario.ts';
import type { DrillTools } from './tools.ts';

/** What is to be done to a cluster, and who is told. */
export interface InTurn {
  readonly cluster: Cluster;
  readonly scenarios: readonly Drill[];
  readonly rounds: number;
  /** Told of each drill as it is done. */
  readonly onReport: (report: DrillReport) => void;
  readonly tell: (note: string) => void;
}

/** What came of it. */
export interface Drilled {
  readonly reports: readonly DrillReport[];
  /** Scenarios that this cluster has nothing for, when not a single one was asked for; with the reason. */
  readonly leftOut: readonly { readonly scenario: string; readonly reason: string }[];
  /** What ended it before its time; null when every drill was carried out. */
  readonly error: Error | null;
}

/** One drill after the other, until one cannot be carried out or leaves the cluster in another state than before. */
export async function drillInTurn(
  { cluster, scenarios, rounds, onReport, tell }: InTurn,
  findAim: () => Promise<Aim>,
  toolsFor: (aim: Aim, name: string) => DrillTools,
): Promise<Drilled> {
  const reports: DrillReport[] = [];
  const leftOut: { scenario: string; reason: string }[] = [];
  const drilled = { reports, leftOut };
  for (const scenario of scenarios) {
    for (let round = 1; round <= rounds; round += 1) {
      try {
        const aim = await findAim();
        const tools = toolsFor(aim, rounds > 1 ? `${scenario.name} ${round}` : scenario.name);
        const report = strikes(scenario)
          ? await carryOutDrill(scenario, aim, round, tools)
          : await scenario.measure(aim, round, tools);
        reports.push(report);
        onReport(report);
        const left = report.verdicts.find(({ id, outcome }) => id === 'cluster-restored' && outcome !== 'ok');
        if (left !== undefined) {
          throw new Degraded(`the cluster is not as it was before, so nothing more is done to it:\n${left.found}`, {
            place: cluster.name,
            hint: 'Mend it first; `lvsdeploy verify` shows the evidence.',
          });
        }
      } catch (error) {
        if (!(error instanceof Error)) throw error;
        if (!(error instanceof UsageError) || scenarios.length === 1) return { ...drilled, error };
        leftOut.push({ scenario: scenario.name, reason: error.message });
        tell(`${scenario.name} is left out: ${error.message}`);
        break;
      }
    }
  }
  return { ...drilled, error: null };
}
