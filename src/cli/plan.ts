import type { Command } from 'commander';
import type { Context } from './context.ts';
import { exitOfPlan } from './exit.ts';
import { playbookCommand, type PlaybookOptions } from './playbook-command.ts';

interface Options extends PlaybookOptions {
  readonly out?: string;
}

/** @returns `lvsdeploy plan PLAYBOOK`. */
export function planCommand(context: Context): Command {
  return playbookCommand('plan')
    .description('read the hosts and show what a run would change; exit status 2 when that is something')
    .argument('<playbook>')
    .option('-o, --out <file>', 'keep the plan for `lvsdeploy run --plan FILE`')
    .action((playbook: string, options: Options) => plan(playbook, options, context));
}

/** Shows what a run would change. */
export async function plan(
  playbook: string,
  { json, out, verbose, ...options }: Options,
  { io, engine }: Context,
): Promise<void> {
  const { showPlan } = await import('./show-plan.ts');
  const planned = await engine.plan({ playbook, ...options });
  try {
    showPlan(planned.plan, io, { json: json === true, verbosity: verbose });
    io.exit(exitOfPlan(planned.plan));
    if (out !== undefined) planned.save(out);
  } finally {
    planned.close();
  }
}
