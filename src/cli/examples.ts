/** A command as it would be typed, and what it is for. */
export type Example = readonly [command: string, purpose: string];

/** @returns the examples of a command, for the end of its help: on one line where both fit, else the purpose below. */
export function renderExamples(...examples: readonly Example[]): string {
  const wide = Math.max(...examples.map(([command]) => command.length));
  const lines = examples.map(([command, purpose]) =>
    2 + wide + 3 + purpose.length <= 80 ? `  ${command.padEnd(wide)}   ${purpose}` : `  ${command}\n      ${purpose}`,
  );
  return `\nExamples:\n${lines.join('\n')}`;
}
