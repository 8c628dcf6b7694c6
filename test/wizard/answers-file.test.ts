import { describe, expect, it } from 'vitest';
import type { Answers } from '../../src/wizard/answers.ts';
import { printTemplate } from '../../src/wizard/answers-template.ts';
import { readAnswers, settleAnswers, writeAnswers } from '../../src/wizard/answers-file.ts';
import { questionOf, questions } from '../../src/wizard/questions.ts';
import { nat, pair } from './rows.ts';

async function settle(text: string): Promise<Answers> {
  return settleAnswers(readAnswers(text, 'a.yaml'), 'a.yaml', (name, answers) =>
    Promise.resolve(questionOf(name).fallback(answers)),
  );
}

async function problemsOf(text: string): Promise<string> {
  return settle(text).then(
    () => '',
    (error: unknown) => (error as Error).message,
  );
}

describe('a file of answers', () => {
  it.each<[string, Answers]>([
    ['a pair', pair],
    ['NAT', nat],
  ])('is read as it was written: %s', (_, answers) => {
    const text = writeAnswers(answers);
    expect(readAnswers(text, 'a.yaml').answers).toEqual(answers);
  });

  it('takes maps, numbers and booleans for what they say', async () => {
    const text = `directors: { lb1: 192.168.1.252, lb2: 192.168.1.230 }
segment: 192.168.1.0/24
realServers: { web1: 192.168.1.220, web2: 192.168.1.231 }
vip: 192.168.1.229
port: 8080
weights: { web1: 3, web2: 1 }
vrrpSecret: false
sudoPassword: { file: secrets/sudo }
`;
    await expect(settle(text)).resolves.toEqual({
      cluster: 'web',
      user: 'default',
      sudoPassword: 'file secrets/sudo',
      directors: 'lb1 192.168.1.252, lb2 192.168.1.230',
      interface: 'eth0',
      segment: '192.168.1.0/24',
      realServers: 'web1 192.168.1.220, web2 192.168.1.231',
      clients: 'none',
      vip: '192.168.1.229',
      protocol: 'tcp',
      port: '8080',
      method: 'dr',
      scheduler: 'wrr',
      weights: 'web1=3, web2=1',
      persistence: 'none',
      healthCheck: 'tcp',
      virtualRouterId: '51',
      vrrpSecret: 'no',
    });
  });

  const sound = writeAnswers(pair);
  it.each([
    [
      'an unknown question',
      'vips: 192.168.1.229\n',
      'a.yaml:1:1: unknown question vips (did you mean vip or vip6?); expected one that lvsdeploy setup --print-answers has',
    ],
    ['a list', '- a\n', 'a.yaml:1:1: found no map; expected a line for each question, such as "vip: 192.168.1.229"'],
    ['text that is no YAML', 'vip: "a\n', 'a.yaml:2:1: not valid YAML: Missing closing "quote'],
    [
      'words behind the addresses of a host',
      'directors: { lb1: 10.0.0.1 fd00::1 eth0 }\n',
      'a.yaml:1:1: directors: found “lb1 10.0.0.1 fd00::1 eth0”; expected a name, an IPv4 address and perhaps an IPv6 address',
    ],
    ['a list for an answer', 'vip: [a]\n', 'a.yaml:1:1: vip: found a list; expected a word, such as 192.168.1.229'],
    [
      'a wrong answer',
      sound.replace('port: "80"', 'port: 99999'),
      'a.yaml:14:7: port: found 99999; expected a port from 1 to 65535',
    ],
    [
      'a missing answer',
      'cluster: web\n',
      'a.yaml:1:1: directors: missing; expected a map, such as "lb1: 192.168.1.252"',
    ],
    [
      'an answer that nothing asks for',
      `${sound}insideGateway: 10.0.0.1\n`,
      expect.stringContaining('insideGateway: found 10.0.0.1, and the other answers do not ask for it'),
    ],
    [
      'two wrong answers',
      sound.replace('port: "80"', 'port: 0').replace('"60"', '0'),
      expect.stringMatching(/port: found 0.*\n.*persistence: found 0/),
    ],
    [
      'all answers that are wrong by themselves, behind one that others stand on',
      sound
        .replace(/^directors:\n(  .*\n)+/m, 'directors: { lb1: 192.168.1.300, lb2: 192.168.1.230 }\n')
        .replace(/^port: .*/m, 'port: 80800')
        .replace(/^scheduler: .*/m, 'scheduler: wrrr')
        .replace(/^virtualRouterId: .*/m, 'virtualRouterId: 0')
        .replace(/^vrrpSecret: .*/m, 'vrrpSecret: maybe'),
      expect.stringMatching(
        /^.* directors: lb1: found "192.168.1.300".*\n.* port: found 80800.*\n.* scheduler: found wrrr.*\n.* virtualRouterId: found 0.*\n.* vrrpSecret: found maybe.*$/,
      ),
    ],
    [
      'nothing that only other answers can tell, behind one that is missing',
      'realServers: { web1: 192.168.1.220 }\nprotocol: udp\nweights: { web1: 3 }\nhealthCheck: dns\nport: 0\n',
      expect.stringMatching(/^.* directors: missing.*\n.* port: found 0.*$/),
    ],
  ])('names the place of %s', async (_, text, message) => {
    expect(await problemsOf(text)).toEqual(message);
  });

  it('is printed as a template with every question, which is an answer to all', async () => {
    const template = printTemplate();
    for (const { name, explains } of questions) {
      expect(template).toMatch(new RegExp(`^(# )?${name}:`, 'm'));
      expect(template).toContain(explains);
    }
    expect(Object.keys(readAnswers(template, 't').answers)).toEqual(['directors', 'realServers']);
    // Whatever is taken out of its comment is a line of YAML with that question.
    const open = template.replace(/^# (\w+: )/gm, (line, rest: string) =>
      questions.some(({ name }) => rest === `${name}: `) ? rest : line,
    );
    expect(Object.keys(readAnswers(open, 't').answers)).toHaveLength(questions.length);
    await expect(settle(`${template}segment: 192.168.1.0/24\nvip: 192.168.1.229\n`)).resolves.toMatchObject({
      vip: '192.168.1.229',
    });
  });
});
