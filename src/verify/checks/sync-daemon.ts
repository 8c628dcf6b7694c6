import { sh } from '../../shell/shell.ts';
import type { Check, Question } from '../check.ts';
import { askAddresses } from '../host-addresses.ts';
import { restartKeepalived } from '../repairs.ts';
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
    vrrp?.syncDaemon == null ? [] : directors.flatMap(({ name }) => [askDaemon(name), askAddresses(name)]),
  judge: (cluster, answer) => {
    const daemon = cluster.vrrp?.syncDaemon ?? null;
    const [vip] = cluster.vips;
    if (daemon === null || vip === undefined) return [];
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
