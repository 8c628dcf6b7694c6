import * as z from 'zod';
import { inventory } from './schema.ts';

/** A schema of JSON Schema as far as it is used here. */
export interface JsonSchema {
  readonly $schema?: string;
  readonly title?: string;
  readonly description?: string;
  readonly type?: string;
  readonly default?: unknown;
  readonly enum?: readonly unknown[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | JsonSchema;
  readonly items?: JsonSchema;
  readonly anyOf?: readonly JsonSchema[];
}

/**
 * @returns the JSON Schema of an inventory, for editors. It is wider than what `lvsdeploy` takes: what an address is and what
 * values mean to each other is not in it.
 */
export function inventorySchema(): JsonSchema {
  const schema = z.toJSONSchema(inventory, {
    target: 'draft-7',
    io: 'input',
    unrepresentable: 'any',
    override: ({ jsonSchema }) => widen(jsonSchema),
  });
  return { ...(schema as JsonSchema), title: 'An inventory of lvsdeploy' };
}

type Draft = z.core.JSONSchema.BaseSchema;

/** Adds the short form that `values.ts` notes beside a value as `or`. */
function widen(schema: Draft): void {
  // Without the flag u, which not every validator sets, \p{C} would be the letters of it.
  if (schema.pattern !== undefined)
    schema.pattern = schema.pattern.replaceAll(String.raw`\p{C}`, String.raw`\x00-\x1f\x7f`);
  const { or, description, default: fallback, ...full } = schema;
  if (typeof or !== 'string') return;
  const short = shortForms(or, full);
  for (const key of Object.keys(schema)) Reflect.deleteProperty(schema, key);
  Object.assign(schema, {
    ...(description !== undefined && { description }),
    ...(fallback !== undefined && { default: fallback }),
    anyOf: short,
  });
}

function shortForms(or: string, full: Draft): Draft[] {
  switch (or) {
    case 'item':
      return [full, full.items as Draft];
    case 'boolean':
      return [full, { type: 'boolean' }];
    case 'nothing':
      return [full, { type: 'null' }];
    case 'port':
      return [
        { type: 'integer', minimum: 1, maximum: 65_535 },
        { type: 'string', pattern: String.raw`^\d+-\d+$` },
      ];
    case 'key':
      return [
        { ...full, minProperties: 1, maxProperties: 1 },
        { type: 'string', enum: Object.keys(full.properties ?? {}) },
      ];
    default:
      return [full, full.properties?.[or] as Draft];
  }
}
