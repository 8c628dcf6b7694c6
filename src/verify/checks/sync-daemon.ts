import type { Cluster, Vrrp } from '../../cluster/cluster.ts';
import { sh } from '../../shell/shell.ts';
import type { Answer, Check, Question, Verdict } from '../check.ts';
import { askAddresses } from '../host-addresses.ts';
import { onHost, restartKeepalived } from '../repairs.ts';
import { cannotTell, judgeAnswer, type Finding } from '../verdict.ts';
import { findHolders } from '../vip-holders.ts';

/** The connections of the VIP's owner are copied to the others, so that they survive a failover. */
export const syncDaemon: Check = {
  id: 'sync-daemon',
  title: 'connections are synchronised from the owner of the VIP to the backup',
  step: '15',
  severity: 'warning',
  source: 'ipvsadm(8), --start-daemon',
  asks: ({ vrrp, directors }) =>
    vrrp === null ? [] : directors.flatMap(({ name }) => [askDaemon(name), askAddresses(name)]),
  judge: (cluster, answer) => {
    if (cluster.vrrp === null) return [];
    const daemon = cluster.vrrp.syncDaemon;
    const [vip] = cluster.vips;
    if (daemon === null) return leftBehind(cluster, cluster.vrrp, answer);
    if (vip === undefined) return [];
    const { holders, others } = findHolders(cluster, vip, answer);
    return cluster.directors.map((director) => {
      const state = holders.includes(director) ? 'master' : others.includes(director) ? 'backup' : null;
      const wanted = `${state ?? 'master or backup'} sync daemon (mcast=${daemon.interface}, syncid=${daemon.id})`;
      return judgeAnswer(
        answer(askDaemon(director.name)),
        { host: director.name, expected: wanted, repair: restartKeepalived(director.name) },
        (output): Finding => {
          if (state === null) return cannotTell(`whether ${director.name} holds the VIP is not known`);
          const found = parseDaemons(output);
          const isWanted = (one: Daemon) =>
            one.state === state && one.interface === daemon.interface && one.id === daemon.id;
          return found.some(isWanted)
            ? { outcome: 'ok', found: wanted }
            : { outcome: 'failed', found: output.trim() || 'no synchronisation daemon runs' };
        },
      );
    });
  },
};

/** keepalived 2.2.7 leaves the daemon at work when it loads a configuration that has none any more, or is restarted with it. */
function leftBehind(
  { directors }: Cluster,
  { virtualRouterId }: Vrrp,
  answer: (question: Question) => Answer,
): readonly Verdict[] {
  return directors.flatMap(({ name, interface: device }): readonly Verdict[] => {
    const reply = answer(askDaemon(name));
    if (reply.kind === 'unreachable' || reply.status !== 0) return [];
    // One of another cluster on the same directors has another id, or another segment.
    const isOurs = (one: Daemon) => one.interface === device && one.id === virtualRouterId;
    const commands = parseDaemons(reply.stdout)
      .filter(isOurs)
      .map(({ state }) => `ipvsadm --stop-daemon ${state}`);
    if (commands.length === 0) return [];
    const expected = 'no sync daemon: the model has none';
    const found = reply.stdout.trim();
    return [{ host: name, outcome: 'failed', expected, found, repair: onHost(name, commands.join(' && ')) }];
  });
}

function askDaemon(host: string): Question {
  return { host, script: sh`ipvsadm -Ln --daemon` };
}

interface Daemon {
  readonly state: string;
  readonly interface: string;
  readonly id: number;
}

/** Lines of `ipvsadm -L --daemon`: `master sync daemon (mcast=eth0, syncid=51, …)`. */
function parseDaemons(text: string): readonly Daemon[] {
  return [...text.matchAll(/^(master|backup) sync daemon \(mcast=([^,]+), syncid=(\d+)/gm)].map(
    ([, state = '', name = '', id]) => ({ state, interface: name, id: Number(id) }),
  );
}
