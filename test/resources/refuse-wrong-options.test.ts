import { describe, expect, it } from 'vitest';
import { command, file, handler, packages, service, sh, Secret } from '../../src/index.ts';
import type { Facts } from '../../src/facts/facts.ts';
import { refusal } from '../refusal.ts';

const facts = { init: 'systemd', packageManager: 'apt' } as Facts;
const banner = { path: '/etc/banner', content: 'hello\n' };
const up = { id: 'up', description: 'bring it up', unless: sh`true`, script: sh`true` };
const reload = { description: 'reload it', script: sh`true` };
const sshd = { name: 'sshd', facts };

/** As a role that nobody type-checked would call them. */
const untyped = (make: unknown, ...given: readonly unknown[]) =>
  refusal(() => (make as (...given: readonly unknown[]) => unknown)(...given));

describe('what is sound', () => {
  it.each([
    ['a file', file, [{ ...banner, mode: '0600', owner: null, redact: /a/g, tags: [], content: new Secret('a') }]],
    ['a file with nothing in it', file, [{ ...banner, content: '', redact: String, validate: () => sh`true` }]],
    ['a command', command, [{ ...up, undo: sh`true`, detached: true, timeout: 5, settles: 5, notify: ['a'] }]],
    ['a handler', handler, ['reload-it', { ...reload, on: ['lb1'], before: [], after: ['file:/a'] }]],
    ['a service', service, [{ ...sshd, running: true, enabled: undefined, satisfies: ['a'], settles: 5 }]],
    ['packages', packages, [{ names: ['a'], facts, after: ['file:/a'] }]],
  ])('%s', (_, make, given) => {
    expect(untyped(make, ...given)).toBeNull();
  });
});

it.each([
  [
    file,
    [{ path: '/etc/banner', contents: 'x' }],
    'file:/etc/banner',
    'unknown setting contents (did you mean content?)',
  ],
  [file, [{ ...banner, content: undefined }], 'file:/etc/banner, content', 'missing; expected a text, or a Secret'],
  [file, [{ content: '' }], 'file, path', 'missing; expected a path from the root'],
  [file, [{ ...banner, mode: 644 }], 'file:/etc/banner, mode', 'found 644; expected octal digits in quotes'],
  [command, [{ ...up, onlyIf: sh`true` }], 'command:up', 'unknown setting onlyIf; expected id, description, unless'],
  [command, [{ ...up, unless: undefined }], 'command:up, unless', 'missing; expected shell text, sh`…`'],
  [command, [{ ...up, script: 'true' }], 'command:up, script', "found 'true'; expected shell text, sh`…`"],
  [handler, ['reload-it', { ...reload, notify: ['a'] }], 'handler:reload-it', 'unknown setting notify'],
  [handler, ['reload-it'], 'handler:reload-it', 'found undefined; expected its options, { … }'],
  [service, [{ ...sshd, state: 'running' }], 'service:sshd', 'unknown setting state'],
  [service, [{ name: 'sshd', running: true }], 'service:sshd, facts', 'missing; expected the facts of the host'],
  [service, [{ ...sshd, running: 'yes' }], 'service:sshd, running', "found 'yes'; expected true or false"],
  [packages, [{ name: 'a', facts }], 'package', 'unknown setting name (did you mean names?)'],
  [packages, [{ names: 'a', facts }], 'package, names', "found 'a'; expected a list of names"],
])('%o of %o is refused', (make, given, place, message) => {
  expect(untyped(make, ...given)).toMatchObject({
    place,
    message: expect.stringContaining(message) as string,
    exitCode: 64,
  });
});
