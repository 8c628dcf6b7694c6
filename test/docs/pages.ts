import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { commandsOf, type DocCommand } from './blocks.ts';
import { elsewhere } from './elsewhere.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** The pages, by their path in the project. */
export const pages: readonly string[] = [
  'README.md',
  'CONTRIBUTING.md',
  ...readdirSync(join(root, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .toSorted()
    .map((name) => `docs/${name}`),
];

export function readPage(page: string): string {
  return readFileSync(join(root, page), 'utf8');
}

const end = 'Taking it away';

/** What `test/kernels/docs.test.ts` does on a lab: the pages in the order of a reader who cleans up last. */
export function story(): readonly DocCommand[] {
  const of = (page: string) => commandsOf(page, readPage(page));
  const start = of('docs/getting-started.md').filter(({ heading }) => heading !== ownHosts);
  const isEnd = ({ heading }: DocCommand) => heading === end;
  const all = [
    ...start.filter((command) => !isEnd(command)),
    ...of('docs/operations.md'),
    ...of('docs/playbooks.md'),
    ...start.filter(isEnd),
  ];
  return all.filter(({ text }) => !(text in elsewhere));
}

/** The part of getting-started that says the same again, of hosts that no test has. */
export const ownHosts = 'On your own hosts';
