import { existsSync } from 'node:fs';
import { exitCode, UsageError } from '../../errors.ts';
import { escapeText } from '../../escape.ts';
import { hostsOf, partOf, type Answers, type QuestionName } from '../../wizard/answers.ts';
import { AnswersError, readAnswers, settleAnswers } from '../../wizard/answers-file.ts';
import { candidatesFor, nothingHeard, offerFor, type Heard } from '../../wizard/offers.ts';
import { describeHost, type FoundHost } from '../../wizard/survey.ts';
import { warnOfAnswer, warnOfHost } from '../../wizard/warnings.ts';
import type { Context } from '../context.ts';
import { faultsOfInventory } from './check.ts';
import { deployAndVerify } from './deploy.ts';
import { writeInventoryFiles } from './files.ts';
import { hostEdges, type Outside } from './hosts.ts';
import type { SetupOptions } from './setup.ts';

/** What hosts can tell when an answer is left out. */
const toldByHosts: readonly QuestionName[] = [
  ...(['interface', 'segment', 'segment6', 'vip', 'virtualRouterId'] as const),
  ...(['insideInterface', 'insideNetwork', 'insideGateway', 'insideNetwork6', 'insideGateway6'] as const),
];

/** Writes the inventory that a file of answers makes, and with `yes` deploys and verifies it. */
export async function setUpFrom(
  text: string,
  { inventory, answers: file, yes = false, sshConfig }: SetupOptions & { readonly answers: string },
  context: Context,
  outside: Outside,
): Promise<void> {
  const { io } = context;
  if (existsSync(inventory)) {
    throw new UsageError(`${inventory} is there already, and --answers writes over nothing`, {
      hint: 'Name another file with --inventory, or move this one away.',
    });
  }
  const tell = (line: string) => io.stderr.write(`${escapeText(line)}\n`);
  const warn = (line: string) => tell(`warning: ${line}`);
  const read = readAnswers(text, file);
  const given: Answers = sshConfig === undefined ? read.answers : { ...read.answers, sshConfig };
  const edges = hostEdges(outside, { inventory, tell, acceptKey: null });
  const survey = new Map<string, FoundHost>();
  let heard: Heard = nothingHeard;

  /** Connects to those that were not looked at yet. */
  const lookAt = async (answers: Answers) => {
    for (const host of hostsOf(answers).filter(({ name }) => !survey.has(name))) {
      const found = await edges.inspect(host, answers);
      describeHost(found).forEach(tell);
      warnOfHost(found, partOf(host.name, answers), host, survey).forEach(warn);
      survey.set(host.name, found);
    }
  };
  const complete = async (name: QuestionName, answers: Answers): Promise<string | null> => {
    if (!toldByHosts.includes(name)) return offerFor(name, answers, survey, heard);
    await lookAt(answers);
    if (name === 'virtualRouterId') heard = { ...heard, virtualRouterIds: await edges.listen(answers, survey) };
    const candidates = candidatesFor(name, answers);
    if (candidates.length > 0) {
      const device = (name.startsWith('inside') ? answers.insideInterface : answers.interface) ?? '';
      const taken = await edges.probe(device, candidates, answers, survey);
      heard = { ...heard, taken: new Map([...heard.taken, ...taken]) };
    }
    const offer = offerFor(name, answers, survey, heard);
    if (offer !== null) tell(`${name}: ${offer}`);
    return offer;
  };

  const answers = await settleAnswers({ ...read, answers: given }, file, complete);
  for (const name of Object.keys(answers) as QuestionName[]) {
    for (const warning of warnOfAnswer(name, answers, survey, heard)) warn(`${name}: ${warning}`);
  }
  holdAgainstModel(inventory, answers, file);
  const { secretFile, isSecretNew } = writeInventoryFiles(inventory, answers, false);
  io.stdout.write(`Wrote ${inventory}.\n`);
  if (secretFile !== null)
    io.stdout.write(
      isSecretNew ? `Wrote the secret of VRRP to ${secretFile}.\n` : `Uses the secret in ${secretFile}.\n`,
    );
  if (yes) await deployAndVerify(inventory, context);
  else io.stdout.write(`Next: lvsdeploy run playbooks/site.ts -i ${inventory}\n`);
  if (!yes) io.exit(exitCode.done);
}

/** What questions cannot know of each other, the model does. */
function holdAgainstModel(inventory: string, answers: Answers, file: string): void {
  const faults = faultsOfInventory(inventory, answers);
  if (faults.length > 0)
    throw new AnswersError(
      file,
      faults.map((message) => ({ line: 1, column: 1, question: null, message })),
    );
}
