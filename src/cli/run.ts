import type { Command } from 'commander';
import { exitCode, UsageError } from '../errors.ts';
import { inventoryCommand, type Context, type InventoryOptions } from './context.ts';
import { exitOfRun, planHasWork } from './exit.ts';
import { createInterrupt } from './interrupt.ts';

interface Options extends InventoryOptions {
  readonly limit?: string;
  readonly discardChanges?: boolean;
  readonly yes?: boolean;
}

/** @returns `lvsdeploy run PLAYBOOK`. */
export function runCommand({ io, engine }: Context): Command {
  return inventoryCommand('run')
    .description('show the plan, ask, and carry it out')
    .argument('<playbook>')
    .option('-l, --limit <pattern>', 'only these hosts: lb1, directors, web*, all:!lb2')
    .option('--discard-changes', 'take back also files that another hand changed since they were written')
    .option('-y, --yes', 'do not ask')
    .action(async (playbook: string, { json = false, yes = false, ...options }: Options) => {
      if (!yes && (json || !io.isInteractive)) {
        throw new UsageError('nobody is there to confirm the plan', {
          hint: 'Add --yes to carry it out without asking, or use `lvsdeploy plan` to see it.',
        });
      }
      const [{ showPlan }, { openReporter }, { identifyRun }] = await Promise.all([
        import('./show-plan.ts'),
        import('../report/reporter.ts'),
        import('../engine/run-identity.ts'),
      ]);
      const interrupt = createInterrupt();
      const planned = await engine.plan({ playbook, ...options, signal: interrupt.signal });
      try {
        showPlan(planned.plan, io, { json });
        if (!yes && planHasWork(planned.plan) && !(await io.confirm('Carry out this plan?'))) {
          io.stdout.write('Nothing was changed.\n');
          io.exit(exitCode.changesPending);
          return;
        }
        const run = await identifyRun(playbook);
        const reporter = await openReporter({ stream: io.stdout, colour: io.colour }, { json });
        const summary = await interrupt
          .during(
            () => planned.apply((event) => reporter.on(event), run),
            () =>
              reporter.note('interrupted: the running step ends, no other starts; a second time leaves it half done'),
          )
          .finally(() => reporter.close());
        reporter.end(summary);
        io.exit(interrupt.exitCode() ?? exitOfRun(summary));
      } finally {
        planned.close();
      }
    });
}
