import {
  isFunction,
  isList,
  isObject,
  isText,
  isTextList,
  needed,
  optional,
  refuseWrongSettings,
  type Setting,
  type Settings,
} from '../settings.ts';
import type { Play, Playbook, Role } from './playbook.ts';

const playbook: Settings<Playbook> = {
  name: needed('a name', isText),
  plays: needed('a list of plays', isList),
};

const checks: Setting = optional(
  'a list of checks, such as [vipHasOneOwner]',
  (value) => isList(value) && value.every(isCheck),
);

const play: Settings<Play> = {
  name: optional('a name', isText),
  hosts: needed("a host pattern, such as 'directors'", isText),
  where: optional('a function of a cluster', isFunction),
  serial: optional("a number of hosts, a share such as '25%', or a list of them", isSerial),
  maxFailed: optional('a number of hosts, 0 or more', (value) => typeof value === 'number' && value >= 0),
  order: optional("'inventory' or 'standby-first'", (value) => value === 'inventory' || value === 'standby-first'),
  roles: needed('a list of roles, such as [house()]', isList),
  removes: optional("a list of names of roles, or 'all'", (value) => value === 'all' || isTextList(value)),
  requires: checks,
  gate: checks,
};

const role: Settings<Role> = {
  name: needed('a name', isText),
  tags: optional("a list of words, such as ['banner']", isTextList),
  resources: needed('a function that returns a list of resources', isFunction),
};

/**
 * Plays and roles are looked at by their shape: another copy of this library may have made them.
 * @throws UsageError naming the play, or the role, and what is expected of it.
 */
export function refuseMisfit(value: unknown, file: string): asserts value is Playbook {
  refuseWrongSettings(value, { what: 'a playbook', settings: playbook, place: file });
  for (const [index, one] of (value as Playbook).plays.entries()) refusePlay(one, index, file);
}

function refusePlay(value: unknown, index: number, file: string): void {
  const place = `${file}, play ${nameOf(value, 'name') ?? nameOf(value, 'hosts') ?? index + 1}`;
  refuseWrongSettings(value, { what: 'a play', settings: play, place });
  for (const [position, one] of (value as Play).roles.entries()) {
    const of = `${place}, role ${nameOf(one, 'name') ?? position + 1}`;
    refuseWrongSettings(one, { what: 'a role', settings: role, place: of });
  }
}

function nameOf(value: unknown, key: string): string | null {
  const name: unknown = isObject(value) ? Reflect.get(value, key) : null;
  return typeof name === 'string' && name !== '' ? name : null;
}

/** What is in a text or a list is looked at where the hosts are counted. */
function isSerial(value: unknown): boolean {
  return typeof value === 'number' || isText(value) || isList(value);
}

function isCheck(value: unknown): boolean {
  return isObject(value) && 'asks' in value && 'judge' in value;
}
