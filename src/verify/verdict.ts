import type { Answer, Verdict } from './check.ts';

/** What was found on one host, and whether that is what was expected. */
export interface Finding {
  readonly outcome: Verdict['outcome'];
  readonly found: string;
  /** Left out: the raw output. */
  readonly evidence?: string;
  /** What mends it, as a person would type it. */
  readonly repair?: string;
}

/** @returns a finding out of what is wrong: nothing wrong is ok. */
export function findingOf(problems: readonly string[], fine: string): Finding {
  return problems.length === 0 ? { outcome: 'ok', found: fine } : { outcome: 'failed', found: problems.join('\n') };
}

export function cannotTell(reason: string): Finding {
  return { outcome: 'cannot tell', found: `cannot tell: ${reason}` };
}

/** A verdict that rests on one answer. A host that did not answer, or whose command failed, is never judged. */
export function judgeAnswer(
  answer: Answer,
  { host, expected, repair }: { readonly host: string; readonly expected: string; readonly repair: string },
  judge: (output: string) => Finding,
): Verdict {
  if (answer.kind === 'unreachable') {
    return { host, expected, ...cannotTell(`${host} did not answer: ${answer.reason}`) };
  }
  const { status, stdout, stderr } = answer;
  if (status !== 0) return { host, expected, ...cannotTell(reasonOf(answer)), evidence: evidenceOf(stdout, stderr) };
  const finding = judge(stdout);
  return {
    host,
    expected,
    evidence: evidenceOf(stdout, stderr),
    ...finding,
    ...(finding.outcome === 'failed' && { repair: finding.repair ?? repair }),
  };
}

/** @returns why there is no output to judge, in the words of the command itself. */
export function reasonOf(answer: Answer): string {
  if (answer.kind === 'unreachable') return answer.reason;
  const words = answer.stderr.trim() || answer.stdout.trim() || 'it said nothing';
  return `the command failed with status ${answer.status}: ${words}`;
}

export function evidenceOf(stdout: string, stderr: string): string {
  return [stdout, stderr].filter((text) => text !== '').join('\n');
}
