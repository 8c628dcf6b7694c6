import { expect, test } from 'vitest';
import { subjectsOf } from './combination.ts';
import { judgeShare } from './share.ts';

const servers = [
  { name: 'web2', weight: 1, active: 0, inactive: 0 },
  { name: 'web1', weight: 3, active: 0, inactive: 0 },
];
const circumstances = { servers, destination: '192.168.1.229', kernel: '6.12.113', held: false };

/** Answers as words: who answered the addresses .101, .102 …, in turn; `-` for nobody. */
function judge(label: string, words: string, held = false) {
  const subject = subjectsOf({ method: 'dr', family: 'ipv4', kind: 'tcp' }).find((one) => one.label === label);
  if (subject === undefined) throw new Error(label);
  const answers = words.split(' ').map((word, index) => ({
    source: `192.168.1.${101 + (index % 4)}`,
    server: word === '-' ? null : word,
  }));
  return judgeShare(subject, answers, { ...circumstances, held });
}

test.each([
  ['rr', 'web1 web2 web1 web2', true],
  ['rr', 'web1 web1 web1 web2', false],
  ['wrr', 'web1 web1 web1 web2', true],
  ['wrr', 'web1 web2 web1 web2', false],
  ['fo', 'web1 web1', true],
  ['fo', 'web1 web2', false],
  ['mh', 'web1 web2 web1 web2 web1 web2 web1 web2', true],
  ['mh', 'web1 web2 web1 web2 web2 web2 web1 web2', false],
  ['mh', 'web1 web1 web1 web1 web1 web1 web1 web1', false],
  ['sh, sh-port', 'web1 web2 web1 web1', true],
  ['sh, sh-port', 'web1 web1 web1 web1', false],
  ['wrr, persistent', 'web1 web1 web1 web1', true],
  ['wrr, persistent', 'web1 web1 web1 web2', false],
] as const)('%s with %s: %s', (label, words, isRight) => {
  expect(judge(label, words).isRight).toBe(isRight);
});

test.each([
  ['wlc', 'web1 web2 web1 web1 web1 web2 web1 web1', true],
  ['wlc', 'web2 web2 web2 web2 web2 web2 web1 web1', false],
  ['lblc', 'web1 web1 web1 web1 web2 web2 web1 web1', true],
] as const)('%s under held connections with %s: %s', (label, words, isRight) => {
  expect(judge(label, words, true).isRight).toBe(isRight);
});

test('a scheduler that has nobody left owes no answer', () => {
  expect(judge('ovf', 'web1 web1 web1 web1 web2 web2 - -', true)).toMatchObject({ isRight: true, owedAnswers: 6 });
});
