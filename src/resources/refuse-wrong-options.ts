import {
  isObject,
  isTextList,
  needed,
  optional,
  refuseWrongSettings,
  type Setting,
  type Settings,
} from '../settings.ts';
import type { Ordering } from './comparison.ts';

const isShell = (value: unknown) => isObject(value) && 'text' in value;
const isBoolean = (value: unknown) => typeof value === 'boolean';
const isNumber = (value: unknown) => typeof value === 'number';

/** What options of several kinds of resources are. */
export const script: Setting = needed('shell text, sh`…`', isShell);
export const optionalScript: Setting = optional('shell text, sh`…`', isShell);
export const flag: Setting = optional('true or false', isBoolean);
export const seconds: Setting = optional('a number of seconds', isNumber);
export const handlers: Setting = optional('a list of names of handlers', isTextList);
export const facts: Setting = needed('the facts of the host', isObject);

export const ordering: Settings<Ordering> = {
  after: optional('a list of ids of resources', isTextList),
  notify: handlers,
  tags: optional('a list of words', isTextList),
};

/**
 * Roles are not type-checked before they run.
 * @throws UsageError for an option that is unknown, missing or of the wrong kind.
 */
export function refuseWrongOptions<Options extends object>(
  kind: string,
  name: unknown,
  options: Options,
  settings: Settings<Options>,
): void {
  const place = typeof name === 'string' ? `${kind}:${name}` : kind;
  refuseWrongSettings(options, { what: 'its options, { … }', settings, place });
}
