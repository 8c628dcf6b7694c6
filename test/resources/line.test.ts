import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { editedFile } from '../../src/resources/edited-file.ts';
import { line, withLine } from '../../src/resources/line.ts';
import { apply, brief, compare } from './local.ts';

describe('withLine', () => {
  const placement = { line: 'wanted', before: /^exit/, replaces: /^obsolete/ };
  it.each([
    ['nothing', '', 'wanted\n'],
    ['no such line', 'a\nb\n', 'a\nb\nwanted\n'],
    ['no line break at the end', 'a', 'a\nwanted\n'],
    ['a border', 'a\nexit 0\nb\n', 'a\nwanted\nexit 0\nb\n'],
    ['already there', 'a\nwanted\nb\nexit 0\n', 'a\nwanted\nb\nexit 0\n'],
    ['already there, without an end', 'a\nwanted', 'a\nwanted'],
    ['there, indented', 'a\n  wanted\nexit 0\n', 'a\n  wanted\nexit 0\n'],
    ['there, after the border', 'a\nexit 0\nwanted\n', 'a\nwanted\nexit 0\n'],
    ['there three times', 'wanted\na\nwanted\nexit 0\nwanted\n', 'wanted\na\nexit 0\n'],
    ['commented out', '# wanted\nexit 0\n', '# wanted\nwanted\nexit 0\n'],
    ['what it replaces', 'obsolete 1\na\nobsolete 2\nexit 0\n', 'a\nwanted\nexit 0\n'],
    ['empty lines', '\n\n', '\n\nwanted\n'],
  ])('%s', (_, before, after) => {
    expect(withLine(before, placement)).toBe(after);
    expect(withLine(after, placement)).toBe(after);
  });
});

describe('an edited file', () => {
  let folder: string;
  let path: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'resource-'));
    path = join(folder, 'rc.local');
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('gets its line, once', () => {
    writeFileSync(path, 'a\n');
    const resource = line({ path, line: 'b' });
    expect(brief(compare(resource))).toBe(`content a\n > a\nb\n | ! edit ${path}`);
    expect(apply(compare(resource)).status).toBe(0);
    expect(readFileSync(path, 'utf8')).toBe('a\nb\n');
    expect(brief(compare(resource))).toBe('converged');
  });

  it('is created when it is missing', () => {
    const resource = editedFile({ path, mode: '0755', edit: (current) => current ?? '#!/bin/sh\n' });
    expect(apply(compare(resource)).status).toBe(0);
    expect(readFileSync(path, 'utf8')).toBe('#!/bin/sh\n');
    expect(statSync(path).mode & 0o777).toBe(0o755);
  });

  it('keeps its mode unless one is wanted', () => {
    writeFileSync(path, 'a\n');
    chmodSync(path, 0o640);
    apply(compare(line({ path, line: 'b' })));
    expect(statSync(path).mode & 0o777).toBe(0o640);
    expect(brief(compare(line({ path, line: 'b', mode: '0755' })))).toBe(
      `mode 0640 > 0755 | ! set mode and owner of ${path}`,
    );
  });

  it.each([
    ['changed', 'a\n', () => writeFileSync(path, 'somebody else was here\n'), 'somebody else was here\n'],
    ['created', null, () => writeFileSync(path, 'new\n'), 'new\n'],
  ])('is left alone when somebody %s it since it was read', (_, before, meddle, after) => {
    if (before !== null) writeFileSync(path, before);
    const comparison = compare(line({ path, line: 'b' }));
    meddle();
    expect(apply(comparison)).toMatchObject({ status: 1, stderr: 'it changed since it was read; run again\n' });
    expect(readFileSync(path, 'utf8')).toBe(after);
  });

  it('is not edited when it is not text', () => {
    writeFileSync(path, Buffer.from([0xff, 0xfe]));
    expect(brief(compare(line({ path, line: 'b' })))).toBe('unknown: it is not UTF-8 text');
  });
});
