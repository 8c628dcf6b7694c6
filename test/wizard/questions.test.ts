import { describe, expect, it } from 'vitest';
import { type Answers, type QuestionName, questionNames } from '../../src/wizard/answers.ts';
import { faultOf, tidyAnswer } from '../../src/wizard/fault.ts';
import { glossary, termsIn } from '../../src/wizard/glossary.ts';
import { questions } from '../../src/wizard/questions.ts';
import { nat, pair } from './rows.ts';

describe('the questions', () => {
  it('are asked in the order of their names', () => {
    expect(questions.map(({ name }) => name)).toEqual(questionNames);
  });

  it.each(questions)(
    '$name fits a line, explains itself, and explains the terms in it',
    ({ asks, explains, terms }) => {
      expect(asks.length).toBeLessThanOrEqual(70);
      expect(explains.length).toBeLessThanOrEqual(110);
      expect(termsIn(asks).filter((term) => !terms.includes(term))).toEqual([]);
      expect(terms).not.toEqual([]);
    },
  );

  it.each(Object.entries(glossary))('%s is explained in one line', (term, meaning) => {
    expect(`${term}: ${meaning}`.length).toBeLessThanOrEqual(125);
    expect(questions.some(({ terms }) => terms.some((one) => one === term))).toBe(true);
  });

  it.each<[string, Answers, readonly QuestionName[]]>([
    [
      'a pair',
      pair,
      [
        'sudoPassword',
        'sshConfig',
        'segment6',
        'vip6',
        'insideInterface',
        'insideNetwork',
        'insideGateway',
        'insideNetwork6',
        'insideGateway6',
      ],
    ],
    ['NAT of both families', nat, ['sudoPassword', 'sshConfig', 'weights']],
    [
      'one director',
      { ...pair, directors: 'lb1 192.168.1.252', user: 'ops', scheduler: 'sh' },
      [
        'sshConfig',
        'segment6',
        'vip6',
        'insideInterface',
        'insideNetwork',
        'insideGateway',
        'insideNetwork6',
        'insideGateway6',
        'persistence',
        'healthCheck',
        'virtualRouterId',
        'vrrpSecret',
      ],
    ],
  ])('of %s leave out what the answers do not call for', (_, answers, left) => {
    expect(questions.filter(({ isAsked }) => !isAsked(answers)).map(({ name }) => name)).toEqual(left);
  });
});

describe('what is wrong with an answer', () => {
  it.each<[QuestionName, string, string | null, Answers?]>([
    ['cluster', 'web', null],
    ['cluster', 'directors', 'found directors, a word of lvsdeploy; expected another name'],
    ['directors', 'lb1 192.168.1.252, lb2 192.168.1.230', null],
    ['directors', '', 'found none; expected one host at least, such as lb1 192.168.1.252'],
    ['directors', 'lb1', 'found lb1 alone; expected a name and an address: lb1 192.168.1.252'],
    [
      'realServers',
      'web1 10.0.0.1, 192.168.1.252',
      'found 192.168.1.252, an address without a name; expected one before it: host1 192.168.1.252',
    ],
    ['directors', 'lb1 192.168.1', 'lb1: found "192.168.1"; expected an IPv4 address'],
    ['directors', 'lb1 10.0.0.1, lb1 10.0.0.2', 'found lb1 a second time; expected a name of its own for each host'],
    [
      'directors',
      'lb1 10.0.0.1, lb2 10.0.0.1',
      'found 10.0.0.1 for lb2, which is the address of lb1; expected another for each host',
    ],
    [
      'directors',
      'lb1 10.0.0.1 fd00::1 x',
      'found “lb1 10.0.0.1 fd00::1 x”; expected a name, an IPv4 address and perhaps an IPv6 address',
    ],
    ['directors', '__proto__ 10.0.0.1', 'found __proto__, a word of lvsdeploy; expected another name'],
    ['segment', '192.168.1.0/28', 'found 192.168.1.0/28; expected the network of lb1, 192.168.1.252'],
    ['segment', '192.168.1.252/24', expect.stringContaining('expected an IPv4 network')],
    ['realServers', 'lb1 192.168.1.220', 'found lb1 a second time; expected a name of its own for each host'],
    [
      'realServers',
      'web1 192.168.1.255',
      'web1: found 192.168.1.255, the broadcast address of 192.168.1.0/24; expected an address that a host can have',
    ],
    ['vip', '192.168.1.252', 'found 192.168.1.252, the address of lb1; expected one that no host has'],
    [
      'vip',
      '192.168.1.0',
      'found 192.168.1.0, the network address of 192.168.1.0/24; expected an address that a host can have',
    ],
    ['port', '70000', 'found 70000; expected a port from 1 to 65535'],
    ['port', 'http', 'found http; expected a port from 1 to 65535'],
    [
      'scheduler',
      'wr',
      'found wr (did you mean wrr or rr?); expected wrr or rr or wlc or lc or sh or mh or sed or nq or fo or ovf or twos',
    ],
    ['scheduler', 'dh', expect.stringContaining('one server gets everything')],
    ['method', 'dr', 'found dr, and app1 (10.0.0.221) is not on the segment 192.168.1.0/24; expected nat or tun', nat],
    ['insideGateway', '10.0.1.254', 'found 10.0.1.254; expected an address in the inside network 10.0.0.0/24', nat],
    ['insideGateway', '10.0.0.221', 'found 10.0.0.221, the address of app1; expected one that no host has', nat],
    ['weights', 'web1=3', 'found no weight for web2; expected one for each: web1=1, web2=1'],
    ['weights', 'web1=3, web3=1', 'found web3 (did you mean web1 or web2?); expected the real servers web1, web2'],
    ['weights', 'web1=1, web2=3', 'web1: found 1; expected a weight from 2 to 65535', { ...pair, scheduler: 'ovf' }],
    ['virtualRouterId', '256', 'found 256; expected a virtual router id from 1 to 255'],
    ['persistence', 'none', null],
  ])('%s: %s', (name, answer, fault, answers = pair) => {
    expect(faultOf(name, answer, answers)).toEqual(fault);
  });

  it('keeps an answer in one form', () => {
    expect(tidyAnswer('directors', ' lb1  10.0.0.1   FD00:0::1 ,lb2 10.0.0.2,')).toBe(
      'lb1 10.0.0.1 fd00::1, lb2 10.0.0.2',
    );
    expect(tidyAnswer('weights', 'web1 = 3,web2=1')).toBe('web1=3, web2=1');
    expect(tidyAnswer('vip6', 'FD00:1:0::229')).toBe('fd00:1::229');
  });
});
