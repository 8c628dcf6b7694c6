/** A command line of a page, as a reader copies it: continued lines joined, without its comment. */
export interface DocCommand {
  readonly page: string;
  /** The nearest heading above it. */
  readonly heading: string;
  /** Which of the `sh` blocks under that heading it stands in, from 1. */
  readonly block: number;
  readonly line: number;
  readonly text: string;
}

/** A fenced block of a page. */
export interface Fence {
  readonly language: string;
  readonly heading: string;
  /** Of its first line of text. */
  readonly line: number;
  readonly text: string;
  /** The line of prose above it. */
  readonly above: string;
}

/** @returns the fenced blocks of a page, in order. */
export function fencesOf(markdown: string): readonly Fence[] {
  const fences: Fence[] = [];
  let [heading, above] = ['', ''];
  let open: { language: string; line: number; lines: string[] } | null = null;
  for (const [index, line] of markdown.split('\n').entries()) {
    const fence = /^```(.*)$/.exec(line);
    if (open !== null && fence !== null) {
      fences.push({ language: open.language, heading, line: open.line, text: open.lines.join('\n'), above });
      open = null;
    } else if (open !== null) open.lines.push(line);
    else if (fence !== null) open = { language: (fence[1] ?? '').trim(), line: index + 2, lines: [] };
    else if (/^#+ /.test(line)) heading = line.replace(/^#+ /, '');
    else if (line !== '') above = line;
  }
  return fences;
}

/** @returns the files that a page shows: each fence below a line that is its path alone and a colon. */
export function filesOf(markdown: string): readonly { readonly path: string; readonly text: string }[] {
  return fencesOf(markdown).flatMap(({ above, text }) => {
    const path = /^`([^`]+)`:$/.exec(above)?.[1];
    return path === undefined ? [] : [{ path, text: `${text}\n` }];
  });
}

/** @returns the command lines of the `sh` blocks of a page, in order. */
export function commandsOf(page: string, markdown: string): readonly DocCommand[] {
  const blocks = fencesOf(markdown).filter(({ language }) => language === 'sh');
  return blocks.flatMap(({ heading, line, text }, place) => {
    const commands: DocCommand[] = [];
    const block = blocks.slice(0, place + 1).filter((other) => other.heading === heading).length;
    let continued = '';
    for (const [index, raw] of text.split('\n').entries()) {
      if (raw.endsWith('\\')) {
        continued += `${raw.slice(0, -1).trim()} `;
        continue;
      }
      const command = withoutComment(continued + raw.trim());
      continued = '';
      if (command !== '') commands.push({ page, heading, block, line: line + index, text: command });
    }
    return commands;
  });
}

/** @returns the spans of code in the prose of a page that begin with a command of lvsdeploy, with their lines. */
export function spansOf(markdown: string): readonly { readonly line: number; readonly text: string }[] {
  // A fence may hold back-quotes of its own; its lines are kept, so that numbers stay right.
  const prose = markdown.replace(/^```.*?^```$/gms, (fence) => fence.replace(/[^\n]/g, ''));
  return [...prose.matchAll(/`(lvsdeploy [^`]*)`/g)].map(({ index, 1: text = '' }) => ({
    line: prose.slice(0, index).split('\n').length,
    text: text.replace(/\s+/g, ' '),
  }));
}

function withoutComment(line: string): string {
  let quote = '';
  for (let index = 0; index < line.length; index++) {
    const letter = line[index] ?? '';
    if (quote !== '') quote = letter === quote ? '' : quote;
    else if (letter === "'" || letter === '"') quote = letter;
    else if (letter === '#' && (index === 0 || line[index - 1] === ' ')) return line.slice(0, index).trim();
  }
  return line.trim();
}
