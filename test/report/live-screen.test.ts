import { EventEmitter } from 'node:events';
import { expect, test } from 'vitest';
import { openScreen } from '../../src/report/live-screen.ts';

/** A terminal that remembers what was written to it. */
function terminal(rows: number) {
  let written = '';
  const events = new EventEmitter();
  const stream = Object.assign(events, {
    rows,
    columns: 80,
    write(text: string) {
      written += text;
      return true;
    },
  });
  return {
    stream: stream as unknown as NodeJS.WriteStream,
    resizeTo: (height: number) => {
      stream.rows = height;
      events.emit('resize');
    },
    listeners: () => events.listenerCount('resize'),
    /** What was written since it was last asked. */
    take: () => {
      const text = written;
      written = '';
      return text;
    },
  };
}

const between = (text: string) =>
  [...text.matchAll(/\u001b\[H([^]*?)\u001b\[J/g)].map(([, drawn = '']) => drawn.split('\u001b[K').join(''));

test('draws over what was there, and clears nothing before', () => {
  const { stream, take } = terminal(10);
  const screen = openScreen(stream);
  take();
  screen.draw('one\ntwo\n');
  const written = take();
  expect(between(written)).toEqual(['one\r\ntwo']);
  expect(written).not.toContain('\u001b[2J');
  // The rest of each line goes after it was written, what is below at the end.
  expect(written).toContain('one\u001b[K\r\n');
});

test('cuts what the terminal is too low for, and draws again when its size changes', () => {
  const { stream, take, resizeTo } = terminal(3);
  const screen = openScreen(stream);
  screen.draw('1\n2\n3\n\n4\n');
  expect(between(take())).toEqual(['1\r\n2\r\n… 2 more lines: make the terminal higher']);
  resizeTo(5);
  expect(between(take())).toEqual(['1\r\n2\r\n3\r\n\r\n4']);
});

test('gives cursor, wrapping and screen back, and leaves what was drawn last', () => {
  const { stream, take, listeners } = terminal(3);
  const screen = openScreen(stream);
  expect(take()).toBe('\u001b[?1049h\u001b[?25l\u001b[?7l');
  screen.draw('last\n');
  take();
  screen.suspend();
  expect(take()).toBe('\u001b[?7h\u001b[?25h\u001b[?1049l');
  screen.resume();
  expect(between(take())).toEqual(['last']);
  screen.close();
  expect(take()).toBe('\u001b[?7h\u001b[?25h\u001b[?1049llast\n');
  expect(listeners()).toBe(0);
});
