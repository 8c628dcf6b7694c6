import { readFrames } from './frame.ts';
import { lastLines } from './last-lines.ts';
import type { BatchOptions, SnippetResult } from './session.ts';

/** What a batch has said so far. */
export interface BatchOutput {
  readonly readStdout: (chunk: string) => void;
  readonly readStderr: (chunk: string) => void;
  /** Index of the snippet that runs, or null when none does: not begun, or all done. */
  running(): number | null;
  hasBegun(): boolean;
  /** Process id of the remote shell, or null before it has begun. */
  shell(): number | null;
  /** Whether every snippet that will run has ended, on both streams. */
  isComplete(): boolean;
  /** What came before the batch began: the last 4 KiB of each stream, standard error last. */
  noise(): string;
  results(): readonly SnippetResult[];
}

const noiseKept = 4096;
const notRun: SnippetResult = { status: null, stdout: '', stderr: '' };

/** Puts the two streams of a batch of `count` snippets together; a snippet is done when both streams closed its frame. */
export function readBatch(
  count: number,
  nonce: string,
  options: Pick<BatchOptions, 'onOutput' | 'onDone' | 'stopOnFailure'>,
): BatchOutput {
  const done: SnippetResult[] = [];
  const text = { stdout: [''], stderr: [''] };
  const noise = { stdout: '', stderr: '' };
  let shell: number | null = null;
  let stopped = false;

  const reader = (stream: 'stdout' | 'stderr') => {
    const outputs = text[stream];
    const other = text[stream === 'stdout' ? 'stderr' : 'stdout'];
    return readFrames(nonce, {
      onNoise: (chunk) => {
        noise[stream] = lastLines(noise[stream] + chunk, noiseKept);
      },
      onBegin: (processId) => {
        shell = processId;
      },
      onOutput: (chunk) => {
        const index = outputs.length - 1;
        outputs[index] = (outputs[index] ?? '') + chunk;
        options.onOutput?.(index, stream, chunk);
      },
      onEnd: (index, status) => {
        outputs.push('');
        if (other.length < outputs.length) return;
        const result = { status, stdout: text.stdout[index] ?? '', stderr: text.stderr[index] ?? '' };
        done.push(result);
        stopped = options.stopOnFailure === true && status !== 0;
        options.onDone?.(index, result);
      },
    });
  };

  const isComplete = () => shell !== null && (stopped || done.length === count);
  return {
    readStdout: reader('stdout'),
    readStderr: reader('stderr'),
    running: () => (shell !== null && !isComplete() ? done.length : null),
    hasBegun: () => shell !== null,
    shell: () => shell,
    isComplete,
    noise: () => `${noise.stdout.trim()}\n${noise.stderr.trim()}`.trim(),
    results: () => Array.from({ length: count }, (_, index) => done[index] ?? notRun),
  };
}
