import { inspect } from 'node:util';
import { isLvsdeployError } from '../errors.ts';
import { escapeText } from '../escape.ts';
import { paint } from './paint.ts';

/** @returns `place: message` and what to do next; of an error nobody foresaw the stack, and that it is a bug. */
export function renderError(error: unknown, { colour }: { readonly colour: boolean }): string {
  const { red, bold } = paint(colour);
  if (!isLvsdeployError(error)) {
    const stack = error instanceof Error ? (error.stack ?? error.message) : inspect(error);
    return `${red(escapeText(stack))}\nThis is a bug in lvsdeploy: please report it with the lines above.\n`;
  }
  const [first = '', ...rest] = escapeText(error.message).split('\n');
  // A message that lists several problems says the place of each.
  const isPlaced = error.place !== undefined && first.startsWith(`${error.place}: `);
  const place = error.place === undefined || isPlaced ? '' : `${bold(escapeText(error.place))}: `;
  const margin = isPlaced ? '' : '  ';
  const hint = error.hint === undefined ? [] : [`  → ${escapeText(error.hint).replaceAll('\n', '\n    ')}`];
  return [place + red(first), ...rest.map((line) => margin + line), ...hint, ''].join('\n');
}
