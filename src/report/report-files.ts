import { realpathSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { DrillReport } from '../drill/drill.ts';
import { LvsdeployError, messageOf, UsageError } from '../errors.ts';
import type { VerifyReport } from '../verify/report.ts';
import type { Seen } from '../verify/seen.ts';
import type { Written } from './html/page.ts';

/** The files that a command was asked to write beside what it shows. */
export interface ReportFiles {
  /** A page for a person. */
  readonly html?: string | undefined;
  /** JUnit XML for a program. */
  readonly junit?: string | undefined;
}

/**
 * To be asked before any host is: who finds out at the end that the folder is not there has done all of it for nothing.
 * @throws UsageError when there is no folder for a file, or something else in its place.
 */
export function checkReportFiles({ html, junit }: ReportFiles): void {
  for (const [option, file] of [
    ['--html', html],
    ['--junit', junit],
  ] as const) {
    if (file === undefined) continue;
    const hint = `Make it, or name another file with ${option}.`;
    if (kindOf(dirname(file)) !== 'folder') {
      throw new UsageError(`there is no folder ${dirname(file)} for the report`, { place: file, hint });
    }
    const there = kindOf(file);
    if (there === 'folder' || there === 'other') {
      // A device would be replaced by the report.
      throw new UsageError(
        `the report cannot be written: there is ${there === 'folder' ? 'a folder' : 'no plain file'}`,
        {
          place: file,
          hint: `Name a file of its own with ${option}.`,
        },
      );
    }
  }
  if (html !== undefined && html === junit) {
    throw new UsageError('two reports cannot be one file', { place: html, hint: 'Name two files.' });
  }
}

/** Writes what was asked for of a verification. */
export async function writeVerifyReports(
  { html, junit }: ReportFiles,
  reports: readonly VerifyReport[],
  written: Written,
): Promise<void> {
  if (html !== undefined) {
    const { renderVerifyPage } = await import('./html/verify-page.ts');
    writeWhole(html, renderVerifyPage(reports, written));
  }
  if (junit !== undefined) {
    const [{ renderJunit }, { verifySuites }] = await Promise.all([
      import('./junit/junit.ts'),
      import('./junit/verify-suites.ts'),
    ]);
    writeWhole(junit, renderJunit(verifySuites(reports)));
  }
}

/**
 * Writes what was asked for of drills.
 * @param seen the clusters as they were seen last.
 */
export async function writeDrillReports(
  { html, junit }: ReportFiles,
  reports: readonly DrillReport[],
  written: Written,
  seen: readonly Seen[] = [],
): Promise<void> {
  if (html !== undefined) {
    const { renderDrillPage } = await import('./html/drill-page.ts');
    writeWhole(html, renderDrillPage(reports, written, seen));
  }
  if (junit !== undefined) {
    const [{ renderJunit }, { drillSuites }] = await Promise.all([
      import('./junit/junit.ts'),
      import('./junit/drill-suites.ts'),
    ]);
    writeWhole(junit, renderJunit(drillSuites(reports)));
  }
}

/** Whoever reads the file meanwhile has the one before or the new one, never a part. */
function writeWhole(file: string, text: string): void {
  // What a link leads to is replaced, not the link.
  const target = kindOf(file) === 'file' ? realpathSync(file) : file;
  const part = `${target}.${process.pid}.part`;
  try {
    writeFileSync(part, text, { flag: 'wx' });
    renameSync(part, target);
  } catch (cause) {
    rmSync(part, { force: true });
    throw new LvsdeployError(`the report cannot be written: ${messageOf(cause)}`, {
      place: file,
      hint: 'See that there is room, and that you may write there.',
      cause,
    });
  }
}

function kindOf(path: string): 'folder' | 'file' | 'other' | 'nothing' {
  try {
    const found = statSync(path);
    return found.isDirectory() ? 'folder' : found.isFile() ? 'file' : 'other';
  } catch {
    return 'nothing';
  }
}
