import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import * as z from 'zod';
import { inventorySchema, type JsonSchema } from '../../src/inventory/json-schema.ts';
import { inventoryOf } from '../../src/wizard/inventory-text.ts';
import { nat, pair } from '../wizard/rows.ts';

const schema = z.fromJSONSchema(inventorySchema() as Parameters<typeof z.fromJSONSchema>[0]);
const example = readFileSync(new URL('../../inventory.example.yaml', import.meta.url), 'utf8');
const mixed = readFileSync(new URL('mixed.yaml', import.meta.url), 'utf8');

function isTaken(text: string): boolean {
  return schema.safeParse(parse(text)).success;
}

describe('the JSON Schema of an inventory', () => {
  test.each([
    ['the example', example],
    ['mixed.yaml', mixed],
    ['the pair of setup', inventoryOf(pair)],
    ['NAT of setup', inventoryOf(nat)],
    [
      'short forms',
      'defaults: { keepalived: build, ssh: { identityFile: [a, b], proxyJump: bastion } }\nhosts: { a: }\n',
    ],
  ])('takes %s', (_, text) => {
    const { error } = schema.safeParse(parse(text));
    expect(error?.issues ?? []).toEqual([]);
  });

  test.each([
    ['an unknown key', 'scheduler: wrr', 'schedular: wrr'],
    ['an unknown word', 'scheduler: wrr', 'scheduler: wrrr'],
    ['a priority out of range', 'priority: 99', 'priority: 255'],
    ['a missing key', 'segment: 192.168.1.0/24', 'drillable: true'],
    ['a port in words', 'port: 80', 'port: http'],
    ['an unknown check', '          tcp: { connectTimeout', '          tpc: { connectTimeout'],
  ])('does not take %s', (_, right, wrong) => {
    expect(example).toContain(right);
    expect(isTaken(example.replace(right, wrong))).toBe(false);
  });

  test('has a description at every key', () => {
    expect(undescribed('', inventorySchema())).toEqual([]);
  });
});

/** @returns the keys without words; those of a secret are said in the introduction. */
function undescribed(at: string, { properties = {}, anyOf = [], items, additionalProperties }: JsonSchema): string[] {
  const inner = [
    ...anyOf,
    ...(items ? [items] : []),
    ...(typeof additionalProperties === 'object' ? [additionalProperties] : []),
  ];
  return [
    ...Object.entries(properties).flatMap(([key, value]) => [
      ...(value.description || /^(env|file|command|prompt)$/.test(key) ? [] : [`${at}.${key}`]),
      ...undescribed(`${at}.${key}`, value),
    ]),
    ...inner.flatMap((one) => undescribed(at, one)),
  ];
}
