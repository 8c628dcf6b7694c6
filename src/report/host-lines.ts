import { escapeLine } from '../escape.ts';

/**
 * Writes the output of hosts line by line, each behind the name of its host, as soon as a line is whole.
 * @param wide the length of the longest name.
 */
export function hostLines(write: (line: string) => void, wide: number) {
  const held = new Map<string, string>();
  const put = (host: string, line: string) => write(`${host.padEnd(wide)} | ${escapeLine(line)}\n`);
  return {
    read(host: string, text: string): void {
      const lines = ((held.get(host) ?? '') + text).split('\n');
      held.set(host, lines.pop() ?? '');
      for (const line of lines) put(host, line);
    },
    /** Nothing more comes of that host: what has no end of line is a line, too. */
    end(host: string): void {
      const rest = held.get(host) ?? '';
      held.delete(host);
      if (rest !== '') put(host, rest);
    },
  };
}
