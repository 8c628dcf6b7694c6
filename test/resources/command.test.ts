import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { command } from '../../src/resources/command.ts';
import { clearHandlers, handler, markHandlers } from '../../src/resources/handler.ts';
import { Shell, sh } from '../../src/shell/shell.ts';
import { actionsOf, answered, apply, brief, compare, read, run } from './local.ts';

let folder: string;
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'resource-'))));
afterEach(() => rmSync(folder, { recursive: true }));

describe('command', () => {
  const touching = (name: string) => {
    const made = join(folder, name);
    return command({ id: name, description: `make ${name}`, unless: sh`test -e ${made}`, script: sh`touch ${made}` });
  };

  it('runs until its condition holds', () => {
    expect(brief(compare(touching('a')))).toBe('make a - > done | ! make a');
    expect(apply(compare(touching('a'))).status).toBe(0);
    expect(brief(compare(touching('a')))).toBe('converged');
  });

  it('keeps the answers of several apart, whatever they do', () => {
    const asking = (id: string, unless: Shell) => command({ id, description: id, unless, script: sh`:` });
    const resources = [
      asking('noisy', sh`echo 1; echo 1 >&2`),
      asking('reads', sh`! read -r line`),
      asking('exits', sh`exit 3`),
      asking('comment', sh`true # it`),
      asking('missing', sh`no-such-command-at-all`),
      asking('last', sh`true`),
    ];
    const observed = read(...resources);
    expect(resources.map((resource) => resource.compare(observed).state)).toEqual([
      'converged',
      'converged',
      'differs',
      'converged',
      'unknown',
      'converged',
    ]);
  });
});

describe('handler', () => {
  const reload = (script = sh`true`) => handler('reload', { description: 'reload it', script });

  it('differs exactly when its marker is there', () => {
    expect(brief(reload().compare(answered({ stdout: 'reload\n' })))).toBe('reload it - > done | ! reload it');
    expect(brief(reload().compare(answered({ stdout: 'other\n' })))).toBe('converged');
    expect(reload().compare(answered({ status: 1 })).state).toBe('unknown');
  });

  /** The same scripts with their markers in the folder. */
  const here = (script: Shell) => new Shell(script.text.replaceAll('/var/lib/lvsdeploy', folder));
  const ran = (script: Shell) =>
    run(here(actionsOf(reload(script).compare(answered({ stdout: 'reload\n' })))[0]?.script ?? script));
  const marker = () => join(folder, 'pending/reload');

  it('takes the marker away when its work is done, and only then', () => {
    expect(run(here(markHandlers(['reload', 'other'])))).toMatchObject({ status: 0 });
    expect(ran(sh`exit 7`).status).toBe(1);
    expect(existsSync(marker())).toBe(true);
    expect(ran(sh`exit 0`).status).toBe(0);
    expect(existsSync(marker())).toBe(false);
    expect(existsSync(join(folder, 'pending/other'))).toBe(true);
    expect(run(here(clearHandlers(['other', 'reload'])))).toMatchObject({ status: 0 });
    expect(existsSync(join(folder, 'pending/other'))).toBe(false);
  });

  it('is read from the markers on the host', () => {
    const { kind } = reload().reads[0] ?? {};
    const script = here(kind?.compile(['reload', 'other']) ?? sh`false`);
    expect(run(script)).toMatchObject({ status: 0, stdout: '' });
    run(here(markHandlers(['other'])));
    expect(run(script)).toMatchObject({ status: 0, stdout: 'other\n' });
  });

  it.each(['', 'a b', '../x', 'a/b'])('refuses the name %j', (name) => {
    expect(() => handler(name, { description: 'x', script: sh`:` })).toThrow('cannot name a handler');
  });
});
