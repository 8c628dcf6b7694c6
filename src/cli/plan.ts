import type { Command } from 'commander';
import { inventoryCommand, type Context, type InventoryOptions } from './context.ts';
import { exitOfPlan } from './exit.ts';

interface Options extends InventoryOptions {
  readonly limit?: string;
  readonly discardChanges?: boolean;
}

/** @returns `lvsdeploy plan PLAYBOOK`. */
export function planCommand({ io, engine }: Context): Command {
  return inventoryCommand('plan')
    .description('read the hosts and show what a run would change; exit status 2 when that is something')
    .argument('<playbook>')
    .option('-l, --limit <pattern>', 'only these hosts: lb1, directors, web*, all:!lb2')
    .option('--discard-changes', 'take back also files that another hand changed since they were written')
    .action(async (playbook: string, { json, ...options }: Options) => {
      const { showPlan } = await import('./show-plan.ts');
      const planned = await engine.plan({ playbook, ...options });
      try {
        showPlan(planned.plan, io, { json: json === true });
        io.exit(exitOfPlan(planned.plan));
      } finally {
        planned.close();
      }
    });
}
