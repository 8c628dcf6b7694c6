import type { Host } from '../inventory/host.ts';
import { maskError } from '../mask-error.ts';
import type { Mask, MaskedStream } from '../mask.ts';
import type { BatchOptions, Session, Snippet, SnippetResult } from '../shell/session.ts';

/**
 * Hides secrets in all that comes back from hosts, here where it enters, so that nothing that shows it has to think of it:
 * those of the mask, and those in the scripts of the same batch.
 * @param open opens a connection to a host.
 */
export function maskSessions(open: (host: Host) => Promise<Session>, mask: Mask): (host: Host) => Promise<Session> {
  return async (host) => {
    try {
      return maskSession(await open(host), mask);
    } catch (error) {
      throw maskError(error, mask);
    }
  };
}

function maskSession(session: Session, known: Mask): Session {
  return {
    host: session.host,
    get roundTrips() {
      return session.roundTrips;
    },
    async run(snippets, options = {}) {
      const mask = known.with(snippets.flatMap(({ script }) => script.secrets));
      try {
        const results = await session.run(snippets, maskBatch(snippets, options, mask));
        return results.map((result, index) => maskResult(snippets[index], result, mask));
      } catch (error) {
        throw maskError(error, mask);
      }
    },
    close: () => session.close(),
  };
}

/** What a stream holds back when the connection is lost is left out: it may be the start of a secret. */
function maskBatch(
  snippets: readonly Snippet[],
  { onOutput, onDone, ...options }: BatchOptions,
  mask: Mask,
): BatchOptions {
  const streams = new Map<string, MaskedStream>();
  const streamOf = (index: number, name: 'stdout' | 'stderr'): MaskedStream => {
    const key = `${index} ${name}`;
    const stream = streams.get(key) ?? mask.stream((text) => onOutput?.(index, name, text));
    streams.set(key, stream);
    return stream;
  };
  return {
    ...options,
    ...(onOutput && {
      onOutput: (index, name, text) => {
        if (isAsItIs(snippets[index], name)) onOutput(index, name, text);
        else streamOf(index, name).write(text);
      },
    }),
    onDone: (index, result) => {
      for (const name of ['stdout', 'stderr'] as const) streams.get(`${index} ${name}`)?.end();
      onDone?.(index, maskResult(snippets[index], result, mask));
    },
  };
}

function maskResult(
  snippet: Snippet | undefined,
  { status, stdout, stderr }: SnippetResult,
  mask: Mask,
): SnippetResult {
  return {
    status,
    stdout: isAsItIs(snippet, 'stdout') ? stdout : mask.text(stdout),
    stderr: mask.text(stderr),
  };
}

function isAsItIs(snippet: Snippet | undefined, stream: 'stdout' | 'stderr'): boolean {
  return stream === 'stdout' && snippet?.isData === true;
}
