import { escapeLine } from '../escape.ts';

/** @returns a time as a person reads it: `0.3 s`, `2 min 05 s`. */
export function wordDuration(milliseconds: number): string {
  if (milliseconds < 59_950) return `${(milliseconds / 1000).toFixed(1)} s`;
  const seconds = Math.round(milliseconds / 1000);
  return `${Math.floor(seconds / 60)} min ${String(seconds % 60).padStart(2, '0')} s`;
}

/** @returns a note about a host as one line, with the time until which it goes on, if it is about that. */
export function wordNote(text: string, until?: number): string {
  const line = escapeLine(text);
  return until === undefined ? line : `${line}; trying again until ${wordClock(until)}`;
}

/** @param at milliseconds since the epoch. @returns the time of day: `05:12:00`. */
export function wordClock(at: number): string {
  return new Date(at).toTimeString().slice(0, 8);
}

/** @returns a moment as the clock on this wall has it: `2026-11-25 05:12:00`. */
export function wordMoment(iso: string): string {
  const at = new Date(iso);
  const two = (part: number) => String(part).padStart(2, '0');
  const day = [at.getFullYear(), two(at.getMonth() + 1), two(at.getDate())].join('-');
  return `${day} ${[at.getHours(), at.getMinutes(), at.getSeconds()].map(two).join(':')}`;
}

/** @returns the number with its noun: `1 host`, `2 hosts`. */
export function wordCount(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** @returns every line of the text behind the margin. */
export function indent(text: string, margin: string): string {
  return text.replace(/^/gm, margin);
}

/** @returns how often a second, with a digit behind the point where that says something: `0`, `0.4`, `12`. */
export function wordRate(perSecond: number): string {
  return perSecond > 0 && perSecond < 9.95 ? perSecond.toFixed(1) : String(Math.round(perSecond));
}

/** @returns a number of bytes as a person reads it: `812 B`, `3.4 kB`, `12 MB`. */
export function wordSize(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let value = bytes;
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  const digits = unit > 0 && value < 9.95 ? 1 : 0;
  return `${value.toFixed(digits)} ${units[unit] ?? ''}`;
}

/** @returns what stands before the first end of a line. */
export function firstLine(text: string): string {
  return text.split('\n', 1)[0] ?? '';
}
