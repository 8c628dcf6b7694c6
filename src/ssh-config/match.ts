import { matchesAny } from './pattern.ts';

/** What the criteria of a `Match` line are held against. */
export interface MatchContext {
  /** With the `HostName` that is known by now. */
  readonly host: string;
  readonly originalHost: string;
  readonly user: string;
  readonly localUser: string;
  /** Whether the files are read a second time, as `Match final` asks. */
  readonly isFinal: boolean;
  readonly onFinal: () => void;
  /** Told of a criterion that is not tried and keeps the lines below from counting; `exec` is one. */
  readonly onUntried: (name: string) => void;
}

const withoutValue = new Set(['all', 'canonical', 'final']);

/** @returns whether all criteria of a `Match` line hold. */
export function matchesCriteria(words: readonly string[], context: MatchContext): boolean {
  let holds = true;
  for (let index = 0; index < words.length; index += 1) {
    const [, negation, name = ''] = /^(!?)(.*)$/.exec(words[index]?.toLowerCase() ?? '') ?? [];
    if (!withoutValue.has(name)) index += 1;
    const outcome = tryCriterion(name, words[index] ?? '', context);
    if (outcome === null && holds) context.onUntried(name);
    holds &&= outcome !== null && outcome !== (negation === '!');
  }
  return holds;
}

function tryCriterion(name: string, value: string, context: MatchContext): boolean | null {
  switch (name) {
    case 'all':
      return true;
    case 'final':
      context.onFinal();
      return context.isFinal;
    case 'canonical':
      return context.isFinal;
    case 'host':
      return matchesAny(value.toLowerCase().split(','), context.host.toLowerCase());
    case 'originalhost':
      return matchesAny(value.toLowerCase().split(','), context.originalHost.toLowerCase());
    case 'user':
      return matchesAny(value.split(','), context.user);
    case 'localuser':
      return matchesAny(value.split(','), context.localUser);
    default:
      return null;
  }
}
