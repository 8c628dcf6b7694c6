import { expect, test } from 'vitest';
import { LvsdeployError } from '../../src/errors.ts';
import { renderError } from '../../src/report/error-text.ts';

const plain = { colour: false };

test('an error shows its place, its message and what to do next, remote output escaped', () => {
  const error = new LvsdeployError('"install" ended with status 1:\ndpkg: \u001b]0;owned\u0007', {
    place: 'lb1 › keepalived › package:keepalived',
    hint: 'Mend the cause.\nRun again.',
  });
  expect(renderError(error, plain)).toBe(`\
lb1 › keepalived › package:keepalived: "install" ended with status 1:
  dpkg: \\x1b]0;owned\\x07
  → Mend the cause.
    Run again.
`);
});

test('an error that lists problems with their places does not say the first place twice', () => {
  const message = 'inventory.yaml:3:5: found 300\ninventory.yaml:9:1: found x';
  const error = new LvsdeployError(message, { place: 'inventory.yaml:3:5', hint: 'Correct it.' });
  expect(renderError(error, plain)).toBe(`${message}\n  → Correct it.\n`);
});

test('an error without place and hint is its message alone', () => {
  expect(renderError(new LvsdeployError('nothing to do'), plain)).toBe('nothing to do\n');
});

test('an error nobody foresaw shows where it was thrown and that it is a bug', () => {
  const text = renderError(new TypeError('x is undefined'), plain);
  expect(text).toMatch(/^TypeError: x is undefined\n +at .*error-text\.test\.ts/);
  expect(text).toMatch(/\nThis is a bug in lvsdeploy: please report it with the lines above\.\n$/);
  expect(renderError({ odd: true }, plain)).toMatch(/^\{ odd: true \}\nThis is a bug/);
});
