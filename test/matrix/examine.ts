import type { Lab } from '../../src/lab/index.ts';
import { askAll, type Answer, type Question } from './ask.ts';
import { expectedLines, serversOf, subjectsOf, vipOf, type Combination, type Subject } from './combination.ts';
import { deploy } from './deploy.ts';
import { isHeld, judgeShare, sourcesFor, type Judged } from './share.ts';
import { differences, readTables, serversIn, type Table } from './table.ts';

/** What was seen of one service. */
export interface Row {
  readonly combination: Combination;
  readonly label: string;
  readonly kind: 'right' | 'wrong' | 'refused';
  readonly words: string;
}

/** Deploys all services of a combination by one run, and says of each what became of it. */
export async function examine(lab: Lab, combination: Combination, labels: readonly string[]): Promise<readonly Row[]> {
  const all = subjectsOf(combination).filter(({ label }) => labels.includes(label));
  const { subjects, refused, failure, changedAgain, seconds } = await deploy(lab, combination, all);
  const rowOf = (subject: Subject, kind: Row['kind'], words: string) => ({
    combination,
    label: subject.label,
    kind,
    words,
  });
  const refusals = [...refused].map(([subject, reason]) => rowOf(subject, 'refused', reason));
  if (failure !== null) {
    const said = failure.trimEnd().split('\n').slice(-30).join('\n').replace(/^/gm, '        ');
    return [
      ...refusals,
      ...subjects.map((subject, index) => rowOf(subject, 'wrong', `not deployed${index === 0 ? `\n${said}` : ''}`)),
    ];
  }
  const { kernel, tables, answers } = await observe(lab, combination, subjects);
  const strangers = differences(
    tables,
    subjects.flatMap((subject) => expectedLines(combination, subject)),
    ['-A', '-a'],
  ).filter((words) => words.includes(' has '));
  const rows = subjects.map((subject) => {
    const given = answers.get(subject.label) ?? [];
    const answered = given.filter(({ server }) => server !== null).length;
    const off = differences(tables, expectedLines(combination, subject), [keyOf(combination, subject)]);
    const share = shareOf(combination, subject, given, tables, kernel);
    const datagram = answers.get(datagramOf(subject));
    const isReachedByUdp = datagram?.every(({ server }) => server !== null) !== false;
    const isReached = answered === share.owedAnswers && isReachedByUdp;
    const isRight = off.length === 0 && isReached && share.isRight && changedAgain === 0;
    const words = [
      `deployed, table ${off.length === 0 ? 'equal' : `DIFFERS: ${off.join('; ')}`}`,
      `${answered}/${given.length} answered${isReached ? '' : wordProblems(given)}${share.owedAnswers < given.length ? ` of ${share.owedAnswers} owed` : ''}${datagram === undefined ? '' : isReachedByUdp ? ', by UDP too' : ', by UDP NOT'}`,
      share.isRight ? share.words : `SHARE WRONG: ${share.words}`,
      `2nd run ${changedAgain === null ? 'FAILED' : `${changedAgain} changed`}`,
    ];
    return rowOf(subject, isRight ? 'right' : 'wrong', words.join(' · '));
  });
  const surplus =
    strangers.length === 0
      ? []
      : [{ combination, label: 'others', kind: 'wrong' as const, words: strangers.join('; ') }];
  console.log(
    `${combination.method} ${combination.family} ${combination.kind}: ${seconds.toFixed(0)} s to deploy, twice`,
  );
  return [...refusals, ...rows, ...surplus];
}

function wordProblems(answers: readonly Answer[]): string {
  const problems = answers.flatMap(({ source, problem }) => (problem === undefined ? [] : [`${source} ${problem}`]));
  return ` (${problems.slice(0, 5).join(', ')})`;
}

/** Reads the tables, and asks each service from the client. */
async function observe(lab: Lab, combination: Combination, subjects: readonly Subject[]) {
  const { stdout: kernel } = await lab.exec('lb1', 'uname -r');
  const tables = await readTables(lab);
  const address = vipOf(combination);
  const base = combination.family === 'ipv4' ? '192.168.1.' : 'fd00:1::';
  const addresses = Array.from({ length: 40 }, (_, index) => `${base}${101 + index}`);
  const questions = subjects.flatMap((subject): Question[] => {
    const common = { address, port: subject.port };
    const protocol = combination.kind === 'udp' ? 'udp' : 'tcp';
    const sources = sourcesFor(subject, addresses);
    const asked: Question = { label: subject.label, protocol, ...common, held: isHeld(subject), sources };
    const datagram: Question = {
      label: datagramOf(subject),
      protocol: 'udp',
      ...common,
      held: false,
      sources: addresses.slice(0, 1),
    };
    return combination.kind === 'mark' ? [asked, datagram] : [asked];
  });
  return { kernel: kernel.trim(), tables, answers: await askAll(lab, questions) };
}

/** Traffic of a mark is of both protocols. */
function datagramOf({ label }: Subject): string {
  return `${label}, UDP`;
}

function shareOf(
  combination: Combination,
  subject: Subject,
  answers: readonly Answer[],
  tables: ReadonlyMap<string, Table>,
  kernel: string,
): Judged {
  const { kind, family } = combination;
  const vip = vipOf(combination);
  const place = `${family === 'ipv6' ? `[${vip}]` : vip}:${subject.port}`;
  const key = {
    tcp: `TCP  ${place}`,
    udp: `UDP  ${place}`,
    mark: `FWM  ${subject.mark}${family === 'ipv6' ? ' IPv6' : ''}`,
  }[kind];
  const table = tables.get('lb1');
  const servers = table === undefined ? [] : serversIn(table, key, serversOf(combination));
  return judgeShare(subject, answers, { servers, destination: vip, kernel, held: isHeld(subject) && kind !== 'udp' });
}

function keyOf(combination: Combination, subject: Subject): string {
  return expectedLines(combination, subject)[0]?.replace(/^-A (.*?) -s .*$/, '$1') ?? '';
}
