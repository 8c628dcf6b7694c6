import { fileURLToPath } from 'node:url';
import type { Furnishing } from './inventory.ts';

/** @returns the commands that cut the power of a lab's host and give it back: the lab has a hand on the switch. */
export function powerCommandOf(lab: string): Furnishing['powerCommand'] {
  const program = fileURLToPath(new URL('../../cli/main.js', import.meta.url));
  return (host, turn) => [process.execPath, program, 'lab', turn === 'off' ? 'kill' : 'start', host, '--name', lab];
}
