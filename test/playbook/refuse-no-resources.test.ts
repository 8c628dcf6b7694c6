import { expect, it } from 'vitest';
import { refuseNoResources } from '../../src/playbook/refuse-no-resources.ts';
import { file } from '../../src/resources/file.ts';
import { refusal } from '../refusal.ts';

const banner = file({ path: '/etc/banner', content: '' });
const refused = (value: unknown) => refusal(() => refuseNoResources(value, 'lb1 › house'));

it.each([[[]], [[banner]], [[{ ...banner, of: 'my own' }]]])('takes %o', (value) => {
  expect(refused(value)).toBeNull();
});

it.each([
  [undefined, 'it returns undefined; expected a list of resources', 'Return a list'],
  [banner, 'it returns an object; expected a list of resources', 'Return a list'],
  [Promise.resolve([]), 'it returns a promise; expected a list of resources', 'Return a list'],
  [[banner, [banner]], 'resource 2 of it is a list', 'Spread the list'],
  [[false], 'resource 1 of it is false', 'Leave it out'],
])('refuses %o', (value, message, hint) => {
  expect(refused(value)).toMatchObject({
    place: 'lb1 › house',
    message,
    hint: expect.stringContaining(hint) as string,
  });
});

it.each([
  [{ ...banner, id: undefined }, 'resource 1, id', "missing; expected a name, such as 'file:/etc/banner'"],
  [{ ...banner, after: 'file:/a' }, 'file:/etc/banner, after', "found 'file:/a'; expected a list of ids of resources"],
  [{ ...banner, notify: 'it' }, 'file:/etc/banner, notify', "found 'it'; expected a list of names of handlers"],
  [{ ...banner, tags: [1] }, 'file:/etc/banner, tags', 'found a list; expected a list of words'],
  [{ ...banner, compare: null }, 'file:/etc/banner, compare', 'found null; expected a function'],
])('refuses %o for one of its settings', (value, of, message) => {
  expect(refused([value])).toMatchObject({ place: `lb1 › house › ${of}`, message });
});
