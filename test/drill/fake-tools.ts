import { vi } from 'vitest';
import type { RunningProbe } from '../../src/drill/run-probe.ts';
import type { DrillTools } from '../../src/drill/tools.ts';
import type { Session, SnippetResult } from '../../src/shell/session.ts';
import { documentAim } from './aims.ts';
import { probing } from './probing.ts';

/** What a script comes to on a host; nothing and status 0 when left out. */
export type Answers = (host: string, script: string) => Partial<SnippetResult> | undefined;

export interface Around {
  readonly answers?: Answers;
  /** Who is seen with the VIP. */
  readonly holder?: string;
  readonly startProbe?: () => RunningProbe;
  /** What `verify` complains of in the end. */
  readonly wrong?: readonly string[];
  readonly signal?: AbortSignal;
  /** Called whenever it is waited, with what was run so far. */
  readonly onPause?: (ran: readonly string[]) => void;
}

/** A client that has been answered, and whose connection is open. */
const answeredClient = 'p 4711 python3\nl open 0 -\nr 0 5 200 web1\nt 0\n';

/** What a drill works with where no host is: time goes by while it waits, which takes a fake `Date`. */
export function fakeTools({ answers = () => undefined, holder = 'lb1', startProbe, ...around }: Around = {}) {
  /** `lb1: stop keepalived on lb1`, each script and command that was run, by what it is for. */
  const ran: string[] = [];
  const told: string[] = [];
  const session = (host: string): Session => ({
    host,
    roundTrips: 0,
    close: () => undefined,
    run: (snippets, { stopOnFailure = false, onOutput } = {}) => {
      let isStopped = false;
      const results = snippets.map(({ name, script }, index): SnippetResult => {
        if (isStopped) return { status: null, stdout: '', stderr: '' };
        ran.push(`${host}: ${name}`);
        const result = { status: 0, stdout: '', stderr: '', ...answers(host, script.text) };
        onOutput?.(index, 'stdout', result.stdout);
        isStopped = stopOnFailure && result.status !== 0;
        return result;
      });
      return Promise.resolve(results);
    },
  });
  const tools: DrillTools = {
    to: (host) => Promise.resolve(session(host)),
    again: () => Promise.resolve(),
    startProbe: () => Promise.resolve(startProbe?.() ?? probing(documentAim, answeredClient).probe),
    watch: { holders: () => [holder], holdings: () => [], close: () => undefined },
    turnPower: (command) => {
      ran.push(command.join(' '));
      return Promise.resolve();
    },
    awaitHealth: () => Promise.resolve(around.wrong ?? []),
    tell: (note) => told.push(note),
    pause: (milliseconds) => {
      vi.setSystemTime(Date.now() + milliseconds);
      around.onPause?.(ran);
      return Promise.resolve();
    },
    signal: around.signal ?? new AbortController().signal,
  };
  return { tools, ran, told };
}
