import type { Check } from './check.ts';
import { askProcesses, runsKeepalived } from './keepalived-process.ts';

/**
 * @returns the same check for a play that comes before the cluster is deployed, too: it has nothing to say as long as
 * keepalived runs on no director. A director that cannot be asked counts as one where it runs.
 */
export function whereDeployed(check: Check): Check {
  return {
    ...check,
    asks: (cluster) => [...check.asks(cluster), ...cluster.directors.map(({ name }) => askProcesses(name))],
    judge: (cluster, answer, rolledOut) => {
      const isDeployed = cluster.directors
        .map(({ name }) => answer(askProcesses(name)))
        .some((said) => said.kind === 'unreachable' || runsKeepalived(said));
      return isDeployed ? check.judge(cluster, answer, rolledOut) : [];
    },
  };
}
