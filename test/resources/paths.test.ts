import { mkdirSync, mkdtempSync, readlinkSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { directory } from '../../src/resources/directory.ts';
import { symlink } from '../../src/resources/symlink.ts';
import { answered, apply, brief, compare } from './local.ts';

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'resource-'));
  path = join(folder, 'p q');
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('directory', () => {
  const wanted = () => directory({ path: join(path, 'deep'), mode: '0750', owner: null, group: null });

  it('is made with those above it', () => {
    expect(brief(compare(wanted()))).toMatch(
      /^directory - > .* \| mode - > 0750 \| ! create the directory .* \| ! set mode/,
    );
    expect(apply(compare(wanted())).status).toBe(0);
    expect(statSync(join(path, 'deep')).mode & 0o777).toBe(0o750);
    expect(statSync(path).mode & 0o777).toBe(0o755);
    expect(brief(compare(wanted()))).toBe('converged');
  });

  it('is not put in the place of a file', () => {
    mkdirSync(path);
    writeFileSync(join(path, 'deep'), '');
    expect(brief(compare(wanted()))).toBe('unknown: it is not a directory');
  });
});

describe('symlink', () => {
  const wanted = () => symlink({ path, target: '../to here' });

  it.each([
    ['absent', () => undefined, 'target - > ../to here'],
    ['another target', () => symlinkSync('a -> b', path), 'target a -> b > ../to here'],
    ['another target, of a directory', () => symlinkSync('/tmp', path), 'target /tmp > ../to here'],
  ])('%s', (_, prepare, expected) => {
    prepare();
    expect(brief(compare(wanted()))).toBe(`${expected} | ! link ${path} to ../to here`);
    expect(apply(compare(wanted())).status).toBe(0);
    expect(readlinkSync(path)).toBe('../to here');
    expect(brief(compare(wanted()))).toBe('converged');
  });

  it('is not put in the place of anything else', () => {
    mkdirSync(path);
    expect(brief(compare(wanted()))).toBe('unknown: it is not a symbolic link');
  });

  it('is read from busybox too', () => {
    const resource = symlink({ path: '/a', target: 'b' });
    expect(brief(resource.compare(answered({ stdout: "link '/a' -> 'b'\n" })))).toBe('converged');
  });
});
