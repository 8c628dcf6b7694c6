import { UsageError } from '../errors.ts';

/** Where a value stands in the file: the keys and indexes that lead to it. */
export type Path = readonly (string | number)[];

/** Takes note of something wrong (or doubtful) at a place of the file; the reading goes on, so that one run names them all. */
export type Report = (path: Path, message: string) => void;

/** One thing wrong with an inventory. */
export interface Problem {
  readonly line: number;
  readonly column: number;
  /** What was found, and what was expected. */
  readonly message: string;
}

/** An inventory that cannot be what its author meant; names every problem of the file as `file:line:column: …`. */
export class InventoryError extends UsageError {
  readonly problems: readonly Problem[];

  constructor(file: string, problems: readonly Problem[]) {
    const sorted = [...problems].sort((a, b) => a.line - b.line || a.column - b.column);
    const [first] = sorted;
    super(sorted.map((problem) => formatProblem(file, problem)).join('\n'), {
      place: first === undefined ? file : `${file}:${first.line}:${first.column}`,
      hint: `Correct ${file} and run the command again; inventory.example.yaml explains every key. No host was contacted.`,
    });
    this.problems = sorted;
  }
}

/** @returns `file:line:column: message`, which editors and terminals turn into a link. */
export function formatProblem(file: string, { line, column, message }: Problem): string {
  return `${file}:${line}:${column}: ${message}`;
}

/** @returns a path as a person writes it, `clusters.web.vips[0].label`. */
export function formatPath(path: Path): string {
  return path
    .map((step) => (typeof step === 'number' ? `[${step}]` : `.${step}`))
    .join('')
    .replace(/^\./, '');
}
