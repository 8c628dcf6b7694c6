import type { Command } from 'commander';
import { exitCode, UsageError } from '../errors.ts';
import { whenAsked } from '../report/verbosity.ts';
import type { Context, Planned } from './context.ts';
import { renderExamples } from './examples.ts';
import { planHasWork } from './exit.ts';
import { createInterrupt } from './interrupt.ts';
import { plan } from './plan.ts';
import { playbookCommand, type PlaybookOptions } from './playbook-command.ts';

interface Options extends PlaybookOptions {
  readonly plan?: string;
  readonly check?: boolean;
  readonly yes?: boolean;
}

/** @returns `lvsdeploy run PLAYBOOK`. */
export function runCommand(context: Context): Command {
  return playbookCommand('run')
    .summary('show the plan, ask, and carry it out')
    .description('show the plan, ask, and carry it out')
    .argument('[playbook]', 'may be left out with --plan')
    .option('--plan <file>', 'carry out a plan that `lvsdeploy plan --out FILE` kept, and nothing else, without asking')
    .option('--check', 'show the plan and leave it at that, as `lvsdeploy plan` does')
    .option('-y, --yes', 'do not ask')
    .addHelpText(
      'after',
      renderExamples(
        ['lvsdeploy run playbooks/site.ts', 'deploy the cluster, or bring it up to date'],
        ['lvsdeploy run playbooks/site.ts -l web1 -v', 'one host, with all that is printed there'],
        ['lvsdeploy run playbooks/site.ts --yes --json', 'from a program'],
        ['lvsdeploy run --plan site.plan', 'what was kept by `plan --out`, and nothing else'],
      ),
    )
    .action(async (playbook: string | undefined, { check, ...options }: Options, command: Command) => {
      const isElsewhere = command.getOptionValueSource('inventory') !== 'default';
      if (options.plan === undefined && playbook === undefined) {
        throw new UsageError('no playbook is named', { hint: 'Say `lvsdeploy run PLAYBOOK`, or --plan FILE.' });
      }
      refuseSecondChoice(options);
      if (check === true && playbook !== undefined) await plan(playbook, options, context);
      else await run(playbook, isElsewhere, options, context);
    });
}

/** What is done was chosen when the plan was made. */
function refuseSecondChoice({ plan: file, limit, tags, skipTags, discardChanges }: Options): void {
  if (file === undefined || [limit, tags, skipTags, discardChanges].every((choice) => choice === undefined)) return;
  throw new UsageError('a kept plan cannot be narrowed or widened', {
    place: file,
    hint: 'Give --limit, --tags and the like to `lvsdeploy plan --out FILE`.',
  });
}

async function run(
  playbook: string | undefined,
  isElsewhere: boolean,
  { plan: file, json = false, yes = false, ...options }: Options,
  context: Context,
): Promise<void> {
  const { io, engine } = context;
  const { verbosity } = context.voice;
  const isAgreed = yes || file !== undefined;
  if (!isAgreed && (json || !io.isInteractive)) {
    throw new UsageError('nobody is there to confirm the plan', {
      hint: 'Add --yes to carry it out without asking, or use `lvsdeploy plan` to see it.',
    });
  }
  const [{ showPlan }, { carryOut }] = await Promise.all([import('./show-plan.ts'), import('./carry-out.ts')]);
  const interrupt = createInterrupt();
  const { signal } = interrupt;
  const planned: Planned =
    file === undefined
      ? await engine.plan({ playbook: playbook ?? '', ...options, signal })
      : await engine.planAgain(file, {
          ...(playbook !== undefined && { playbook }),
          ...(isElsewhere && { inventory: options.inventory }),
          signal,
        });
  try {
    const isAsked = !isAgreed && planHasWork(planned.plan);
    // For a program the run that the plan is of comes first.
    if (!json) showPlan(planned.plan, io, { json, verbosity: isAsked ? whenAsked(verbosity) : verbosity });
    if (isAsked && !(await io.confirm('Carry out this plan?'))) {
      io.stdout.write('Nothing was changed.\n');
      io.exit(exitCode.changesPending);
      return;
    }
    await carryOut(
      planned,
      { what: playbook ?? file ?? '', keptPlan: file, json, verbosity, isAgreed, interrupt },
      context,
    );
  } finally {
    planned.close();
  }
}
