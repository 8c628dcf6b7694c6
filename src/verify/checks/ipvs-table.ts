import type { Cluster, Director } from '../../cluster/cluster.ts';
import { drainFile, inService } from '../../cluster/track-files.ts';
import type { Answer, Check, Question } from '../check.ts';
import { askHealthChecks, healthOf } from '../health-checks.ts';
import { parseIpvsadmTable } from '../ipvsadm-table.ts';
import { onHost, restartKeepalived } from '../repairs.ts';
import { askTable } from '../seen.ts';
import { cannotTell, judgeAnswer, type Finding } from '../verdict.ts';
import { describeWanted } from '../table-words.ts';
import { compareServingTable, compareTable, type TableProblem } from '../wanted-table.ts';

/** The table of every director is the one of the model, on the backup too: it has to be ready. */
export const ipvsTableMatches = compareTables('ipvs-table-matches', compareTable);

/**
 * The same as a gate of a rollout: a server that keepalived took out because it is down is no fault of the rollout, which
 * may be there to mend it; but every service has a server left.
 */
export const ipvsTableServes = compareTables('ipvs-table-serves', compareServingTable);

/**
 * The same with what keepalived itself holds for alive, which tells a server that is down from one that another hand took
 * out. Not for a gate, which asks over and over.
 */
export const ipvsTableExplained: Check = {
  ...ipvsTableMatches,
  source: 'keepalived issue 1877',
  asks: (cluster) => [
    ...ipvsTableMatches.asks(cluster),
    ...(cluster.form === 'ha' ? cluster.directors.map(({ name }) => askHealthChecks(name)) : []),
  ],
  judge: (cluster, answer) =>
    cluster.directors.map((director) =>
      judgeTable(cluster, director, answer, compareTable, cluster.form === 'ha' ? explain : (problem) => problem),
    ),
};

/** @returns the problem as it is in the light of what else the director said. */
type Explain = (
  problem: TableProblem,
  director: Director,
  cluster: Cluster,
  answer: (question: Question) => Answer,
) => TableProblem;

function compareTables(id: string, compare: typeof compareTable): Check {
  return {
    id,
    title: 'ipvsadm shows the services, servers and weights of the model',
    step: 'test 2',
    severity: 'critical',
    holdsAfterRollout: true,
    asks: ({ directors }) => directors.map(({ name }) => askTable(name)),
    judge: (cluster, answer) =>
      cluster.directors.map((director) => judgeTable(cluster, director, answer, compare, (problem) => problem)),
  };
}

function judgeTable(
  cluster: Cluster,
  director: Director,
  answer: (question: Question) => Answer,
  compare: typeof compareTable,
  explain: Explain,
) {
  const { name: host } = director;
  const expected = cluster.virtualServices.map(describeWanted).join('\n');
  return judgeAnswer(answer(askTable(host)), { host, expected, repair: '' }, (output): Finding => {
    const table = parseIpvsadmTable(output);
    if ('notUnderstood' in table) return cannotTell(`ipvsadm printed what is not understood: ${table.notUnderstood}`);
    const problems = compare(table, cluster, director).map((problem) => explain(problem, director, cluster, answer));
    if (problems.length === 0) return { outcome: 'ok', found: `as the model: ${countOf(cluster)}` };
    const found = problems.map(({ text }) => text).join('\n');
    return { outcome: 'failed', found, repair: repairOf(problems, cluster, director) };
  });
}

function explain(
  problem: TableProblem,
  { name }: Director,
  { virtualServices }: Cluster,
  answer: (question: Question) => Answer,
): TableProblem {
  const { server, text } = problem;
  const service = virtualServices.find(({ realServers }) => realServers.some((one) => one === server));
  if (server === undefined || service === undefined) return problem;
  const health = healthOf(answer(askHealthChecks(name)), service, server);
  if (health === null) return problem;
  const fact = text.replace(/: [^:]*$/, '');
  if (problem.kind === 'no quorum' && health.isAlive) return problem;
  if (!health.isAlive) return { ...problem, kind: 'out of service', text: `${fact}: its health check fails` };
  return health.weight <= 0 && server.weight > 0
    ? { ...problem, kind: 'drained', text: `${fact}: ${drainFile(server.name)} takes it out of service` }
    : { ...problem, kind: 'drift', text: `${fact}: changed by hand, as its health check succeeds` };
}

function repairOf(problems: readonly TableProblem[], cluster: Cluster, director: Director): string {
  const { name } = director;
  const down = [
    ...new Set(
      problems.flatMap(({ kind, server }) =>
        (kind === 'out of service' || kind === 'no quorum') && server ? [server.name] : [],
      ),
    ),
  ];
  const drained = problems.flatMap(({ kind, server }) => (kind === 'drained' && server ? [server.name] : []));
  const removals = problems.flatMap(({ removal }) => (removal === undefined ? [] : [onHost(name, removal)]));
  return [
    ...removals,
    ...(problems.some(({ kind }) => kind === 'drift') ? [restart(cluster, director)] : []),
    ...[...new Set(drained)].map((server) => onHost(name, `echo ${inService} > ${drainFile(server)}`)),
    ...(down.length === 0 ? [] : [`mend the service on ${down.join(' and ')}: keepalived takes it in again by itself`]),
  ].join('; ');
}

/** Only a start fills the table again: a reload compares configurations, never with the kernel. */
function restart({ form, directors }: Cluster, { name }: Director): string {
  if (form === 'standalone') return onHost(name, '/sbin/lvsdr.sh start');
  const [first] = directors;
  const order = first?.name === name && directors.length > 1 ? ' once the table of the standby is right' : '';
  return `${restartKeepalived(name)}${order} (a reload does not fill it)`;
}

function countOf({ virtualServices }: Cluster): string {
  const servers = virtualServices.reduce((sum, { realServers }) => sum + realServers.length, 0);
  return `${virtualServices.length} virtual services, ${servers} real servers`;
}
