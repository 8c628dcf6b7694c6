import { identifyRun, planPlaybook } from '../../src/engine/index.ts';
import { loadInventory } from '../../src/inventory/load.ts';
import { loadPlaybook } from '../../src/playbook/load.ts';
import { openSession } from '../../src/ssh/session.ts';
import { ssh2Transport } from '../../src/ssh/ssh2-transport.ts';
import type { Position } from './position.ts';
import { pausingSession } from './pausing-session.ts';

/**
 * A run of the site playbook that stands still at one position, for somebody to strike it there. A process of its own, so
 * that it can be killed. Prints a line of JSON for each step, and one at the end.
 */
async function attempt(inventoryFile: string, position: Position | null): Promise<void> {
  const tell = (line: object) => process.stdout.write(`${JSON.stringify(line)}\n`);
  const [inventory, playbook] = await Promise.all([
    loadInventory(inventoryFile, null),
    loadPlaybook('playbooks/site.ts'),
  ]);
  const transport = ssh2Transport();
  const planned = await planPlaybook({
    playbook,
    inventory,
    open: async (host) =>
      pausingSession(await openSession(transport, host), position, (step) => tell({ host: host.name, step })),
  });
  try {
    const { ok, hosts } = await planned.apply(() => undefined, await identifyRun('an attempt'));
    tell({
      ok,
      outcomes: hosts
        .filter(({ outcome }) => outcome !== 'ok')
        .map(({ host, outcome, error }) => `${host} ${outcome}: ${error?.message ?? ''}`),
    });
  } finally {
    planned.close();
  }
}

const [inventory = '', position = 'null'] = process.argv.slice(2);
await attempt(inventory, JSON.parse(position) as Position | null);
