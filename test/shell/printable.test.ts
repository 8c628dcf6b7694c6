import { expect, test } from 'vitest';
import { printable } from '../../src/shell/printable.ts';

test('what a host says cannot steer the terminal', () => {
  expect(printable('\u001b[2Jé\tok\r\n\u009b31m\u007f')).toBe('\\x1b[2Jé\tok\\x0d\n\\x9b31m\\x7f');
});
