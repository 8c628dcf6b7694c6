import { expect, test } from 'vitest';
import { readWaitLines } from '../../src/engine/wait-lines.ts';

/** What was heard, text that came in pieces put together. */
function hear(chunks: readonly string[]): readonly string[] {
  const heard: string[] = [];
  let text = '';
  const flush = () => {
    if (text !== '') heard.push(text);
    text = '';
  };
  const { read, end } = readWaitLines({
    onText: (piece) => (text += piece),
    onWait: (what, seconds) => {
      flush();
      heard.push(`WAIT ${seconds} ${what}`);
    },
  });
  chunks.forEach(read);
  end();
  flush();
  return heard;
}

test.each([
  ['nothing but output', 'a\nb', ['a\nb']],
  ['a wait', 'lvsdeploy-wait: 120 for 1\n', ['WAIT 120 for 1']],
  ['the empty line that ends a wait', 'lvsdeploy-wait: 9 x\n\nb\n\n', ['WAIT 9 x', 'b\n\n']],
  ['one wait after the other', 'lvsdeploy-wait: 9 x\n\nlvsdeploy-wait: 8 y\n\n\n', ['WAIT 9 x', 'WAIT 8 y', '\n']],
  ['a wait between lines', 'a\nlvsdeploy-wait: 9 x\nb\n', ['a\n', 'WAIT 9 x', 'b\n']],
  ['a wait that is not the first of its line', 'a lvsdeploy-wait: 9 x\n', ['a lvsdeploy-wait: 9 x\n']],
  ['a wait without a number', 'lvsdeploy-wait: long x\n', ['lvsdeploy-wait: long x\n']],
  ['a wait that does not end', 'a\nlvsdeploy-wait: 9 x', ['a\nlvsdeploy-wait: 9 x']],
  ['what begins like a wait', 'lvsdeploy-\nlvs', ['lvsdeploy-\nlvs']],
  ['control characters, which are for others to escape', 'lvsdeploy-wait: 9 \u001b[31m\r\n', ['WAIT 9 \u001b[31m\r']],
])('%s', (_, output, wanted) => {
  expect(hear([output])).toEqual(wanted);
  expect(hear(output.match(/[^]/g) ?? [])).toEqual(wanted);
  for (let at = 1; at < output.length; at += 1) {
    expect(hear([output.slice(0, at), output.slice(at)])).toEqual(wanted);
  }
});

test('output that cannot become a wait is passed on at once', () => {
  let text = '';
  const { read } = readWaitLines({ onText: (piece) => (text += piece), onWait: () => undefined });
  read('progress 10 %');
  expect(text).toBe('progress 10 %');
  read('\nlv');
  expect(text).toBe('progress 10 %\n');
});
