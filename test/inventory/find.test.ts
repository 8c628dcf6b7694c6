import { chownSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { findInventory } from '../../src/inventory/find.ts';

const user = process.getuid?.() ?? 0;
let top: string;
beforeEach(() => {
  top = mkdtempSync(join(tmpdir(), 'lvsdeploy-'));
  mkdirSync(join(top, 'a', 'b'), { recursive: true });
});
afterEach(() => rmSync(top, { recursive: true }));

test.each([
  ['in the folder itself', ['a/b/inventory.yaml', 'inventory.yaml'], 'inventory.yaml'],
  ['in the nearest folder above', ['a/inventory.yaml', 'inventory.yaml'], '../inventory.yaml'],
  ['with the short ending', ['inventory.yml'], '../../inventory.yml'],
  ['with the long ending first', ['inventory.yml', 'inventory.yaml'], '../../inventory.yaml'],
])('finds an inventory %s', (_, files, found) => {
  for (const file of files) writeFileSync(join(top, file), '');
  expect(findInventory(join(top, 'a', 'b'), user)).toBe(found);
});

test('finds none where there is none', () => {
  expect(findInventory('/proc/self', user)).toBeNull();
});

test.runIf(user === 0)("does not take somebody else's above, but in the folder itself", () => {
  writeFileSync(join(top, 'inventory.yaml'), '');
  chownSync(join(top, 'inventory.yaml'), 1234, 1234);
  expect(() => findInventory(join(top, 'a'), user)).toThrow('belongs to somebody else');
  expect(findInventory(join(top, 'a'), 1234)).toBe('../inventory.yaml');
  expect(findInventory(top, user)).toBe('inventory.yaml');
});
