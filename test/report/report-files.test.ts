import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { checkReportFiles, writeDrillReports, writeVerifyReports } from '../../src/report/report-files.ts';
import { drill } from './drill-samples.ts';
import { check, verdict } from './samples.ts';

const written = { at: new Date('2026-11-25T05:20:00Z'), version: '1.2.3' };
const reports = [{ cluster: 'web', results: [{ check: check('a', 'A holds', '1'), verdicts: [verdict('ok')] }] }];
let folder: string;

beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'lvsdeploy-reports-'))));
afterEach(() => rmSync(folder, { recursive: true }));

test('writes the page and the XML of checks and of drills, and leaves nothing beside them', async () => {
  const [html, junit] = [join(folder, 'a.html'), join(folder, 'a.xml')];
  await writeVerifyReports({ html, junit }, reports, written);
  expect(readFileSync(html, 'utf8')).toContain('A holds');
  expect(readFileSync(junit, 'utf8')).toContain('<testsuite name="verify web"');
  await writeDrillReports({ html, junit }, [drill()], written);
  expect(readFileSync(html, 'utf8')).toContain('cut-link on lb1');
  expect(readFileSync(junit, 'utf8')).toContain('<testsuite name="drill web: cut-link on lb1"');
  expect(readdirSync(folder)).toEqual(['a.html', 'a.xml']);
  await writeVerifyReports({}, reports, written);
});

test('replaces what a link leads to, and keeps the link', async () => {
  writeFileSync(join(folder, 'target'), 'before');
  symlinkSync('target', join(folder, 'link'));
  await writeVerifyReports({ html: join(folder, 'link') }, reports, written);
  expect(readFileSync(join(folder, 'target'), 'utf8')).toContain('A holds');
  expect(readdirSync(folder)).toEqual(['link', 'target']);
});

test('says which folder is not there, and takes a folder or a device for no file', () => {
  mkdirSync(join(folder, 'sub'));
  const refuse = (files: { html?: string; junit?: string }) => {
    try {
      checkReportFiles(files);
    } catch (error) {
      return error;
    }
    return null;
  };
  expect(refuse({ html: join(folder, 'sub/a.html'), junit: join(folder, 'a.xml') })).toBeNull();
  expect(refuse({ junit: join(folder, 'none/a.xml') })).toMatchObject({
    message: `there is no folder ${folder}/none for the report`,
    place: `${folder}/none/a.xml`,
    hint: 'Make it, or name another file with --junit.',
    exitCode: 64,
  });
  expect(refuse({ html: join(folder, 'sub') })).toMatchObject({
    message: expect.stringContaining('a folder') as string,
  });
  expect(refuse({ html: '/dev/null' })).toMatchObject({ message: expect.stringContaining('no plain file') as string });
  expect(refuse({ html: 'same', junit: 'same' })).toMatchObject({ message: 'two reports cannot be one file' });
});

test('a report that cannot be written is an error with its place, and leaves what was there', async () => {
  const file = join(folder, 'a.html');
  writeFileSync(file, 'before');
  writeFileSync(`${file}.${process.pid}.part`, '');
  await expect(writeVerifyReports({ html: file }, reports, written)).rejects.toMatchObject({ place: file });
  expect(readFileSync(file, 'utf8')).toBe('before');
});
