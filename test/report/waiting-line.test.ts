import { expect, test } from 'vitest';
import { waitingLine } from '../../src/report/waiting-line.ts';

/** A line, its terminal, and a time that goes on when the test says so. */
function openLine() {
  let written = '';
  let time = 0;
  let work: (() => void) | null = null;
  const terminal = {
    columns: 40,
    write(text: string) {
      written += text;
      return true;
    },
  };
  const line = waitingLine(
    terminal,
    () => time,
    (_, each) => {
      work = each;
      return () => (work = null);
    },
  );
  return {
    line,
    wait: (milliseconds: number) => {
      time += milliseconds;
      work?.();
    },
    isAtWork: () => work !== null,
    take: () => {
      const text = written;
      written = '';
      return text;
    },
  };
}

test('says nothing of what is answered at once', () => {
  const { line, wait, take, isAtWork } = openLine();
  const done = line.begin('lb1');
  wait(600);
  done();
  expect(take()).toBe('');
  expect(isAtWork()).toBe(false);
});

test('says who is waited for and how long, and is gone when all have answered', () => {
  const { line, wait, take } = openLine();
  const [first, second] = ['lb1', 'lb2'].map((host) => line.begin(host));
  wait(1000);
  expect(take()).toBe('\rwaiting for lb1, lb2, 1.0 s\u001b[K');
  first?.();
  first?.();
  wait(500);
  expect(take()).toBe('\rwaiting for lb2, 1.5 s\u001b[K');
  second?.();
  expect(take()).toBe('\r\u001b[K');
});

test('names some of many, and keeps to the width of the terminal', () => {
  const { line, wait, take } = openLine();
  for (const host of ['a', 'b', 'c', 'd', 'e', 'f']) line.begin(host);
  wait(1000);
  expect(take()).toBe('\rwaiting for a, b, c, d and 2 more, 1.0 \u001b[K');
});

test('leaves the line to a question until it is answered', async () => {
  const { line, wait, take } = openLine();
  line.begin('lb1');
  wait(1000);
  take();
  let answer: (text: string) => void = () => undefined;
  const asked = line.aside(() => new Promise<string>((resolve) => (answer = resolve)));
  expect(take()).toBe('\r\u001b[K');
  wait(1000);
  expect(take()).toBe('');
  answer('yes');
  expect(await asked).toBe('yes');
  await Promise.resolve();
  wait(1000);
  expect(take()).toContain('waiting for lb1, 3.0 s');
});
