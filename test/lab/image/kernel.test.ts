import { expect, test } from 'vitest';
import { withInterpreter } from '../../../src/lab/image/kernel.ts';

const kernel = Buffer.from('\x7fELF…/lib64/ld-linux-x86-64.so.2\0rest');

test('the loader is another, and nothing else moves', () => {
  const changed = withInterpreter(kernel, './ld.so');
  expect(changed.length).toBe(kernel.length);
  expect(changed.toString()).toBe(`\x7fELF…./ld.so${'\0'.repeat(21)}rest`);
  expect(kernel.includes('/lib64')).toBe(true);
});

test('a path that does not fit is refused', () => {
  expect(() => withInterpreter(kernel, 'x'.repeat(28))).toThrow(/too long/);
});

test('an executable with another loader is refused', () => {
  expect(() => withInterpreter(Buffer.from('\x7fELF'), './ld.so')).toThrow(/loader/);
});
