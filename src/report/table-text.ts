/**
 * @returns rows whose cells stand below each other, two spaces apart.
 * @param style which columns stand to the right, as numbers do; from which width on a cell pushes only those of its own row.
 */
export function renderColumns(
  rows: readonly (readonly string[])[],
  { right = [], widest = Infinity }: { readonly right?: readonly number[]; readonly widest?: number } = {},
): string {
  const count = Math.max(0, ...rows.map((row) => row.length));
  const wide = Array.from({ length: count }, (_, column) =>
    Math.max(0, ...rows.map((row) => row[column]?.length ?? 0).filter((length) => length <= widest)),
  );
  return rows
    .map((row) => {
      const cells = row.map((cell, column) => {
        const width = wide[column] ?? 0;
        return right.includes(column) ? cell.padStart(width) : cell.padEnd(width);
      });
      return `${cells.join('  ').trimEnd()}\n`;
    })
    .join('');
}
