import { InventoryError, type Problem } from '../inventory/problem.ts';
import { didYouMean } from '../inventory/nearest.ts';
import { type Source, readSource } from '../inventory/source.ts';
import { stringify } from 'yaml';
import { UsageError } from '../errors.ts';
import { type Answers, type QuestionName, none, questionNames, readHosts } from './answers.ts';
import { faultOf, tidyAnswer } from './fault.ts';
import { questionOf, questions } from './questions.ts';

const mapExample = 'a map, such as "lb1: 192.168.1.252"';

/** A file of answers as it was read: not held against each other yet. */
export interface ReadAnswers {
  readonly answers: Answers;
  /** @returns an error at the place of an answer, or of the file for one that is not there. */
  readonly faultAt: (name: QuestionName, message: string) => Fault;
}

export interface Fault extends Problem {
  readonly question: QuestionName | null;
}

/**
 * Reads a file of answers: YAML, a question's name for a key.
 * @throws AnswersError that names every place where it is not one.
 */
export function readAnswers(text: string, file: string): ReadAnswers {
  const source = readAsAnswers(text, file);
  const data = source.data ?? {};
  if (typeof data !== 'object' || Array.isArray(data)) {
    throw new AnswersError(file, [
      {
        line: 1,
        column: 1,
        question: null,
        message: 'found no map; expected a line for each question, such as "vip: 192.168.1.229"',
      },
    ]);
  }
  const problems: Fault[] = [];
  const answers: Partial<Record<QuestionName, string>> = {};
  for (const [key, value] of Object.entries(data)) {
    const name = questionNames.find((one) => one === key);
    const at = source.locate([key], name === undefined ? 'key' : 'value');
    if (name === undefined) {
      problems.push({
        ...at,
        question: null,
        message: `unknown question ${key}${didYouMean(key, questionNames)}; expected one that lvsdeploy setup --print-answers has`,
      });
      continue;
    }
    if (value === null) continue;
    const answer = textOf(name, value);
    if (answer === null)
      problems.push({
        ...at,
        question: name,
        message: `${name}: found ${kindOf(value)}; expected ${questionOf(name).kind === 'hosts' ? mapExample : `a word, such as ${questionOf(name).example}`}`,
      });
    else answers[name] = tidyAnswer(name, answer);
  }
  if (problems.length > 0) throw new AnswersError(file, problems);
  return {
    answers,
    faultAt: (name, message) => ({ ...source.locate([name]), question: name, message: `${name}: ${message}` }),
  };
}

/**
 * Holds answers against the questions, in their order.
 * @param complete fills in what was left out; null where there is nothing to fill in.
 * @returns all answers that the others call for. @throws AnswersError that names every one that is wrong or missing.
 */
export async function settleAnswers(
  { answers: given, faultAt }: ReadAnswers,
  file: string,
  complete: (name: QuestionName, answers: Answers) => Promise<string | null>,
): Promise<Answers> {
  const settled: Partial<Record<QuestionName, string>> =
    given.sshConfig === undefined ? {} : { sshConfig: given.sshConfig };
  const faults: Fault[] = [];
  // What comes behind a wrong answer that others stand on is not held against it.
  let isSure = true;
  for (const question of questions) {
    const { name } = question;
    if (!isSure) {
      const fault = faultByItself(name, given[name] ?? '');
      if (fault !== null) faults.push(faultAt(name, fault));
      continue;
    }
    if (!question.isAsked(settled)) {
      if (given[name] !== undefined && name !== 'sshConfig' && faults.length === 0)
        faults.push(
          faultAt(name, `found ${given[name]}, and the other answers do not ask for it; expected no such line`),
        );
      continue;
    }
    const answer = given[name] ?? (await complete(name, settled));
    if (answer === null || answer === '') {
      faults.push(
        faultAt(
          name,
          `missing; expected ${question.kind === 'hosts' ? mapExample : `an answer, such as ${question.example}`}`,
        ),
      );
      isSure = false;
      continue;
    }
    const fault = faultOf(name, answer, settled);
    if (fault === null) settled[name] = answer;
    else {
      faults.push(faultAt(name, fault));
      const fallback = isStoodOn(name) ? null : question.fallback(settled);
      if (fallback === null) isSure = false;
      else settled[name] = fallback;
    }
  }
  if (faults.length > 0) throw new AnswersError(file, faults);
  return settled;
}

function isStoodOn(name: QuestionName): boolean {
  return ![
    'user',
    'sudoPassword',
    'port',
    'persistence',
    'weights',
    'healthCheck',
    'virtualRouterId',
    'vrrpSecret',
  ].includes(name);
}

/** @returns what is wrong with an answer whatever the others are; null too where only they can tell. */
function faultByItself(name: QuestionName, answer: string): string | null {
  // Weights are of the real servers, and a health check is of the protocol.
  if (answer === '' || name === 'weights' || name === 'healthCheck') return null;
  return faultOf(name, answer, {});
}

/** A file of answers that does not fit; names every problem as `file:line:column: …`. */
export class AnswersError extends UsageError {
  constructor(file: string, faults: readonly Fault[]) {
    const sorted = [...faults].sort((a, b) => a.line - b.line || a.column - b.column);
    const [first] = sorted;
    super(sorted.map(({ line, column, message }) => `${file}:${line}:${column}: ${message}`).join('\n'), {
      place: first === undefined ? file : `${file}:${first.line}:${first.column}`,
      hint: `Correct ${file} and run the command again; \`lvsdeploy setup --print-answers\` explains every question.`,
    });
  }
}

function readAsAnswers(text: string, file: string): Source {
  try {
    return readSource(text, file);
  } catch (error) {
    if (!(error instanceof InventoryError)) throw error;
    throw new AnswersError(
      file,
      error.problems.map((problem) => ({ ...problem, question: null })),
    );
  }
}

/** The answer as a person would type it at the terminal; null for what can be none. */
function textOf(name: QuestionName, value: unknown): string | null {
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'string' || typeof value === 'number') return String(value);
  const isMap = typeof value === 'object' && value !== null && !Array.isArray(value);
  if (isMap && name === 'sudoPassword') {
    const [[key, file] = [], ...more] = Object.entries(value);
    return key === 'file' && typeof file === 'string' && more.length === 0 ? `file ${file}` : null;
  }
  if (!isMap || (questionOf(name).kind !== 'hosts' && name !== 'weights')) return null;
  const entries = Object.entries(value);
  if (!entries.every(([, one]) => ['string', 'number'].includes(typeof one))) return null;
  const between = name === 'weights' ? '=' : ' ';
  return entries.map(([key, one]) => `${key}${between}${String(one)}`).join(', ');
}

function kindOf(value: unknown): string {
  if (value === null) return 'nothing';
  return Array.isArray(value) ? 'a list' : 'a map';
}

/** @returns answers as a file that {@link readAnswers} reads. */
export function writeAnswers(answers: Answers): string {
  return questionNames
    .flatMap((name) => {
      const answer = answers[name];
      return answer === undefined ? [] : [entryOf(name, answer)];
    })
    .join('');
}

function entryOf(name: QuestionName, answer: string): string {
  if (questionOf(name).kind !== 'hosts') return stringify({ [name]: answer }, { lineWidth: 0 });
  if (answer === none) return `${name}: ${none}\n`;
  const hosts = readHosts(answer).map(({ name: host, address, address6 }): [string, string] => [
    host,
    address6 === null ? address : `${address} ${address6}`,
  ]);
  return stringify({ [name]: Object.fromEntries(hosts) }, { lineWidth: 0 });
}
