import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { exitCode, UsageError } from '../../errors.ts';
import { escapeText } from '../../escape.ts';
import { paint } from '../../report/paint.ts';
import type { Answers } from '../../wizard/answers.ts';
import { askPerson, howToAnswer, isLeft } from '../../wizard/ask.ts';
import { inventoryOf } from '../../wizard/inventory-text.ts';
import { conductInterview, type Prompt } from '../../wizard/interview.ts';
import { drawTopology } from '../../wizard/topology.ts';
import { unreached } from '../../wizard/warnings.ts';
import type { Context } from '../context.ts';
import { createInterrupt } from '../interrupt.ts';
import { faultsOfInventory } from './check.ts';
import { commandsOn, runAsTyped } from './deploy.ts';
import { draftOf, dropDraft, keepDraft, takeDraft, writeInventoryFiles } from './files.ts';
import { hostEdges, type Outside } from './hosts.ts';
import type { SetupOptions } from './setup.ts';

/** The whole dialogue: questions, drawing, inventory, and what to do with it. */
export async function setUpWithPerson(options: SetupOptions, context: Context, outside: Outside): Promise<void> {
  const { io } = context;
  const { inventory } = options;
  if (!existsSync(dirname(inventory))) {
    throw new UsageError(`there is no folder ${dirname(inventory)}`, {
      hint: 'Make it, or name another file with --inventory.',
    });
  }
  const leave = () => {
    const kept = existsSync(draftOf(inventory));
    io.stdout.write(
      kept
        ? `\nNo inventory was written. The answers so far are in ${draftOf(inventory)};\n\`lvsdeploy setup${inventory === 'inventory.yaml' ? '' : ` -i ${inventory}`}\` takes them up again.\n`
        : '\nNothing was written.\n',
    );
    io.exit(exitCode.interrupted);
  };
  let answers: Answers | null;
  try {
    // Between the prompts the terminal sends ^C as a signal.
    answers = await leavingOnSignal(() => askAndWrite(options, context, outside), leave);
  } catch (error) {
    if (!isLeft(error)) throw error;
    leave();
    return;
  }
  if (answers === null) return;
  try {
    await goOnWith(inventory, context);
  } catch (error) {
    if (!isLeft(error)) throw error;
    io.exit(exitCode.interrupted);
  }
}

function leavingOnSignal<Result>(work: () => Promise<Result>, leave: () => void): Promise<Result> {
  const interrupt = createInterrupt();
  return interrupt.during(work, () => {
    leave();
    // Connections are open, and nothing was begun on a host.
    process.exit(interrupt.exitCode() ?? exitCode.interrupted);
  });
}

/** @returns the answers, or null when nothing was written. */
async function askAndWrite(
  { inventory, sshConfig }: SetupOptions,
  { io }: Context,
  outside: Outside,
): Promise<Answers | null> {
  const colours = paint(io.colour);
  const say = (lines: readonly string[]) =>
    io.stdout.write(lines.map((line) => `${wrapped(escapeText(line))}\n`).join(''));
  const warn = (lines: readonly string[]) =>
    io.stdout.write(lines.map((line) => `${colours.yellow(wrapped(`warning: ${escapeText(line)}`))}\n`).join(''));
  const hosts = hostEdges(outside, {
    inventory,
    tell: (line) => say([line]),
    acceptKey: (message) =>
      io.confirm(`${escapeText(message)}\nIs that what the console of the host shows? Trust this key from now on?`),
  });
  const edges = { ...hosts, ask: askPerson, say, warn, keep: (answers: Answers) => keepDraft(inventory, answers) };

  say(['lvsdeploy setup: from hosts with Linux and SSH to a cluster of LVS.', howToAnswer, '']);
  let start = await whatToTakeUp(inventory);
  if (sshConfig !== undefined) start = { ...start, sshConfig };
  let isAgain = false;
  for (;;) {
    const { answers, survey } = await conductInterview(edges, start, isAgain);
    const faults = faultsOfInventory(inventory, answers);
    io.stdout.write(`\n${drawTopology(answers)}\n${inventoryOf(answers)}\n`);
    const missing = unreached(answers, survey);
    if (missing.length > 0) warn([`not reached: ${missing.join(', ')}`]);
    if (faults.length > 0) warn(faults);
    const wanted = faults.length > 0 ? 'back' : await askToWrite(inventory);
    if (wanted === 'write') {
      const { secretFile, isSecretNew } = writeInventoryFiles(inventory, answers, existsSync(inventory));
      dropDraft(inventory);
      say([`Wrote ${inventory}.`]);
      if (secretFile !== null)
        say([
          isSecretNew
            ? `Wrote the secret of VRRP to ${secretFile}: keep it to yourself.`
            : `Uses the secret in ${secretFile}, which was there already.`,
        ]);
      return answers;
    }
    if (wanted === 'leave') {
      say([`Nothing was written; the answers are in ${draftOf(inventory)}.`]);
      return null;
    }
    [start, isAgain] = [answers, true];
  }
}

async function whatToTakeUp(inventory: string): Promise<Answers> {
  const draft = takeDraft(inventory);
  if (draft === null) return {};
  const choice = await choose('Answers were kept when setup was left. Go on from there?', [
    ['yes', 'take them up; back leads to each of them'],
    ['no', 'begin anew'],
  ]);
  return choice === 'yes' ? draft : {};
}

async function askToWrite(inventory: string): Promise<'write' | 'back' | 'leave'> {
  const isThere = existsSync(inventory);
  const choice = await choose(isThere ? `${inventory} is there already.` : `Write ${inventory}?`, [
    ...(isThere
      ? [['back', 'to the questions'] as const, ['write', 'over it: what it says is lost'] as const]
      : [['write', 'the inventory as it is above'] as const, ['back', 'to the questions'] as const]),
    ['leave', 'write nothing, keep the answers'],
  ]);
  return choice === 'write' || choice === 'back' ? choice : 'leave';
}

/** Offers the commands that come next, as often as a person wants one. */
async function goOnWith(inventory: string, context: Context): Promise<void> {
  const commands = commandsOn(inventory);
  for (;;) {
    const choice = await choose('And now?', [
      ['plan', 'show what would be done to the hosts'],
      ['run', 'show it, ask, and do it'],
      ['verify', 'hold the hosts against the inventory'],
      ['leave', `for later: lvsdeploy run playbooks/site.ts -i ${inventory}`],
    ]);
    if (choice !== 'plan' && choice !== 'run' && choice !== 'verify') return;
    const code = await runAsTyped(commands[choice], context);
    // A password may have been the reason.
    if (code !== exitCode.done && code !== exitCode.changesPending) context.secrets?.forget();
    context.io.exit(code);
  }
}

/** Choices that stand for themselves: there is nothing to explain and nothing before them. */
async function choose(message: string, choices: readonly (readonly [value: string, note: string])[]): Promise<string> {
  const prompt: Prompt = {
    message,
    choices: choices.map(([value, note]) => ({ value, note })),
    offered: choices[0]?.[0] ?? null,
    check: () => null,
    isPlain: true,
  };
  const reply = await askPerson(prompt);
  return reply.kind === 'answer' ? reply.text : reply.kind;
}

/** Words of long lines go to lines of their own before a terminal cuts through them. */
function wrapped(text: string): string {
  const indent = /^ */.exec(text)?.[0] ?? '';
  const lines: string[] = [];
  for (const word of text.trim().split(/\s+/)) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= 79) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(lines.length === 0 ? `${indent}${word}` : `${indent}  ${word}`);
  }
  return lines.join('\n');
}
