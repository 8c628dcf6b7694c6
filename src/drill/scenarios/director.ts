import { followsPriorities, type Director } from '../../cluster/cluster.ts';
import { interfaceOf, vrrpInstances } from '../../cluster/vrrp-instances.ts';
import { fault, standAside, switchOverFile } from '../../cluster/track-files.ts';
import { UsageError } from '../../errors.ts';
import { sh, type Shell } from '../../shell/shell.ts';
import { deathBound, handOverBound, leaveBound } from '../bounds.ts';
import { cutBy, findCutTool } from '../cut.ts';
import type { Aim, Expectations, Scenario } from '../scenario.ts';
import { writeTracked } from '../write-tracked.ts';

/** The document's own switch (steps 9 and 10): keepalived is told by whatever the init system is. */
const stop = sh`/sbin/lvsdr.sh stop`;
const start = sh`/sbin/lvsdr.sh start`;

const reloadKeepalived: Shell = sh`if [ -d /run/systemd/system ]; then systemctl reload keepalived
elif command -v service > /dev/null; then service keepalived reload
else /etc/init.d/keepalived reload; fi`;

/** A connection survives another director only if that one was told of it. */
function connectionOf({ cluster, service }: Aim): Expectations['connection'] {
  return cluster.vrrp?.syncDaemon == null || !connects(service) ? null : 'lives';
}

/** Datagrams make no connection that could be held open. */
function connects({ protocol }: Aim['service']): boolean {
  return protocol === 'tcp';
}

/** A new configuration is loaded while the director serves. */
export const reload: Scenario = {
  name: 'reload',
  title: 'reload keepalived where the VIP is',
  strike: ({ holder }) => ({
    host: holder.name,
    what: `reload keepalived on ${holder.name}`,
    act: { kind: 'script', script: reloadKeepalived },
    afterAct: { kind: 'nothing' },
    undoing: 'nothing is to be undone',
    undo: { kind: 'nothing' },
    afterUndo: { kind: 'holder', director: holder },
    measures: 'act',
  }),
  expects: ({ holder, service }) => ({ holder, outage: null, connection: connects(service) ? 'lives' : null }),
};

/** Planned: the VIP goes to the other director and comes back, while both live. */
export const switchOver: Scenario = {
  name: 'switch-over',
  title: 'hand the VIP to the other director by a lowered priority, and take it back',
  strike: (aim) => {
    const { holder, standby } = aim;
    return {
      host: holder.name,
      what: `lower the priority of ${holder.name}`,
      act: { kind: 'script', script: sayToKeepalived(givesWay(aim) ? standAside : fault) },
      afterAct: { kind: 'holder', director: standby },
      undoing: `give ${holder.name} its priority back`,
      undo: { kind: 'script', script: sayToKeepalived('0') },
      afterUndo: { kind: 'holder', director: finalHolder(aim) },
      measures: 'both',
    };
  },
  expects: (aim) => ({
    holder: finalHolder(aim),
    outage: givesWay(aim) ? handOverBound(aim.probe) : leaveBound(aim.cluster, aim.standby, aim.probe),
    connection: connectionOf(aim),
  }),
};

function sayToKeepalived(number: string): Shell {
  return writeTracked(switchOverFile, number);
}

/** Without preemption nobody takes a VIP from a master, however low its priority is: that one has to give it up. */
function givesWay({ cluster: { vrrp } }: Aim): boolean {
  return vrrp === null || followsPriorities(vrrp);
}

/** @returns who has the VIP when everything is as it was: without preemption whoever took it keeps it. */
function finalHolder({ cluster: { vrrp }, holder, standby }: Aim): Director {
  return vrrp?.preempt === false ? standby : holder;
}

/** The document's test 1. */
export const stopKeepalived: Scenario = {
  name: 'stop-keepalived',
  title: 'stop keepalived where the VIP is',
  strike: (aim) => ({ ...stopping(aim), measures: 'act' }),
  expects: (aim) => ({
    holder: aim.standby,
    outage: leaveBound(aim.cluster, aim.standby, aim.probe),
    connection: connectionOf(aim),
  }),
};

/** The second half of the document's test 3: the master is back, and the backup lets go. */
export const failback: Scenario = {
  name: 'failback',
  title: 'start keepalived again on the director that had the VIP',
  strike: (aim) => ({ ...stopping(aim), measures: 'undo' }),
  // A director that comes back was told of no connection that had begun before.
  expects: (aim) => ({ holder: finalHolder(aim), outage: handOverBound(aim.probe), connection: null }),
};

function stopping(aim: Aim) {
  const { holder, standby } = aim;
  return {
    host: holder.name,
    what: `stop keepalived on ${holder.name}`,
    act: { kind: 'script', script: stop },
    afterAct: { kind: 'holder', director: standby },
    undoing: `start keepalived on ${holder.name} again`,
    undo: { kind: 'script', script: start },
    afterUndo: { kind: 'holder', director: finalHolder(aim) },
  } as const;
}

/** The master is there, and nobody hears it. */
export const cutLink: Scenario = {
  name: 'cut-link',
  title: 'drop all frames of the director that has the VIP',
  asks: (aim) => ({ host: aim.holder.name, script: findCutTool(devicesOf(aim)) }),
  strike: (aim, said) => {
    const { holder, standby } = aim;
    const devices = devicesOf(aim);
    const cut = cutBy(said.trim() === 'tc' ? 'tc' : 'nft', devices);
    return {
      host: holder.name,
      what: `drop all frames on ${devices.join(' and ')} of ${holder.name}`,
      act: { kind: 'isolate', script: cut.begin },
      afterAct: { kind: 'holder', director: standby },
      undoing: `${holder.name} ends that by itself`,
      undo: { kind: 'script', script: cut.end },
      afterUndo: { kind: 'holder', director: finalHolder(aim) },
      measures: 'act',
    };
  },
  expects: death,
};

/**
 * All networks on which the directors hear each other: instances of a sync group wait until the last of them hears nothing any
 * more (vrrp_sync_can_goto_master of keepalived), so one network that is cut alone moves nothing.
 */
function devicesOf({ cluster, holder }: Aim): readonly string[] {
  return [
    ...new Set([holder.interface, ...vrrpInstances(cluster).map((instance) => interfaceOf(instance, holder, cluster))]),
  ];
}

/** The document's test 3. */
export const crashDirector: Scenario = {
  name: 'crash-director',
  title: 'cut the power of the director that has the VIP',
  strike: (aim) => {
    const { holder, standby } = aim;
    const { power } = holder;
    if (power === null) {
      throw new UsageError(`nothing says how the power of ${holder.name} is cut`, {
        place: holder.name,
        hint: 'Give the director `power: { off: [program, …], on: [program, …] }` in the inventory: commands that run on this machine.',
      });
    }
    return {
      host: holder.name,
      what: `cut the power of ${holder.name}`,
      act: { kind: 'power', command: power.off },
      afterAct: { kind: 'holder', director: standby },
      undoing: `switch ${holder.name} on again`,
      undo: { kind: 'power', command: power.on },
      afterUndo: { kind: 'holder', director: finalHolder(aim) },
      measures: 'act',
    };
  },
  expects: death,
};

function death(aim: Aim): Expectations {
  return {
    holder: aim.standby,
    outage: deathBound(aim.cluster, aim.standby, aim.probe),
    connection: connectionOf(aim),
  };
}
