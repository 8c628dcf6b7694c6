import { runProbe } from '../../src/drill/run-probe.ts';
import type { Aim } from '../../src/drill/scenario.ts';
import type { Session, SnippetResult } from '../../src/shell/session.ts';

/** A probe on the client that says this when it begins, and ends when it is told to, or when `end` is called. */
export function probing(aim: Aim, said = 'p 4711 python3\n') {
  let finish: (results: readonly SnippetResult[]) => void = () => undefined;
  const end = (status: number, stderr = '') => finish([{ status, stdout: '', stderr }]);
  const asking: Session = {
    host: 'client',
    roundTrips: 0,
    close: () => undefined,
    run: (_, { onOutput } = {}) => {
      onOutput?.(0, 'stdout', said);
      return new Promise((resolve) => (finish = resolve));
    },
  };
  const other: Session = {
    ...asking,
    run: ([snippet]) => {
      if (snippet?.script.text.includes('kill -s TERM 4711') === true) end(0);
      return Promise.resolve([{ status: 0, stdout: '', stderr: '' }]);
    },
  };
  return { probe: runProbe(aim, aim.probe, asking, other), end };
}
