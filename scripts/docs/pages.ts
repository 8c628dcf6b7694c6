import { inventorySchema } from '../../src/inventory/json-schema.ts';
import { exitCodesPage } from './exit-codes-page.ts';
import { inventoryPage } from './inventory-page.ts';
import { resourcesPage } from './resources-page.ts';

/** What makes each generated page, by its path in the project. */
export const generated: Readonly<Record<string, () => string>> = {
  'docs/inventory.schema.json': () => `${JSON.stringify(inventorySchema(), null, 2)}\n`,
  'docs/inventory.md': () => inventoryPage(inventorySchema()),
  'docs/resources.md': resourcesPage,
  'docs/exit-codes.md': exitCodesPage,
};
