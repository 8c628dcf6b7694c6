import { isLvsdeployError, messageOf, UsageError } from '../../errors.ts';
import { InventoryError } from '../../inventory/problem.ts';
import { firstLine } from '../../report/wording.ts';
import { HostKeyUnknown, SudoRefused } from '../../ssh/errors.ts';
import type { Host } from '../../inventory/host.ts';
import { loadInventory, ownSurroundings } from '../../inventory/load.ts';
import type { Secret } from '../../secret.ts';
import type { Session } from '../../shell/session.ts';
import { listen } from '../../verify/vrrp-listener.ts';
import { type Answers, type NamedHost, directorsOf } from '../../wizard/answers.ts';
import { hostInventoryOf } from '../../wizard/inventory-text.ts';
import type { Edges } from '../../wizard/interview.ts';
import { probesOf, readIds, readProbes } from '../../wizard/neighbours.ts';
import type { SecretMemory } from '../ask-secret.ts';
import { reachedOf, readSurvey, surveySnippets, type FoundHost, type Survey } from '../../wizard/survey.ts';

/** How setup comes to hosts. */
export interface Outside {
  open(host: Host): Promise<Session>;
  /** Null where nobody is there to answer. */
  readonly secrets: SecretMemory | null;
}

interface Around {
  /** The inventory that is to be: relative paths start at it. */
  readonly inventory: string;
  /** Shown while it is waited. */
  readonly tell: (line: string) => void;
  /** Asks about a host key that is not known; null where nobody is there to compare it. */
  readonly acceptKey: ((message: string) => Promise<boolean>) | null;
}

export type HostEdges = Pick<Edges, 'inspect' | 'listen' | 'probe'>;

const listenSeconds = 4;
// A script that hangs must not hang the questions.
const patience = 20_000;
// passwd_tries of sudoers(5).
const sudoAttempts = 3;

/** The places of a file that nobody wrote yet lead nowhere. */
function withoutPlace(error: unknown): never {
  if (!(error instanceof InventoryError)) throw error;
  throw new UsageError(error.problems.map(({ message }) => message).join('\n'), {
    hint: 'Give another answer to user, sudoPassword or sshConfig, or another --ssh-config.',
    cause: error,
  });
}

/** @returns what looks at hosts and at their network over SSH. */
export function hostEdges(outside: Outside, { inventory, tell, acceptKey }: Around): HostEdges {
  const { secrets } = outside;

  const askSecret = async (question: string, memory: SecretMemory): Promise<Secret> => {
    for (;;) {
      const answer = await memory.ask(question);
      if (answer.reveal() !== '') return answer;
      memory.forget();
      tell('Nothing was typed: type the password, or ^C, which keeps the answers so far.');
    }
  };

  const wayTo = async (named: NamedHost, answers: Answers): Promise<Host> => {
    const own = ownSurroundings();
    const readFile = (path: string) => (path === inventory ? hostInventoryOf(answers, named) : own.readFile(path));
    const ask = secrets === null ? null : (question: string) => askSecret(question, secrets);
    const { hosts } = await loadInventory(inventory, ask, { ...own, readFile }).catch(withoutPlace);
    const host = hosts.find(({ name }) => name === named.name);
    if (host === undefined) throw new TypeError(`no host ${named.name}`);
    return host;
  };

  const connect = async (host: Host): Promise<Session> => {
    try {
      return await outside.open(host);
    } catch (error) {
      if (!(error instanceof HostKeyUnknown) || acceptKey === null || !(await acceptKey(error.message))) throw error;
      // That very key: another one at the next connection is refused.
      error.record();
      return connect(host);
    }
  };

  const during = async <Result>(host: Host, work: (session: Session) => Promise<Result>): Promise<Result> => {
    const session = await connect(host);
    try {
      return await work(session);
    } finally {
      session.close();
    }
  };

  const look = async (host: Host): Promise<FoundHost> => {
    const results = await during(host, (session) => session.run(surveySnippets, { deadline: patience }));
    return readSurvey(results, host.name, host.access.become.method === 'sudo' ? 'sudo' : 'plain');
  };

  /** As who logs in, where sudo refuses: what the host is can be seen without the rights of root. */
  const lookBare = async (host: Host, refusal: string): Promise<FoundHost> => {
    const { become } = host.access;
    const bare: Host = { ...host, access: { ...host.access, become: { method: 'none' } } };
    const results = await during(bare, (session) => session.run(surveySnippets, { deadline: patience }));
    const found = readSurvey(results, host.name, 'refused');
    const hadPassword = become.method === 'sudo' && become.password !== null;
    return hadPassword && found.isReached ? { ...found, refusal } : found;
  };

  /** A password that was typed wrong is asked for again, as often as sudo itself would. */
  const lookWithSudo = async (named: NamedHost, answers: Answers): Promise<FoundHost> => {
    for (let attempt = 1; ; attempt += 1) {
      const host = await wayTo(named, answers);
      try {
        return await look(host);
      } catch (error) {
        if (!(error instanceof SudoRefused)) throw error;
        secrets?.forget();
        // What sudo itself said is behind it.
        const refusal = firstLine(error.message);
        if (answers.sudoPassword !== 'yes' || secrets === null || attempt === sudoAttempts)
          return lookBare(host, refusal);
        tell(refusal);
      }
    }
  };

  const askable = (answers: Answers, survey: Survey): readonly NamedHost[] => {
    const found = reachedOf(survey, directorsOf(answers)).filter(({ privileges }) => privileges !== 'none');
    return directorsOf(answers).filter(({ name }) => found.some((one) => one.name === name));
  };

  /** Null where the director cannot be asked. */
  const askDirector = async <Result>(
    named: NamedHost | undefined,
    answers: Answers,
    work: (session: Session, name: string) => Promise<Result>,
  ): Promise<Result | null> => {
    if (named === undefined) return null;
    try {
      return await during(await wayTo(named, answers), (session) => work(session, named.name));
    } catch (error) {
      if (!isLvsdeployError(error)) throw error;
      tell(`${named.name} cannot be asked: ${messageOf(error)}`);
      return null;
    }
  };

  return {
    async inspect(named, answers) {
      tell(`Connecting to ${named.name} (${named.address}) ...`);
      try {
        return await lookWithSudo(named, answers);
      } catch (error) {
        // An inventory that cannot be read is nobody's fault on the host.
        if (!isLvsdeployError(error) || error instanceof UsageError) throw error;
        const hint = error.hint === undefined ? '' : `. ${error.hint}`;
        return { name: named.name, isReached: false, problem: `${error.message.replaceAll(/\n\s*/g, '; ')}${hint}` };
      }
    },
    async listen(answers, survey) {
      const device = answers.interface ?? '';
      tell(`Listening for VRRP on ${device}, ${listenSeconds} seconds ...`);
      const script = listen(listenSeconds, [{ device, family: 4 }]);
      const listenOn = (director: NamedHost) =>
        askDirector(director, answers, async (session) => {
          const [heard] = await session.run([{ name: 'listen for VRRP', script, isData: true }], {
            deadline: patience,
          });
          return readIds(heard?.stdout ?? '');
        });
      // On all of them: a director that advertises does not hear itself.
      const answered = await Promise.all(askable(answers, survey).map(listenOn));
      const heard = answered.filter((one) => one !== null);
      const [deaf] = heard.flatMap((one) => ('deaf' in one ? [one.deaf] : []));
      if (heard.length === 0) {
        tell('No director can listen: whether a VRID is free is not known.');
        return null;
      }
      if (deaf !== undefined) {
        tell(`It cannot be listened: ${deaf}. Whether a VRID is free is not known.`);
        return null;
      }
      const ids = [...new Set(heard.flatMap((one) => ('deaf' in one ? [] : one)))].toSorted((a, b) => a - b);
      tell(ids.length === 0 ? 'No VRRP is heard.' : `Heard: VRID ${ids.join(', ')}.`);
      return ids;
    },
    async probe(device, addresses, answers, survey) {
      tell(`Asking the network for ${addresses.length === 1 ? (addresses[0] ?? '') : 'free addresses'} ...`);
      const [director] = askable(answers, survey);
      const taken = await askDirector(director, answers, async (session, name) => {
        const scripts = probesOf(name, device, addresses);
        const snippets = scripts.map((script, index) => ({
          name: `ask for addresses ${index + 1}`,
          script,
          isData: true,
        }));
        return readProbes(await session.run(snippets, { deadline: patience }), name, device, addresses);
      });
      if (taken === null) tell('No director can ask: whether an address is free is not known.');
      return taken ?? new Map<string, boolean>();
    },
  };
}
