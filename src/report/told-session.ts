import { escapeLine, escapeText } from '../escape.ts';
import type { Mask } from '../mask.ts';
import type { Session, Snippet, SnippetResult } from '../shell/session.ts';
import { showsScripts, type Verbosity } from './verbosity.ts';
import { indent, wordDuration } from './wording.ts';

/** Who is told what goes over a session, and how much. */
export interface Told {
  readonly verbosity: Verbosity;
  /** Hides the secrets in what hosts print. */
  readonly mask: Mask;
  readonly tell: (text: string) => void;
}

/** @returns the session, of which each step is told when it has ended: what it printed, and with `-vv` what it was. */
export function tellSession(session: Session, { verbosity, mask, tell }: Told): Session {
  return {
    host: session.host,
    get roundTrips() {
      return session.roundTrips;
    },
    async run(snippets, options = {}) {
      let since = Date.now();
      return session.run(snippets, {
        ...options,
        onDone(index, result) {
          const snippet = snippets[index];
          if (snippet !== undefined) tell(describeStep(session.host, snippet, result, { verbosity, mask, since }));
          since = Date.now();
          options.onDone?.(index, result);
        },
      });
    },
    close: () => session.close(),
  };
}

function describeStep(
  host: string,
  { name, script }: Snippet,
  { status, stdout, stderr }: SnippetResult,
  { verbosity, mask, since }: Omit<Told, 'tell'> & { readonly since: number },
): string {
  const masked = mask.with(script.secrets);
  const parts = [
    ...(showsScripts(verbosity) ? [['$ ', script.shown] as const] : []),
    ['| ', masked.text(stdout)] as const,
    ['! ', masked.text(stderr)] as const,
  ];
  const ended = status === 0 ? '' : `  status ${status ?? 'unknown'}`;
  return [
    `${host} › ${escapeLine(name)}  ${wordDuration(Date.now() - since)}${ended}`,
    ...parts.flatMap(([sign, text]) => (text.trim() === '' ? [] : [indent(escapeText(text.trimEnd()), `    ${sign}`)])),
  ].join('\n');
}
