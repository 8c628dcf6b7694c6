import type { JsonSchema } from '../../src/inventory/json-schema.ts';

const introduction = `# Inventory

Every key of an inventory. [inventory.example.yaml](../inventory.example.yaml) shows them in their place.

A host is settled at four levels: \`defaults\`, its cluster, its groups, and the host itself. Each can say \`ssh\`, \`become\`,
\`kernel\`, \`ipvsadm\`, \`keepalived\` and \`vars\`, and the nearer level wins, key by key: defaults < cluster < group < host.
\`lvsdeploy inventory show HOST\` tells which line set a value.

A secret never stands in the file: \`{ env: NAME }\`, \`{ file: path }\`, \`{ command: [program, argument] }\` or
\`{ prompt: question }\` says where it is kept. A relative path starts at the inventory file, \`~/\` at your home directory.

An editor with the YAML language server completes keys and marks mistakes when it has the schema:
[inventory.schema.json](inventory.schema.json), which \`lvsdeploy inventory schema > inventory.schema.json\` writes, and this
line at the top of the inventory:

\`\`\`yaml
# yaml-language-server: $schema=inventory.schema.json
\`\`\`

The schema knows the form of single values. What they mean to each other, only lvsdeploy checks.
\`NAME\` below stands for a name of your choice, \`[]\` for each item of a list.
`;

interface Row {
  readonly path: string;
  readonly schema: JsonSchema;
  readonly required: boolean;
}

/** @returns the page that lists every key of the schema; what the levels share is listed once, at `defaults`. */
export function inventoryPage(schema: JsonSchema): string {
  const sections = Object.entries(schema.properties ?? {}).flatMap(([key, value]) => sectionsOf(key, value));
  const contents = sections.map(({ title }) => `- [\`${title}\`](#${anchorOf(title)})`).join('\n');
  const parts = sections.map(({ title, text, rows }) =>
    [`## \`${title}\``, text, ...(rows.length === 0 ? [] : [tableOf(rows)])].join('\n\n'),
  );
  return `${[introduction.trimEnd(), contents, ...parts].join('\n\n')}\n`;
}

const shared = new Set(['ssh', 'become', 'kernel', 'ipvsadm', 'keepalived', 'vars']);

interface Section {
  readonly title: string;
  readonly text: string;
  readonly rows: readonly Row[];
}

/** A section for each map, and those of the maps in it after it. */
function sectionsOf(title: string, schema: JsonSchema): Section[] {
  const { at, map } = mapIn(title, schema);
  const isLevel = title !== 'defaults' && 'vars' in (map?.properties ?? {});
  const entries = Object.entries(map?.properties ?? {}).filter(([key]) => !isLevel || !shared.has(key));
  const rows = entries.map(([key, value]) => ({
    path: key,
    schema: value,
    required: map?.required?.includes(key) ?? false,
  }));
  const note = isLevel ? ' It also has the keys of [`defaults`](#defaults).' : '';
  const inner = entries.filter(([, value]) => mapIn('', value).map !== null && !isSecret(value));
  return [
    { title: at, text: `${schema.description ?? `Type: ${typeOf(schema)}.`}${note}`, rows },
    ...inner.flatMap(([key, value]) => sectionsOf(`${at}.${key}`, value)),
  ];
}

/** @returns the map with named keys that a value is, or holds by name or in a list. */
function mapIn(at: string, schema: JsonSchema): { readonly at: string; readonly map: JsonSchema | null } {
  if (schema.properties !== undefined) return { at, map: schema };
  for (const form of schema.anyOf ?? []) {
    const found = mapIn(at, form);
    if (found.map !== null) return found;
  }
  if (schema.items !== undefined) return mapIn(`${at}[]`, schema.items);
  const { additionalProperties: entry } = schema;
  if (typeof entry === 'object' && Object.keys(entry).length > 0) return mapIn(`${at}.NAME`, entry);
  return { at, map: null };
}

function isSecret({ anyOf = [] }: JsonSchema): boolean {
  return anyOf.some(({ properties }) => properties?.env !== undefined);
}

function typeOf(schema: JsonSchema): string {
  if (isSecret(schema)) return 'secret';
  if (schema.enum !== undefined) return schema.enum.map((word) => `\`${String(word)}\``).join(', ');
  if (schema.anyOf !== undefined) return [...new Set(schema.anyOf.map(typeOf))].join(' or ');
  if (schema.items !== undefined) return `list of ${typeOf(schema.items)}`;
  if (schema.type === 'object') return 'map';
  if (schema.type === 'null') return 'nothing';
  if (schema.minimum === undefined && schema.maximum === undefined) return schema.type ?? 'anything';
  return `${schema.type ?? 'number'}, ${schema.minimum ?? ''} to ${schema.maximum ?? ''}`;
}

function tableOf(rows: readonly Row[]): string {
  const cells = rows.map(({ path, schema, required }) => {
    const fallback = required
      ? 'required'
      : schema.default === undefined
        ? ''
        : `\`${JSON.stringify(schema.default)}\``;
    return `| \`${path}\` | ${typeOf(schema)} | ${fallback} | ${(schema.description ?? '').replaceAll('|', String.raw`\|`)} |`;
  });
  return ['| key | type | default | |', '| --- | --- | --- | --- |', ...cells].join('\n');
}

function anchorOf(title: string): string {
  return title
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-');
}
