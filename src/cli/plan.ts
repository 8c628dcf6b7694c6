import type { Command } from 'commander';
import type { Context } from './context.ts';
import { renderExamples } from './examples.ts';
import { exitOfPlan } from './exit.ts';
import { playbookCommand, type PlaybookOptions } from './playbook-command.ts';

interface Options extends PlaybookOptions {
  readonly out?: string;
}

/** @returns `lvsdeploy plan PLAYBOOK`. */
export function planCommand(context: Context): Command {
  return playbookCommand('plan')
    .summary('show what a run would change; changes nothing')
    .description('read the hosts and show what a run would change; exit status 2 when that is something')
    .argument('<playbook>')
    .option('-o, --out <file>', 'keep the plan for `lvsdeploy run --plan FILE`')
    .addHelpText(
      'after',
      renderExamples(
        ['lvsdeploy plan playbooks/site.ts', 'what would change, on all hosts'],
        ["lvsdeploy plan playbooks/site.ts -l 'all:!lb2'", 'on all but one'],
        ['lvsdeploy plan playbooks/site.ts --out site.plan', 'keep it, to be looked at and carried out later'],
        ['lvsdeploy plan playbooks/site.ts -vv', 'with the scripts that would run'],
      ),
    )
    .action((playbook: string, options: Options) => plan(playbook, options, context));
}

/** Shows what a run would change. */
export async function plan(
  playbook: string,
  { json, out, ...options }: Options,
  { io, voice, engine }: Context,
): Promise<void> {
  const { showPlan } = await import('./show-plan.ts');
  const planned = await engine.plan({ playbook, ...options });
  try {
    showPlan(planned.plan, io, { json: json === true, verbosity: voice.verbosity });
    io.exit(exitOfPlan(planned.plan));
    if (out !== undefined) planned.save(out);
  } finally {
    planned.close();
  }
}
