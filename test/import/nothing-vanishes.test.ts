import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { wordsOf } from '../../src/import/statement.ts';
import { importTexts, samples } from './samples.ts';

const pair = {
  directors: [
    { name: 'high', address: '10.9.9.1', address6: null },
    { name: 'low', address: '10.9.9.2', address6: null },
  ],
};

/** What an import is all about, without the places. */
function outcomeOf(text: string): string {
  // Lines for one director alone count when the file is read for each.
  const { data, notes, open } = importTexts(text.includes('@high') ? [text, text] : [text], pair);
  return JSON.stringify([data, notes.map(({ kind, id, what, why }) => [kind, id, what, why]), open]);
}

describe.each(samples)('$name', ({ text }) => {
  test('every word was carried over or is named', () => {
    for (const { statements, ledger } of importTexts([text], pair).configs) {
      const words = statements.flatMap(wordsOf);
      expect(words.length).toBeGreaterThan(5);
      expect(words.filter((word) => !ledger.isSettled(word)).map((word) => word.text)).toEqual([]);
    }
  });

  test('another number anywhere makes another inventory, or another note', () => {
    const numbers = [...text.matchAll(/(?<=^[^#!\n]*[ \t.:/])\d+(?=[ \t\n])/gm)];
    const silent = numbers.filter(({ 0: number, index }) => {
      const other = number === '1' ? '2' : String(Number(number) - 1);
      return outcomeOf(text.slice(0, index) + other + text.slice(index + number.length)) === outcomeOf(text);
    });
    expect(
      silent.map(({ index }) => text.slice(text.lastIndexOf('\n', index) + 1, text.indexOf('\n', index)).trim()),
    ).toEqual([]);
  });

  test('a line that is left out is missed', () => {
    const lines = text.split('\n');
    const silent = lines.filter((line, index) => {
      if (
        /^\s*(#|!|$)/.test(line) ||
        /[{}\\]/.test(line) ||
        /^\s*(state|lb_kind NAT|protocol TCP|version|weight 1$|interface eth0$|lvs_sched wlc|lb_algo wlc|path \/$|priority 100$|advert_int 1$|ip_family|connect_ip|delay_loop 60|enable_|priority 150|vrrp_instance|unicast_peer$|VI_[23]$)/.test(
          line,
        )
      )
        return false;
      return outcomeOf(lines.toSpliced(index, 1).join('\n')) === outcomeOf(text);
    });
    expect(silent).toEqual([]);
  });
});

test('no text ends the reading, and every word of it is settled', () => {
  const piece = fc.constantFrom(
    ...[
      'global_defs',
      'vrrp_instance VI_1',
      'virtual_server 10.0.0.1 80',
      'real_server 10.0.0.2 80',
      'TCP_CHECK',
      '{',
      '}',
      '\n',
      '\n',
      ' ',
    ],
    ...[
      'priority 100',
      'auth_pass x',
      '"',
      '\\',
      '//',
      '#',
      '!',
      '“',
      '{',
      '$A=1',
      '$A',
      '${A}',
      '@a ',
      '~SEQ',
      'include x',
      'virtual_ipaddress { 10.0.0.1 }',
    ],
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
      const { configs } = importTexts([`vrrp_instance VI_0 {\n}\n${pieces.join(' ')}`]);
      for (const { statements, ledger } of configs) {
        expect(statements.flatMap(wordsOf).filter((word) => !ledger.isSettled(word))).toEqual([]);
      }
    }),
  );
});
