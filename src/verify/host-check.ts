import type { Cluster, Member } from '../cluster/cluster.ts';
import type { Shell } from '../shell/shell.ts';
import type { Check } from './check.ts';
import { judgeAnswer, type Finding } from './verdict.ts';

/** A check that asks each of some hosts one thing and judges each by its own answer. */
export interface HostCheck<Part extends Member> extends Pick<Check, 'id' | 'title' | 'step' | 'severity' | 'source'> {
  /** None: the check does not apply to this cluster. */
  hosts(cluster: Cluster): readonly Part[];
  script(host: Part, cluster: Cluster): Shell;
  expected(host: Part, cluster: Cluster): string;
  /** What mends it where a finding names nothing better. */
  repair(host: Part, cluster: Cluster): string;
  /** @param output standard output of the script, which ended with status 0. */
  judge(output: string, host: Part, cluster: Cluster): Finding;
}

/** Makes a check of what must hold on each host by itself. */
export function checkHosts<Part extends Member>(check: HostCheck<Part>): Check {
  const { id, title, step, severity, source } = check;
  const question = (host: Part, cluster: Cluster) => ({ host: host.name, script: check.script(host, cluster) });
  return {
    id,
    title,
    step,
    severity,
    ...(source !== undefined && { source }),
    holdsAfterRollout: true,
    asks: (cluster) => check.hosts(cluster).map((host) => question(host, cluster)),
    judge: (cluster, answer) =>
      check
        .hosts(cluster)
        .map((host) =>
          judgeAnswer(
            answer(question(host, cluster)),
            { host: host.name, expected: check.expected(host, cluster), repair: check.repair(host, cluster) },
            (output) => check.judge(output, host, cluster),
          ),
        ),
  };
}
