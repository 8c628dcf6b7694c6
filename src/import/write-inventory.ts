import { Document, isMap, isPair, isScalar, isSeq, visit } from 'yaml';
import { toFillIn, type Draft, type DraftPath } from './inventory-draft.ts';

/** @returns the text of an inventory, with what is said of its places as comments. */
export function writeInventory({ data, remarks, open }: Draft, files: readonly string[]): string {
  const document = new Document(data);
  visit(document, {
    // Small maps and lists read best on a line.
    Collection: (_, node) => {
      const isLeaf = node.items.every((item) => (isPair(item) ? isScalar(item.value) : isScalar(item)));
      if (isLeaf && node.items.length <= 5 && JSON.stringify(node).length <= 90) node.flow = true;
    },
  });
  for (const path of [['clusters'], ...sectionsOf(data)]) spaceBefore(document, path);
  for (const { path, text } of remarks) comment(document, path, text);
  for (const { path, text } of open) comment(document, path, `${toFillIn}: ${text}`);
  const head = [
    `Read by lvsdeploy import from ${files.join(', ')}; what could not be carried over was named then.`,
    ...(open.length === 0 ? [] : [`Look for ${toFillIn}: those lines are yours to complete.`]),
    'inventory.example.yaml explains every key; how the hosts are reached (ssh, become) is not said here yet.',
  ];
  return `${head.flatMap((line) => wrap(line, 0).map((part) => `# ${part}\n`)).join('')}${document.toString({ lineWidth: 120, flowCollectionPadding: true })}`;
}

function sectionsOf(data: Readonly<Record<string, unknown>>): DraftPath[] {
  const clusters = data['clusters'] as Readonly<Record<string, Readonly<Record<string, unknown>>>> | undefined;
  return Object.entries(clusters ?? {}).flatMap(([name, cluster]) =>
    ['directors', 'realServers', 'vips', 'inside', 'vrrp', 'notification', 'virtualServices']
      .filter((key) => key in cluster)
      .map((key) => ['clusters', name, key]),
  );
}

/** Finds the key of a value, or the value itself in a list; of what is on a line with others, the first that begins one. */
function nodeAt(document: Document, path: DraftPath): { commentBefore?: string | null; spaceBefore?: boolean } | null {
  const parent: unknown = path.length === 1 ? document.contents : document.getIn(path.slice(0, -1), true);
  const last = path.at(-1);
  if (isMap(parent) && parent.flow !== true) {
    const pair = parent.items.find(({ key }) => isScalar(key) && key.value === last);
    return isScalar(pair?.key) ? pair.key : null;
  }
  if (isSeq(parent) && parent.flow !== true && typeof last === 'number') return parent.items[last] as object | null;
  return path.length > 1 ? nodeAt(document, path.slice(0, -1)) : null;
}

function spaceBefore(document: Document, path: DraftPath): void {
  const node = nodeAt(document, path);
  if (node !== null) node.spaceBefore = true;
}

function comment(document: Document, path: DraftPath, text: string): void {
  const node = nodeAt(document, path);
  if (node === null) return;
  const lines = wrap(text, 2 * path.length).map((line) => ` ${line}`);
  node.commentBefore = [...(node.commentBefore == null ? [] : [node.commentBefore]), ...lines].join('\n');
}

function wrap(text: string, indent: number): string[] {
  // What a file said may stand in a comment: no character of it may end the line.
  const words = text.replace(/\p{C}/gu, '?').split(' ');
  const lines: string[] = [];
  for (const word of words) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + word.length + indent < 115) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}
