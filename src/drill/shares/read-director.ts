import type { Director, VirtualService } from '../../cluster/cluster.ts';
import { LvsdeployError } from '../../errors.ts';
import { sh } from '../../shell/shell.ts';
import { nameOf } from '../aim.ts';
import { drillInterrupted } from '../interrupted.ts';
import { ask } from '../on-host.ts';
import type { Aim } from '../scenario.ts';
import type { DrillTools } from '../tools.ts';
import { readCounters, sumOf, type Counters } from './counters.ts';
import { readKernelTable, type KernelTable } from './kernel-table.ts';

/** The kernel adds its processors' counters up every two seconds (ip_vs_est.c); what was read is complete when it stood still for longer. */
const stillFor = 2500;
/** With other clients at work they never stand still. */
const longest = 8000;

/** @returns the service in the kernel of the director that has the VIP, and the version of that kernel. */
export async function readTable(
  { holder, service }: Aim,
  tools: DrillTools,
): Promise<{ readonly table: KernelTable; readonly kernel: string }> {
  const text = await ask(holder.name, sh`uname -r && ipvsadm -Ln --nosort`, tools);
  const kernel = text.slice(0, text.indexOf('\n'));
  const table = readKernelTable(text.slice(kernel.length + 1), service);
  if (table !== null) return { table, kernel };
  throw hasLeft(holder, service);
}

/**
 * Reads the counters until they stand still; they are never set to zero, as they are somebody else's data, too.
 * @param least how many connections have to be in them; null before anything was asked.
 */
export async function readStillCounters(
  { cluster, holder, service }: Aim,
  tools: DrillTools,
  least: number | null,
): Promise<Counters> {
  const end = Date.now() + longest;
  let since = Date.now();
  let last: Counters | null = null;
  for (;;) {
    if (tools.signal.aborted) throw drillInterrupted(cluster);
    const now = readCounters(await ask(holder.name, sh`ipvsadm -Ln --stats --exact`, tools), service);
    if (now === null) throw last === null && least === null ? isMissing(holder, service) : hasLeft(holder, service);
    if (last === null || JSON.stringify(now) !== JSON.stringify(last)) since = Date.now();
    last = now;
    const isStill = Date.now() - since >= stillFor && sumOf(now) >= (least ?? 0);
    if (isStill || Date.now() > end) return now;
    await tools.pause(400);
  }
}

function isMissing({ name }: Director, service: VirtualService): LvsdeployError {
  return new LvsdeployError(`the service ${nameOf(service)} is not in its table`, {
    place: name,
    hint: '`lvsdeploy verify` tells what is there instead, and what puts it in.',
  });
}

function hasLeft({ name }: Director, service: VirtualService): LvsdeployError {
  return new LvsdeployError(`the service ${nameOf(service)} has left its table`, {
    place: name,
    hint: 'Something took it away while it was measured: see the log of keepalived there, then `lvsdeploy verify`.',
  });
}
