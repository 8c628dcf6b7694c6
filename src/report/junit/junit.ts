import type { Outcome } from '../../verify/check.ts';
import { xmlElement, xmlText } from './xml.ts';

/** Test cases that belong together: a cluster that was verified, a drill. */
export interface TestSuite {
  readonly name: string;
  /** ISO 8601; left out where nobody noted it. */
  readonly startedAt?: string;
  readonly cases: readonly TestCase[];
}

export interface TestCase {
  /** Names with dots, by which viewers make groups. */
  readonly group: string;
  readonly name: string;
  readonly outcome: Outcome;
  /** How bad it is, or what kind: the type of a failure. */
  readonly type: string;
  /** One line that says what is wrong, or why it cannot be told. */
  readonly message: string;
  /** All there is to say of what is not ok. */
  readonly body: string;
}

/** @returns JUnit XML as Jenkins, GitLab and others read it: not ok is a failure, cannot tell is skipped. */
export function renderJunit(suites: readonly TestSuite[]): string {
  const all = suites.flatMap(({ cases }) => cases);
  const root = xmlElement('testsuites', { name: 'lvsdeploy', ...countCases(all) }, suites.map(suiteElement));
  return `<?xml version="1.0" encoding="UTF-8"?>\n${root}\n`;
}

function suiteElement({ name, startedAt, cases }: TestSuite): string {
  const when = startedAt === undefined ? {} : { timestamp: startedAt };
  return xmlElement('testsuite', { name, ...countCases(cases), ...when }, cases.map(caseElement));
}

function caseElement({ group, name, outcome, type, message, body }: TestCase): string {
  const said = { classname: group, name };
  switch (outcome) {
    case 'ok':
      return xmlElement('testcase', said);
    case 'failed':
      return xmlElement('testcase', said, [xmlElement('failure', { type, message }, xmlText(body))]);
    case 'cannot tell':
      return xmlElement('testcase', said, [xmlElement('skipped', { message }, xmlText(body))]);
  }
}

function countCases(cases: readonly TestCase[]) {
  const count = (wanted: Outcome) => cases.filter(({ outcome }) => outcome === wanted).length;
  return { tests: cases.length, failures: count('failed'), errors: 0, skipped: count('cannot tell') };
}
