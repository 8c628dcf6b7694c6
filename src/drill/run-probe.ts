import { LvsdeployError } from '../errors.ts';
import { sh } from '../shell/shell.ts';
import type { Session } from '../shell/session.ts';
import { httpProbeOf } from '../verify/http-service.ts';
import { remoteClock, type RemoteClock } from './clock.ts';
import type { ProbeSettings } from './drill.ts';
import { splitLines } from './lines.ts';
import { probeScript, type ProbeAim } from './probe/probe-script.ts';
import { readProbe, type ProbeReader } from './probe/read-probe.ts';

/** A probe that runs on the client. */
export interface RunningProbe {
  readonly record: ProbeReader;
  readonly clock: RemoteClock;
  /** Rejects when the probe ends on its own; open for ever when it was told to. */
  readonly broken: Promise<never>;
  stop(): Promise<void>;
}

/** Seconds after which it ends by itself: nothing of it stays behind. */
const longest = 1800;

/**
 * @param session a connection to the client for the probe alone.
 * @param other another one, by which it is told to end.
 */
export function runProbe(aim: ProbeAim, settings: ProbeSettings, session: Session, other: Session): RunningProbe {
  const record = readProbe(aim.service.realServers, httpProbeOf(aim.service)?.status ?? null);
  const clock = remoteClock();
  const read = splitLines((line) => {
    const moment = record.read(line);
    if (moment !== null) clock.hear(moment, Date.now());
  });
  let isStopping = false;
  const ended = session
    .run([{ name: 'ask as a client', script: probeScript(aim, settings, longest), isData: true }], {
      onOutput: (_index, stream, text) => stream === 'stdout' && read(text),
    })
    .then(([result]) => result);
  const broken = ended.then((result): Promise<never> => {
    // Whoever races it again after that must not win at once, over and over.
    if (isStopping) return new Promise<never>(() => undefined);
    throw new LvsdeployError(`the probe ended with status ${String(result?.status)}: ${result?.stderr.trim() ?? ''}`, {
      place: aim.client.name,
      hint: 'It asks with python3 or with curl: see that one of them is there and works.',
    });
  });
  broken.catch(() => undefined); // Whoever waits for something else meanwhile races it.
  return {
    record,
    clock,
    broken,
    async stop() {
      isStopping = true;
      const { process } = record;
      if (process !== null) {
        const script = sh`kill -s TERM ${process.id} 2> /dev/null || true`;
        await other.run([{ name: 'end the probe', script }], { deadline: 10_000 });
      }
      await ended;
      session.close();
    },
  };
}
