import { inspect } from 'node:util';
import { isPromise } from 'node:util/types';
import { UsageError } from './errors.ts';
import { didYouMean } from './inventory/nearest.ts';

/** What a setting may be. */
export interface Setting {
  /** In words, with an example where that says more. */
  readonly what: string;
  readonly isOptional: boolean;
  readonly fits: (value: unknown) => boolean;
}

/** Every setting that something has: the compiler notices a new one. */
export type Settings<Type> = Readonly<Record<keyof Type, Setting>>;

export function needed(what: string, fits: Setting['fits']): Setting {
  return { what, isOptional: false, fits };
}

export function optional(what: string, fits: Setting['fits']): Setting {
  return { what, isOptional: true, fits };
}

export const isText = (value: unknown) => typeof value === 'string' && value !== '';
export const isFunction = (value: unknown) => typeof value === 'function';
export const isList = (value: unknown): value is readonly unknown[] => Array.isArray(value);
export const isTextList = (value: unknown) => isList(value) && value.every(isText);

export interface Expected {
  /** What is wanted in that place, `a play`. */
  readonly what: string;
  readonly settings: Readonly<Record<string, Setting>>;
  readonly place: string;
}

/**
 * Holds what is not type-checked before it runs against what it can be.
 * @throws UsageError for the first setting that is unknown, missing or of the wrong kind.
 */
export function refuseWrongSettings(value: unknown, { what, settings, place }: Expected): void {
  if (!isObject(value)) {
    const hint = typeof value === 'function' ? `Call it: ${value.name || 'NAME'}().` : `Put ${what} there.`;
    throw new UsageError(`found ${show(value)}; expected ${what}`, { place, hint });
  }
  const known = Object.keys(settings);
  const unknown = Object.keys(value).find((key) => !known.includes(key));
  if (unknown !== undefined) {
    throw new UsageError(`unknown setting ${unknown}${didYouMean(unknown, known)}; expected ${known.join(', ')}`, {
      place,
      hint: 'Correct its name, or leave it out; docs/resources.md says what each of them means.',
    });
  }
  refuseWrongValues(value, settings, place);
}

/** The same of what may have more than these settings. */
export function refuseWrongValues(value: object, settings: Expected['settings'], place: string): void {
  for (const [key, setting] of Object.entries(settings)) {
    const found: unknown = Reflect.get(value, key);
    if (found === undefined ? setting.isOptional : setting.fits(found)) continue;
    const problem = found === undefined ? 'missing' : `found ${show(found)}`;
    throw new UsageError(`${problem}; expected ${setting.what}`, {
      place: `${place}, ${key}`,
      hint: `${found === undefined ? 'Add it' : 'Correct it'}; docs/resources.md says what ${key} means.`,
    });
  }
}

export function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !isList(value);
}

/** @returns what was found, in words; of an object never what is in it, for that may be a secret. */
export function show(value: unknown): string {
  if (isList(value)) return 'a list';
  if (typeof value === 'function') return 'a function';
  if (isPromise(value)) return 'a promise';
  if (isObject(value)) return 'an object';
  return inspect(value, { maxStringLength: 60 });
}
