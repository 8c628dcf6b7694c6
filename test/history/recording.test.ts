import { expect, test } from 'vitest';
import { record } from '../../src/history/recording.ts';
import { head, plan } from './record-samples.ts';

test('the file is closed after the end is in', async () => {
  const done: string[] = [];
  const file = {
    isWhole: true,
    add: (text: string) => void done.push((JSON.parse(text) as { readonly type: string }).type),
    close: () => Promise.resolve(void done.push('closed')),
  };
  await record(head, plan, file, () => new Date(0)).end(0);
  expect(done).toEqual(['run', 'plan', 'end', 'closed']);
});
