/** @returns what takes output in pieces as it arrives and hands on whole lines. */
export function splitLines(onLine: (line: string) => void): (piece: string) => void {
  let rest = '';
  return (piece) => {
    const parts = (rest + piece).split('\n');
    rest = parts.pop() ?? '';
    for (const line of parts) onLine(line);
  };
}
