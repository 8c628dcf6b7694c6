import { existsSync, statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { UsageError } from '../errors.ts';

/** What an inventory is called that no option names. */
export const inventoryNames = ['inventory.yaml', 'inventory.yml'] as const;

/**
 * Looks for an inventory in a folder and in those above it, as git does for its own.
 * @param folder where to begin, absolute.
 * @param user who runs this program: what somebody else put above the folder is not taken unasked, as an inventory may have
 * programs run (`command` of a secret).
 * @returns the file as seen from the folder; null when there is none.
 * @throws UsageError when the nearest one is somebody else's.
 */
export function findInventory(folder: string, user: number): string | null {
  for (let above = folder; ; above = dirname(above)) {
    const file = inventoryNames.map((name) => join(above, name)).find(existsSync);
    if (file !== undefined) {
      const shown = relative(folder, file);
      const owner = statSync(file).uid;
      if (above === folder || owner === user || owner === 0) return shown;
      throw new UsageError('the inventory found there belongs to somebody else', {
        place: shown,
        hint: `Name it yourself if it is the one you want: --inventory ${shown}`,
      });
    }
    if (above === dirname(above)) return null;
  }
}
