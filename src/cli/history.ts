import { Command, InvalidArgumentError } from 'commander';
import { UsageError } from '../errors.ts';
import { didYouMean } from '../inventory/nearest.ts';
import { toJson } from '../report/json.ts';
import type { Context } from './context.ts';
import { renderExamples } from './examples.ts';

interface ListOptions {
  readonly last: number;
  readonly json?: boolean;
}

/** @returns `lvsdeploy history` and `lvsdeploy history show ID`. */
export function historyCommand(context: Context): Command {
  const history = new Command('history')
    .summary('show the runs of this machine, and what they did')
    .description('list the runs that were started on this machine, the newest last')
    .enablePositionalOptions()
    .option('-n, --last <count>', 'so many of them', readCount, 20)
    .option('--json', 'print data for a program')
    .addHelpText(
      'after',
      renderExamples(
        ['lvsdeploy history', 'the last twenty runs'],
        ['lvsdeploy history show last', 'what the newest one did'],
      ),
    )
    .allowExcessArguments()
    .action(async (options: ListOptions, command: Command) => {
      const [word] = command.args;
      if (word !== undefined) {
        throw new UsageError(`history has no command ${word}${didYouMean(word, ['show'])}`, {
          hint: 'Say `lvsdeploy history show ID` for one run.',
        });
      }
      await list(options, context);
    });
  history
    .command('show')
    .description('show a run again: its plan, what was done, how it ended')
    .argument('<id>', 'its id, the beginning of it, or last')
    .option('--json', 'print the lines of its record')
    .addHelpText(
      'after',
      renderExamples(
        ['lvsdeploy history show last', 'the newest run again'],
        ['lvsdeploy history show 20261125', 'one whose id begins so'],
      ),
    )
    .action((id: string, { json }: { readonly json?: boolean }) => show(id, json === true, context));
  return history;
}

async function list({ last, json }: ListOptions, { io, history }: Context): Promise<void> {
  const [{ readRun }, { listRun, renderHistory }, { renderError }] = await Promise.all([
    import('../history/read-run.ts'),
    import('../history/history-list.ts'),
    import('../report/error-text.ts'),
  ]);
  const ids = history.ids().slice(-last);
  const found = await Promise.all(
    ids.map(async (id) => {
      try {
        const { record, state } = await readRun(history, id);
        return [listRun(record, state, new Date())];
      } catch (error) {
        // The others can be shown all the same.
        io.stderr.write(renderError(error, { colour: io.colour && io.stderr.isTTY }));
        return [];
      }
    }),
  );
  if (json === true) io.stdout.write(`${toJson(found.flat())}\n`);
  else io.stdout.write(ids.length === 0 ? 'No run is recorded yet.\n' : renderHistory(found.flat(), io));
}

async function show(said: string, json: boolean, { io, history }: Context): Promise<void> {
  const [{ findRun }, { readRun }, { renderRecord }] = await Promise.all([
    import('../history/find-run.ts'),
    import('../history/read-run.ts'),
    import('../history/record-text.ts'),
  ]);
  const { record, state, data } = await readRun(history, findRun(history.ids(), said));
  io.stdout.write(json ? data.map((line) => `${toJson(line)}\n`).join('') : renderRecord(record, state, io));
}

function readCount(text: string): number {
  if (/^[1-9]\d*$/.test(text)) return Number(text);
  throw new InvalidArgumentError('It is a number from 1 on.');
}
