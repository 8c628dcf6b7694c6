import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { generated } from './pages.ts';

/** `npm run docs`: writes the generated pages. */
for (const [path, make] of Object.entries(generated)) {
  writeFileSync(fileURLToPath(new URL(`../../${path}`, import.meta.url)), make());
}
