import { isLvsdeployError } from '../errors.ts';
import { errorData, toJson } from './json.ts';
import type { Reporter } from './reporter.ts';

/** One JSON object a line: each event with its time, and a `summary` at the end. */
export function jsonReporter(write: (text: string) => void, now: () => Date): Reporter {
  const line = (data: object) => {
    write(`${toJson({ time: now().toISOString(), ...data })}\n`);
  };
  return {
    on: (event) => line(withErrorData(event)),
    note: (text) => line({ type: 'note', text }),
    aside: (work) => work(),
    close: () => Promise.resolve(),
    end: (summary) =>
      line({ type: 'summary', ...withErrorData({ ...summary, hosts: summary.hosts.map(withErrorData) }) }),
  };
}

function withErrorData(data: object): object {
  return 'error' in data && isLvsdeployError(data.error) ? { ...data, error: errorData(data.error) } : data;
}
