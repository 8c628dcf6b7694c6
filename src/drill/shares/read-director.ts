import { Interrupted } from '../../engine/errors.ts';
import { LvsdeployError } from '../../errors.ts';
import { sh } from '../../shell/shell.ts';
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
  throw new LvsdeployError('the service is not in its table', {
    place: holder.name,
    hint: '`lvsdeploy verify` tells what is there instead.',
  });
}

/**
 * Reads the counters until they stand still; they are never set to zero, as they are somebody else's data, too.
 * @param least how many connections have to be in them.
 */
export async function readStillCounters({ holder, service }: Aim, tools: DrillTools, least: number): Promise<Counters> {
  const end = Date.now() + longest;
  let since = Date.now();
  let last: Counters | null = null;
  for (;;) {
    if (tools.signal.aborted) throw new Interrupted('the drill was interrupted');
    const now = readCounters(await ask(holder.name, sh`ipvsadm -Ln --stats --exact`, tools), service);
    if (now === null)
      throw new LvsdeployError('the service has left its table', {
        place: holder.name,
        hint: 'Something took it away while it was measured: see the log of keepalived there, then `lvsdeploy verify`.',
      });
    if (last === null || JSON.stringify(now) !== JSON.stringify(last)) since = Date.now();
    last = now;
    const isStill = Date.now() - since >= stillFor && sumOf(now) >= least;
    if (isStill || Date.now() > end) return now;
    await tools.pause(400);
  }
}
