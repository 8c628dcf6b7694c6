import { isLvsdeployError } from './errors.ts';
import type { Mask } from './mask.ts';

/** @returns the error as it may be shown: the same one, or one of its kind without the secrets that it quotes. */
export function maskError(thrown: unknown, mask: Mask): unknown {
  if (!(thrown instanceof Error)) return typeof thrown === 'string' ? mask.text(thrown) : thrown;
  const own = {
    message: mask.text(thrown.message),
    // The stack begins with the message.
    ...(thrown.stack !== undefined && { stack: mask.text(thrown.stack) }),
    ...(thrown.cause !== undefined && { cause: maskError(thrown.cause, mask) }),
    ...(isLvsdeployError(thrown) && {
      place: thrown.place === undefined ? undefined : mask.text(thrown.place),
      hint: thrown.hint === undefined ? undefined : mask.text(thrown.hint),
    }),
  };
  const isAsItWas = Object.entries(own).every(([key, value]) => value === Reflect.get(thrown, key));
  if (isAsItWas) return thrown;
  const masked = Object.create(Object.getPrototypeOf(thrown) as object) as object;
  return Object.assign(masked, thrown, own);
}
