import type { Session, Snippet } from '../../src/shell/session.ts';
import { pauseAfter, pauseBefore, pauseInside } from './pause.ts';
import type { Position } from './position.ts';

/**
 * A session that is the real one, but for a pause at one position in the steps of its host.
 * @param onStep told of each step before it is sent.
 */
export function pausingSession(session: Session, position: Position | null, onStep: (name: string) => void): Session {
  let steps = 0;
  const prepare = (snippet: Snippet): Snippet => {
    if (!isStep(snippet)) return snippet;
    onStep(snippet.name);
    const step = steps;
    steps += 1;
    if (position === null || position.host !== session.host || position.step !== step) return snippet;
    return { ...snippet, script: pauseAt(position, snippet) };
  };
  return {
    host: session.host,
    get roundTrips() {
      return session.roundTrips;
    },
    run: (snippets, options) => session.run(snippets.map(prepare), options),
    close: () => session.close(),
  };
}

/** Readings and checks have other names than `ROLE › RESOURCE: ACTION`. */
function isStep({ name }: Snippet): boolean {
  return name.includes(' › ');
}

function pauseAt({ where }: Position, { name, script }: Snippet) {
  switch (where) {
    case 'before':
      return pauseBefore(script);
    case 'inside':
      return pauseInside(name, script);
    case 'after':
      return pauseAfter(script);
  }
}
