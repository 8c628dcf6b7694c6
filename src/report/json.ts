import type { LvsdeployError } from '../errors.ts';

// JSON.stringify escapes C0 only; the rest of what `escape.ts` names can act on a terminal too.
const unsafe = /[\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

/** @returns JSON that is safe to look at on a terminal. */
export function toJson(value: unknown, space?: number): string {
  return JSON.stringify(value, null, space).replace(
    unsafe,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** @returns what a program needs of an error; no stack, no cause. */
export function errorData({
  name,
  message,
  place,
  hint,
}: LvsdeployError): Readonly<Record<string, string | undefined>> {
  return { name, message, place, hint };
}
