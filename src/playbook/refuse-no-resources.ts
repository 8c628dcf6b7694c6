import { UsageError } from '../errors.ts';
import { handlers, ordering } from '../resources/refuse-wrong-options.ts';
import type { Resource } from '../resources/resource.ts';
import { isFunction, isList, isObject, isText, needed, refuseWrongValues, show } from '../settings.ts';

/** A resource of a user's own may have more. */
const resource = {
  id: needed("a name, such as 'file:/etc/banner'", isText),
  reads: needed('a list of readings', isList),
  compare: needed('a function', isFunction),
  satisfies: handlers,
  ...ordering,
};

/** @throws UsageError when what a role returned is no list of resources. */
export function refuseNoResources(value: unknown, place: string): asserts value is readonly Resource[] {
  if (!isList(value)) {
    throw new UsageError(`it returns ${show(value)}; expected a list of resources`, {
      place,
      hint: 'Return a list from resources, an empty one where nothing is wanted.',
    });
  }
  for (const [index, one] of value.entries()) {
    if (!isObject(one)) {
      throw new UsageError(`resource ${index + 1} of it is ${show(one)}`, {
        place,
        hint: isList(one)
          ? 'Spread the list into that of the role: ...service({ … }).'
          : 'Leave it out of the list, or make it with file(), command() or the like.',
      });
    }
    const id = 'id' in one && isText(one.id) ? String(one.id) : `resource ${index + 1}`;
    refuseWrongValues(one, resource, `${place} › ${id}`);
  }
}
