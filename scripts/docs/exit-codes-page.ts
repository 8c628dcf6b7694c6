import { exitCode, exitMeanings } from '../../src/errors.ts';

/** @returns the page of exit codes. */
export function exitCodesPage(): string {
  const rows = (Object.keys(exitCode) as (keyof typeof exitCode)[]).map(
    (name) => `| ${exitCode[name]} | ${exitMeanings[name]} |`,
  );
  return [
    '# Exit codes',
    '',
    'Of every command; they stay the same in later versions.',
    '',
    '| code | what it says |',
    '| --- | --- |',
    ...rows,
    '',
  ].join('\n');
}
