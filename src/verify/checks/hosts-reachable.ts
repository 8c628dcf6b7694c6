import type { Cluster, Member } from '../../cluster/cluster.ts';
import { sh } from '../../shell/shell.ts';
import type { Check } from '../check.ts';

/** Every host of the cluster, its clients too, lets us in and runs a command. */
export const hostsReachable = reachabilityOf(
  'hosts-reachable',
  'every host can be reached',
  ({ directors, realServers, clients }) => [...directors, ...realServers, ...clients],
);

/** Every director lets us in and runs a command. */
export const directorsReachable = reachabilityOf(
  'directors-reachable',
  'every director can be reached',
  ({ directors }) => directors,
);

function reachabilityOf(id: string, title: string, membersOf: (cluster: Cluster) => readonly Member[]): Check {
  const expected = 'the host answers over SSH';
  const question = ({ name }: Member) => ({ host: name, script: sh`:` });
  return {
    id,
    title,
    step: '1',
    severity: 'critical',
    asks: (cluster) => membersOf(cluster).map(question),
    judge: (cluster, answer) =>
      membersOf(cluster).map((member) => {
        const { name: host } = member;
        const reply = answer(question(member));
        if (reply.kind === 'answered') return { host, outcome: 'ok', expected, found: 'it answered' };
        return {
          host,
          outcome: 'failed',
          expected,
          found: `${host} (${member.address}) did not answer: ${reply.reason}`,
          repair: `see at its console that ${host} is on, has its network, and runs sshd`,
        };
      }),
  };
}
