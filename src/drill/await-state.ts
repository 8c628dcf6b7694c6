import { Interrupted } from '../engine/errors.ts';
import { LvsdeployError } from '../errors.ts';
import { sh } from '../shell/shell.ts';
import { parseIpvsadmTable, weightIn } from '../verify/ipvsadm-table.ts';
import { udpProbeOf } from '../verify/udp-probe.ts';
import type { RunningProbe } from './run-probe.ts';
import type { Aim, Await, Expectations } from './scenario.ts';
import { ask } from './on-host.ts';
import { longestWait, patience, settled, tail } from './times.ts';
import type { DrillTools } from './tools.ts';

/** Requests are answered and the connection is old enough to be known to both directors. */
export async function awaitProbe(probe: RunningProbe, { service }: Aim, tools: DrillTools): Promise<void> {
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
  await until(isSettled, began + patience, probe, tools);
  const failed = record.requests.filter(({ answeredAt }) => answeredAt === null);
  if (record.requests.length > 0 && failed.length === 0) return;
  throw new LvsdeployError(
    `${failed.length} of ${record.requests.length} requests got no answer before anything was done: ${failed[0]?.error ?? 'none was sent'}`,
    {
      hint:
        service.protocol === 'udp' && udpProbeOf(service).promised === null
          ? 'A UDP service has to answer what its health check sends: say so by payload and requireReply. Or `lvsdeploy verify` tells what is wrong.'
          : 'Mend that first: `lvsdeploy verify` tells more. Or ask less often: --rate, --timeout.',
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
      await until(() => tools.watch.holders().join() === state.director.name, end, probe, tools);
      return;
    case 'out':
    case 'in': {
      const wantsIn = state.kind === 'in';
      const isThere = async () => {
        const table = parseIpvsadmTable(await ask(aim.holder.name, sh`ipvsadm -Ln`, tools));
        return !('notUnderstood' in table) && weightIn(table, aim.service, state.server) > 0 === wantsIn;
      };
      await until(isThere, end, probe, tools);
    }
  }
}

/** Lets the client go on asking until whatever was under way has come to an end. */
export async function rest({ probe: { timeout } }: Aim, probe: RunningProbe, tools: DrillTools): Promise<void> {
  const end = Date.now() + Math.max(tail, timeout + 1000);
  await until(() => Date.now() >= end, end, probe, tools);
}

/** What does not come true in time is judged by what was measured, not here. */
async function until(
  isTrue: () => boolean | Promise<boolean>,
  end: number,
  probe: RunningProbe | null,
  { pause, signal }: DrillTools,
): Promise<void> {
  while (!(await isTrue()) && Date.now() < end) {
    if (signal.aborted) throw new Interrupted('the drill was interrupted');
    await Promise.race([pause(100), ...(probe === null ? [] : [probe.broken])]);
  }
}
