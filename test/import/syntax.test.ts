import { describe, expect, test } from 'vitest';
import { preprocess, type Include } from '../../src/import/preprocess.ts';
import { quoteStatement } from '../../src/import/statement.ts';
import { buildTree } from '../../src/import/tree.ts';

function read(text: string, { id = null, include = () => [] }: { id?: string | null; include?: Include } = {}) {
  const before = preprocess(text, 'k.conf', id, include);
  const { statements, notes } = buildTree(before.lines);
  return {
    said: statements.map(quoteStatement),
    notes: [...before.notes, ...notes].map(
      ({ kind, id: name, place, what }) => `${place.file}:${place.line}:${place.column} ${name ?? kind}: ${what}`,
    ),
    skipped: before.skipped.map(({ text: line }) => line),
  };
}

test.each<[string, string, string[]]>([
  ['comments', 'a 1 # b\n! c\nd!e\n  # f', ['a 1', 'd']],
  ['a comment character with a backslash', 'a b\\#c \\!d', ['a b#c !d']],
  ['quotes', 'a "b # c" d', ['a "b # c" d']],
  ['quotes in quotes', 'a "b \\"c\\" d"', ['a "b \\"c\\" d"']],
  ['an empty word', 'a "" b', ['a "" b']],
  ['a block', 'a b {\n c 1\n d\n}\ne', ['a b { c 1; d }', 'e']],
  ['a block on one line', 'a { b 1 }\nc {}', ['a { b 1 }', 'c { }']],
  ['braces without spaces', 'a{b 1}c', ['a { b 1 }', 'c']],
  ['a brace on its own line', 'a b\n{\nc\n}', ['a b { c }']],
  ['a line that goes on', 'a b \\\n  c', ['a b c']],
  ['ends of lines and a mark of byte order', '\uFEFFa b\r\nc\r\n', ['a b', 'c']],
  ['definitions', '$A=1\n$B=${A}2\nx $A ${B}3 $C', ['x 1 123 $C']],
  ['a definition that is replaced', '$A=1\n$A=2\nx $A', ['x 2']],
  ['a definition of several lines', '$A= \\\n b { \\\n c ${N} \\\n }\n$N=7\n$A', ['b { c 7 }']],
])('%s', (_, text, said) => {
  expect(read(text).said).toEqual(said);
});

test('lines for one director', () => {
  const text = '@one a 1\n@two a 2\n@^one a 3\n$X=@one b\n$X 4';
  expect(read(text, { id: 'one' })).toMatchObject({ said: ['a 1', 'b 4'], skipped: ['@two a 2', '@^one a 3'] });
  expect(read(text, { id: 'two' }).said).toEqual(['a 2', 'a 3']);
  expect(read(text).said).toEqual(['a 3']);
});

test('include reads other files in their place, and each word knows its own', () => {
  const asked: string[] = [];
  const include: Include = (pattern, from) => {
    asked.push(`${pattern} from ${from}`);
    if (pattern === 'none*') return [];
    if (pattern === 'secret') return null;
    return pattern === 'loop'
      ? [{ file: 'loop', text: 'include loop' }]
      : [{ file: 'inner/x.conf', text: 'b {\n// c\n}\ninclude none*' }];
  };
  const { said, notes } = read('a\ninclude inner/*.conf\ninclude secret\ninclude loop\nz', { include });
  expect(said).toEqual(['a', 'b { }', 'z']);
  expect(asked.slice(0, 2)).toEqual(['inner/*.conf from k.conf', 'none* from inner/x.conf']);
  expect(notes).toEqual([
    'inner/x.conf:2:1 slash-comment: //',
    'inner/x.conf:4:1 not carried over: include none*',
    'k.conf:3:1 not carried over: include secret',
    'loop:1:1 not carried over: include loop',
  ]);
});

describe('mistakes are named, and taken as meant', () => {
  test.each<[string, string, string[], string[]]>([
    ['// for a comment', 'a 1 //b { c', ['a 1'], ['k.conf:1:5 slash-comment: //']],
    ['// right behind a word', 'a 1//b', ['a 1'], ['k.conf:1:4 slash-comment: //']],
    ['no comment: an address', 'a http://b/c /d//e', ['a http://b/c /d//e'], []],
    [
      'characters of full width',
      'a\u3000\uFF5B\nb “c d” \uFF03e\n}',
      ['a { b "c d" }'],
      [
        'k.conf:1:2 wide-character: \u3000',
        'k.conf:1:3 wide-character: \uFF5B',
        'k.conf:2:3 wide-character: “',
        'k.conf:2:7 wide-character: ”',
        'k.conf:2:9 wide-character: \uFF03',
      ],
    ],
    ['a quote that is not closed', 'a "b c\nd', ['a "b c"', 'd'], ['k.conf:1:3 open-quote: "']],
    [
      'a } that is missing before the next block',
      'vrrp_instance A {\n b {\n c\nvirtual_server x {\n}',
      ['vrrp_instance A { b { c } }', 'virtual_server x { }'],
      ['k.conf:2:2 missing-brace: b', 'k.conf:1:1 missing-brace: vrrp_instance A'],
    ],
    [
      'a } that is missing before the next server',
      'virtual_server x {\nreal_server a {\n T {\n}\nreal_server b {\n}\n}',
      ['virtual_server x { real_server a { T { } }; real_server b { } }'],
      ['k.conf:2:1 missing-brace: real_server a'],
    ],
    ['a } that is missing at the end', 'a {\n b', ['a { b }'], ['k.conf:1:1 missing-brace: a']],
    [
      'a { that is missing',
      'virtual_server x\n b\n}',
      ['virtual_server x { b }'],
      ['k.conf:1:1 missing-open-brace: virtual_server x'],
    ],
    ['one too many', 'a\n}\nb', ['a', 'b'], ['k.conf:2:1 stray-brace: }']],
    ['one without a name', '{\nb', ['b'], ['k.conf:1:1 stray-brace: {']],
    ['what repeats lines', '~SEQ(A, 1, 3) a $A', [], ['k.conf:1:1 not carried over: ~SEQ(A, 1, 3) a $A']],
  ])('%s', (_, text, said, notes) => {
    const found = read(text);
    expect(found.said).toEqual(said);
    expect(found.notes).toEqual(notes);
  });

  test('definitions are told of by their names alone', () => {
    expect(read('$PASS=hunter2\n$NONE=3\na auth_pass $PASS')).toMatchObject({
      said: ['a auth_pass [secret]'],
      notes: ['k.conf:1:1 carried differently: $PASS=…', 'k.conf:2:1 not carried over: $NONE=…'],
    });
  });
});
