import type { Visited } from '../engine/visit-hosts.ts';
import { exitCode } from '../errors.ts';
import { escapeLine } from '../escape.ts';
import type { Pong } from '../facts/ping.ts';
import { renderError } from './error-text.ts';
import { paint } from './paint.ts';
import { indent, wordDuration } from './wording.ts';

const widest = 'unreachable'.length;

/**
 * @param wide the length of the longest name of a host.
 * @returns the line of a host, and below it what is wrong.
 */
export function renderPing(visited: Visited<Pong>, wide: number, { colour }: { readonly colour: boolean }): string {
  const { green, red } = paint(colour);
  const outcome =
    'result' in visited ? 'ok' : visited.error.exitCode === exitCode.unreachable ? 'unreachable' : 'failed';
  const shown = (outcome === 'ok' ? green : red)(outcome.padEnd(widest));
  const line = [visited.host.padEnd(wide), shown, wordDuration(visited.milliseconds).padStart(6)].join('  ');
  if ('error' in visited) return `${line}\n${indent(renderError(visited.error, { colour }).trimEnd(), '    ')}\n`;
  const { user, become, kernel } = visited.result;
  return `${line}  ${escapeLine(user)}${become === 'sudo' ? ' by sudo' : ''}, ${escapeLine(kernel)}\n`;
}
