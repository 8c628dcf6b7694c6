import { LvsdeployError } from '../errors.ts';
import { sh } from '../shell/shell.ts';
import { parseIpvsadmTable, weightIn } from '../verify/ipvsadm-table.ts';
import { udpProbeOf } from '../verify/udp-probe.ts';
import { drillInterrupted } from './interrupted.ts';
import type { RunningProbe } from './run-probe.ts';
import type { Aim, Await, Expectations } from './scenario.ts';
import { ask } from './on-host.ts';
import { longestWait, patience, settled, tail } from './times.ts';
import type { DrillTools } from './tools.ts';

/** Requests are answered and the connection is old enough to be known to both directors. */
export async function awaitProbe(probe: RunningProbe, aim: Aim, tools: DrillTools): Promise<void> {
  const { service, client } = aim;
  const { record, clock } = probe;
  const began = Date.now();
  const isSettled = () => {
    const now = clock.at(Date.now());
    if (now === null || now < settled) return false;
    const since = record.heldSince;
    // Without one that can be held open there is nothing to wait for.
    const hasNone = service.protocol === 'udp' || record.process?.tool === 'curl';
    return since === null ? hasNone || now > 2 * settled : now - since >= settled;
  };
  await until(isSettled, began + patience, aim, probe, tools);
  if (record.requests.length === 0) {
    throw new LvsdeployError(`the probe there has sent nothing for ${patience / 1000} s`, {
      place: client.name,
      hint: 'See how busy that host is, or choose another client with --client.',
    });
  }
  const failed = record.requests.filter(({ answeredAt }) => answeredAt === null);
  if (failed.length === 0) return;
  throw new LvsdeployError(
    `${failed.length} of ${record.requests.length} requests got no answer before anything was done: ${failed[0]?.error ?? ''}`,
    {
      place: client.name,
      hint:
        service.protocol === 'udp' && udpProbeOf(service).promised === null
          ? 'A UDP service has to answer what its health check sends: say so by payload and requireReply. Or `lvsdeploy verify` tells what is wrong.'
          : 'Mend that first: `lvsdeploy verify` tells more. Or ask less often (--rate), or with more patience (--timeout).',
    },
  );
}

/** Waits for what a strike, or its undoing, must bring about; but not for ever. */
export async function awaitState(
  state: Await,
  aim: Aim,
  expected: Expectations,
  probe: RunningProbe | null,
  tools: DrillTools,
): Promise<void> {
  const end = Date.now() + longestWait(aim, expected);
  switch (state.kind) {
    case 'nothing':
      return;
    case 'holder':
      await until(() => tools.watch.holders().join() === state.director.name, end, aim, probe, tools);
      return;
    case 'out':
    case 'in': {
      const wantsIn = state.kind === 'in';
      const isThere = async () => {
        const table = parseIpvsadmTable(await ask(aim.holder.name, sh`ipvsadm -Ln`, tools));
        return !('notUnderstood' in table) && weightIn(table, aim.service, state.server) > 0 === wantsIn;
      };
      await until(isThere, end, aim, probe, tools);
    }
  }
}

/** Lets the client go on asking until whatever was under way has come to an end. */
export async function rest(aim: Aim, probe: RunningProbe, tools: DrillTools): Promise<void> {
  const end = Date.now() + Math.max(tail, aim.probe.timeout + 1000);
  await until(() => Date.now() >= end, end, aim, probe, tools);
}

/** What does not come true in time is judged by what was measured, not here. */
async function until(
  isTrue: () => boolean | Promise<boolean>,
  end: number,
  { cluster }: Aim,
  probe: RunningProbe | null,
  { pause, signal }: DrillTools,
): Promise<void> {
  while (!(await isTrue()) && Date.now() < end) {
    if (signal.aborted) throw drillInterrupted(cluster);
    await Promise.race([pause(100), ...(probe === null ? [] : [probe.broken])]);
  }
}
