import { describe, expect, test } from 'vitest';
import { UsageError } from '../../src/errors.ts';
import { loadInventory, ownSurroundings } from '../../src/inventory/load.ts';
import { surroundings } from './surroundings.ts';
import { web } from './parse.ts';

describe('loadInventory', () => {
  test('reads the file and knows it by the name the user gave', () => {
    expect(loadInventory('lab/i.yaml', surroundings({}, { 'lab/i.yaml': web }))).toMatchObject({
      file: 'lab/i.yaml',
      warnings: [],
    });
  });

  test('says what to do when there is no file', () => {
    expect(() => loadInventory('i.yaml', surroundings())).toThrow(
      expect.objectContaining({
        message: 'there is no inventory i.yaml',
        exitCode: 64,
        hint: 'Copy inventory.example.yaml there and make it yours, or name another file.',
      }),
    );
  });

  test('says why when the file cannot be read', () => {
    const denied = {
      ...surroundings(),
      readFile: () => {
        throw new Error('EACCES: permission denied');
      },
    };
    expect(() => loadInventory('i.yaml', denied)).toThrow(UsageError);
    expect(() => loadInventory('i.yaml', denied)).toThrow(
      'cannot read the inventory i.yaml: EACCES: permission denied',
    );
  });

  test('stands on this process by default', () => {
    expect(loadInventory('inventory.example.yaml').clusters.map(({ name }) => name)).toEqual(['web']);
    expect(ownSurroundings().exists(import.meta.filename)).toBe(true);
  });
});
