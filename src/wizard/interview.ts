import {
  type Answers,
  type NamedHost,
  type QuestionName,
  hostsOf,
  none,
  partOf,
  questionNames,
  readHosts,
  writeHosts,
} from './answers.ts';
import { faultOf, tidyAnswer } from './fault.ts';
import { glossary } from './glossary.ts';
import { candidatesFor, type Heard, nothingHeard, offerFor } from './offers.ts';
import { type Choice, type Question, questions } from './questions.ts';
import { describeHost, type FoundHost, type Survey } from './survey.ts';
import { warnOfAnswer, warnOfHost } from './warnings.ts';

/** One question as it is put to a person. */
export interface Prompt {
  readonly message: string;
  readonly choices: readonly Choice[] | null;
  /** Taken when nothing is typed. */
  readonly offered: string | null;
  /** @returns what is wrong with an answer, or null. */
  readonly check: (answer: string) => string | null;
  /** There is nothing to explain and nothing before it. */
  readonly isPlain?: boolean;
}

export type Reply = { readonly kind: 'answer'; readonly text: string } | { readonly kind: 'back' | 'explain' };

/** What an interview does outside of itself. */
export interface Edges {
  ask(prompt: Prompt): Promise<Reply>;
  say(lines: readonly string[]): void;
  warn(lines: readonly string[]): void;
  /** Connects to a host and looks at it; what keeps it from that is an answer, too. */
  inspect(host: NamedHost, answers: Answers): Promise<FoundHost>;
  /** Listens for VRRP on the segment; null where that cannot be done, and then it has said why. */
  listen(answers: Answers, survey: Survey): Promise<readonly number[] | null>;
  /** Asks the network who has these addresses. */
  probe(
    device: string,
    addresses: readonly string[],
    answers: Answers,
    survey: Survey,
  ): Promise<ReadonlyMap<string, boolean>>;
  /** Keeps the answers so far, to be taken up later. */
  keep(answers: Answers): void;
}

/** What came of it. */
export interface Interview {
  readonly answers: Answers;
  readonly survey: Survey;
}

/**
 * Asks all questions, one after the other; each can be gone back from.
 * @param start answers that were given before; the first question without one is asked first.
 * @param isAgain the interview was over, and goes on at its last question.
 */
export async function conductInterview(edges: Edges, start: Answers, isAgain = false): Promise<Interview> {
  const talk = new Talk(edges, start);
  await talk.takeUp(isAgain);
  return talk.goOn();
}

class Talk {
  readonly #edges: Edges;
  /** All answers ever given: what is asked again after going back is offered as it was. */
  readonly #given: Map<QuestionName, string>;
  readonly #survey = new Map<string, FoundHost>();
  /** Places of the questions that were answered. */
  #path: number[] = [];
  #next = 0;
  #heard: Heard = nothingHeard;

  constructor(edges: Edges, start: Answers) {
    this.#edges = edges;
    this.#given = new Map(
      questionNames.flatMap((name) => (start[name] === undefined ? [] : [[name, start[name]] as const])),
    );
  }

  /** Goes past what was answered before, and looks at the hosts again. */
  async takeUp(isAgain: boolean): Promise<void> {
    for (; this.#next < questions.length; this.#next += 1) {
      const question = questions[this.#next];
      if (question === undefined || !isWanted(question, this.#answers())) continue;
      const answer = this.#given.get(question.name);
      if (answer === undefined || faultOf(question.name, answer, this.#answers()) !== null) break;
      this.#path.push(this.#next);
    }
    const answers = this.#answers();
    for (const host of hostsOf(answers)) await this.#inspect(host, answers);
    // More hosts may have been meant; and who looks at the end again wants to change something.
    const last = this.#path.at(-1);
    if (last !== undefined && (isAgain || questions[last]?.kind === 'hosts')) this.#back();
  }

  async goOn(): Promise<Interview> {
    while (this.#next < questions.length) {
      const question = questions[this.#next];
      if (question === undefined || !isWanted(question, this.#answers())) {
        this.#next += 1;
        continue;
      }
      const answer = question.kind === 'hosts' ? await this.#askHosts(question) : await this.#askOne(question);
      if (answer === null) this.#back();
      else if (await this.#isMeant(question, answer)) {
        this.#path.push(this.#next);
        this.#next += 1;
        this.#edges.keep(this.#answers());
      } else if (question.kind !== 'hosts') {
        // What was taken back is not offered again.
        this.#given.delete(question.name);
      }
    }
    return { answers: this.#answers(), survey: this.#survey };
  }

  /** Those that count: of questions behind the one that is asked nothing is known yet. */
  #answers(): Answers {
    const names = this.#path.flatMap((index) => questions[index]?.name ?? []);
    const sshConfig = this.#given.get('sshConfig');
    return {
      ...(sshConfig !== undefined && { sshConfig }),
      ...Object.fromEntries(names.map((name) => [name, this.#given.get(name)])),
    };
  }

  #back(): void {
    const before = this.#path.pop();
    if (before === undefined) this.#edges.say(['This is the first question.']);
    else this.#next = before;
  }

  async #askOne(question: Question): Promise<string | null> {
    const { name, asks, choices } = question;
    const answers = this.#answers();
    await this.#hearFor(name, answers);
    const before = this.#given.get(name);
    const offered = before ?? offerFor(name, answers, this.#survey, this.#heard);
    const known = choices?.(answers) ?? null;
    const reply = await this.#put(question, {
      message: asks,
      choices: known,
      offered: known === null || known.some(({ value }) => value === offered) ? offered : question.fallback(answers),
      check: (answer) => faultOf(name, tidyAnswer(name, answer), answers),
    });
    if (reply === null) return null;
    const answer = tidyAnswer(name, reply);
    this.#given.set(name, answer);
    return answer;
  }

  /** One host after the other, each looked at as soon as it is named; back takes away the last one. */
  async #askHosts(question: Question): Promise<string | null> {
    const { name, asks } = question;
    const answers = this.#answers();
    const hosts = [...readHosts(this.#given.get(name) ?? '')];
    const [noun = '', rest = ''] = asks.split(': ');
    const isOptional = question.fallback(answers) === none;
    for (;;) {
      const reply = await this.#put(question, {
        message: messageFor(noun, rest, hosts.length, isOptional),
        choices: null,
        offered: null,
        check: (answer) =>
          answer === '' && (isOptional || hosts.length > 0)
            ? null
            : (faultOf(name, tidyAnswer(name, writeHosts([...hosts, ...readHosts(answer)])), answers) ??
              faultOf(name, answer, answers)),
      });
      if (reply === null) {
        const last = hosts.pop();
        if (last === undefined) return null;
        this.#survey.delete(last.name);
        this.#edges.say([`${last.name} is taken away again.`]);
        this.#given.set(name, writeHosts(hosts));
        this.#edges.keep({ ...answers, ...(hosts.length > 0 && { [name]: writeHosts(hosts) }) });
      } else if (reply === '' || (isOptional && reply === none)) {
        const named = writeHosts(hosts);
        this.#given.set(name, named);
        return named;
      } else {
        for (const host of readHosts(tidyAnswer(name, reply))) {
          hosts.push(host);
          this.#given.set(name, writeHosts(hosts));
          this.#edges.keep({ ...answers, [name]: writeHosts(hosts) });
          await this.#inspect(host, { ...answers, [name]: writeHosts(hosts) });
        }
      }
    }
  }

  async #inspect(host: NamedHost, answers: Answers): Promise<void> {
    const found = await this.#edges.inspect(host, answers);
    const warnings = warnOfHost(found, partOf(host.name, answers), host, this.#survey);
    this.#survey.set(host.name, found);
    this.#edges.say(describeHost(found));
    if (warnings.length > 0) this.#edges.warn(warnings);
  }

  /** Puts a prompt until it is answered; `?` explains and asks again. @returns null to go back. */
  async #put(question: Question, prompt: Prompt): Promise<string | null> {
    for (;;) {
      const reply = await this.#edges.ask(prompt);
      if (reply.kind === 'back') return null;
      if (reply.kind === 'answer') return reply.text.trim();
      this.#edges.say(explain(question));
    }
  }

  /** What the network has to say before a question is asked. */
  async #hearFor(name: QuestionName, answers: Answers): Promise<void> {
    if (name === 'virtualRouterId' && this.#heard.virtualRouterIds === null) {
      this.#heard = { ...this.#heard, virtualRouterIds: await this.#edges.listen(answers, this.#survey) };
    }
    await this.#probe(name, candidatesFor(name, answers), answers);
  }

  async #probe(name: QuestionName, addresses: readonly string[], answers: Answers): Promise<void> {
    const unknown = addresses.filter((address) => !this.#heard.taken.has(address));
    if (unknown.length === 0) return;
    const device = name.startsWith('inside') ? answers.insideInterface : answers.interface;
    const found = await this.#edges.probe(device ?? '', unknown, answers, this.#survey);
    this.#heard = { ...this.#heard, taken: new Map([...this.#heard.taken, ...found]) };
  }

  /** Warns of what cannot work, and has a person say whether it is meant all the same. */
  async #isMeant({ name }: Question, answer: string): Promise<boolean> {
    const answers = { ...this.#answers(), [name]: answer };
    if (floating.includes(name) && answer !== none) await this.#probe(name, [answer], answers);
    const warnings = warnOfAnswer(name, answers, this.#survey, this.#heard);
    if (warnings.length === 0) return true;
    this.#edges.warn(warnings);
    const reply = await this.#edges.ask({
      message: 'Go on with it all the same?',
      choices: [
        { value: 'no', note: 'ask again' },
        { value: 'yes', note: 'it is meant so' },
      ],
      offered: 'no',
      check: () => null,
      isPlain: true,
    });
    return reply.kind === 'answer' && reply.text === 'yes';
  }
}

const floating: readonly QuestionName[] = ['vip', 'vip6', 'insideGateway', 'insideGateway6'];

function messageFor(noun: string, rest: string, before: number, isOptional: boolean): string {
  if (before > 0) return `${noun} ${before + 1} (empty when that is all)`;
  return isOptional ? `${noun}: ${rest} (empty for none)` : `${noun} 1: ${rest}`;
}

/** The path of ssh_config is an option of the command, never asked for. */
function isWanted({ name, isAsked }: Question, answers: Answers): boolean {
  return name !== 'sshConfig' && isAsked(answers);
}

/** @returns what a question is for, and what its words mean, a line each. */
export function explain({ explains, terms }: Question): readonly string[] {
  return [explains, ...terms.map((term) => `  ${term}: ${glossary[term]}`)];
}
