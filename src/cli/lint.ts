import type { Command } from 'commander';
import type { Finding } from '../cluster/lint/rule.ts';
import { findRule, rules } from '../cluster/lint/rules.ts';
import { exitCode, UsageError } from '../errors.ts';
import { didYouMean } from '../inventory/nearest.ts';
import { toJson } from '../report/json.ts';
import { lintData, ruleData } from '../report/lint-json.ts';
import { renderFindings, renderRule } from '../report/lint-text.ts';
import { renderExamples } from './examples.ts';
import { inventoryCommand, type Context, type InventoryOptions } from './context.ts';

interface Options extends InventoryOptions {
  readonly notes?: boolean;
  readonly strict?: boolean;
  readonly explain?: string;
}

/** @returns `lvsdeploy lint`. */
export function lintCommand(context: Context): Command {
  return inventoryCommand('lint')
    .summary('point out pitfalls in an inventory; connects to no host')
    .description(
      'point out pitfalls in an inventory, without connecting to any host; exit status 4 when one is an error',
    )
    .argument('[inventory]', 'the same as -i')
    .option('--notes', 'show the trade-offs, too')
    .option('--strict', 'exit status 4 for warnings as well')
    .option('--explain <rule>', 'say why a rule is there, where that is from, and what to do')
    .addHelpText(
      'after',
      renderExamples(
        ['lvsdeploy lint', 'what is allowed, and yet a pitfall'],
        ['lvsdeploy lint --notes', 'the trade-offs as well'],
        ['lvsdeploy lint --explain vip-unused', 'why a rule is there, and what to do'],
      ),
    )
    .action((file: string | undefined, options: Options) => {
      const said = { ...options, inventory: file ?? options.inventory };
      if (options.explain === undefined) return lint(said, context);
      explain(said, context);
      return undefined;
    });
}

async function lint({ inventory, json, notes, strict }: Options, { io, engine }: Context): Promise<void> {
  const loaded = await engine.lint(inventory);
  const findings = loaded.findings.filter(({ severity }) => notes === true || severity !== 'note');
  const shown = { file: loaded.file, findings };
  io.stdout.write(json === true ? `${toJson(lintData(shown))}\n` : renderFindings(shown, io));
  const isBad = ({ severity }: Finding) => severity === 'error' || (strict === true && severity === 'warning');
  io.exit(findings.some(isBad) ? exitCode.verifyFailed : exitCode.done);
}

function explain({ explain: id = '', json }: Options, { io }: Context): void {
  const rule = findRule(id);
  if (rule === undefined) {
    const known = rules.map((one) => one.id);
    throw new UsageError(`there is no rule ${id}${didYouMean(id, known)}`, { hint: `There are: ${known.join(', ')}.` });
  }
  io.stdout.write(json === true ? `${toJson(ruleData(rule))}\n` : renderRule(rule, io));
}
