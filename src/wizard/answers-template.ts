import type { QuestionName } from './answers.ts';
import { glossary } from './glossary.ts';
import { questions } from './questions.ts';

/** @returns a file of answers to fill in: every question with its explanation, its choices and its default. */
export function printTemplate(): string {
  const parts = questions.map((question) => {
    const { name, asks, explains, terms, choices, example } = question;
    const offered = choices?.({}) ?? [];
    return [
      `# ${asks}`,
      `#   ${explains}`,
      ...terms.map((term) => `#   ${term}: ${glossary[term]}`),
      ...offered.map(({ value, note }) => `#   ${value}: ${note}`),
      ...(notes[name] === undefined ? [] : [`#   ${notes[name]}`]),
      ...exampleLines(name, example, question.fallback({})),
      '',
    ];
  });
  return [
    '# Answers for `lvsdeploy setup --answers FILE`. Take away the # before an answer to give another one than its default.',
    '# What hosts can tell (interface, networks, a free VIP and VRID) is asked of them when it is left out.',
    '',
    ...parts.flat(),
  ].join('\n');
}

const notes: Readonly<Partial<Record<QuestionName, string>>> = {
  sudoPassword: 'Not asked where the user is root. { file: PATH }: the password is in that file, for scripts.',
  interface: 'Left out: what the first director has its address on.',
  segment: 'Left out: what the first director has its address in.',
  segment6: 'Left out: what the first director has its IPv6 address in. Wanted only where a director has one.',
  clients: 'Left out: none, and then verify cannot tell whether clients are served.',
  vip: 'Left out: an address of the segment that nobody answers for.',
  vip6: 'Wanted only where all hosts have an IPv6 address.',
  insideInterface: 'For NAT only, as all of inside.',
  insideNetwork6: 'For NAT with an IPv6 VIP only.',
  insideGateway6: 'For NAT with an IPv6 VIP only.',
  weights:
    'Not for rr and lc, which do not look at weights. Left out: 1 each; 100 with ovf; the first highest with fo.',
  persistence: 'Not for sh and mh, by which a client stays with its server anyway.',
  healthCheck: 'For udp: udp, dns, ping or none. Not with one director.',
  virtualRouterId: 'Left out: one that is not heard on the segment. Not with one director.',
  vrrpSecret: 'Not with one director.',
};

function exampleLines(name: QuestionName, example: string, fallback: string | null): readonly string[] {
  if (name === 'directors')
    return [
      'directors:',
      '  lb1: 192.168.1.252',
      '  lb2: 192.168.1.230 # its IPv6 address behind it: 192.168.1.230 fd00:1::230',
    ];
  if (name === 'realServers') return ['realServers:', '  web1: 192.168.1.220', '  web2: 192.168.1.231'];
  if (name === 'clients') return ['# clients: { client: 192.168.1.10 }'];
  if (name === 'weights') return ['# weights: { web1: 3, web2: 1 }'];
  if (fallback === null || fallback === '') return [`# ${name}: ${example}`];
  return [`# ${name}: ${fallback}${fallback === example ? '' : ` # or ${example}`}`];
}
