// C0 and C1 controls, DEL, line separators and the bidirectional controls: what can drive a terminal or reorder what is read.
const unsafe = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

const named = new Map([
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
]);

/** @returns one line in which nothing can act on a terminal, whatever a host sent. */
export function escapeLine(text: string): string {
  return text.replace(unsafe, spell);
}

/** @returns the same for text of several lines: line ends and tabs stay. */
export function escapeText(text: string): string {
  return text.replace(unsafe, (character) => (character === '\n' || character === '\t' ? character : spell(character)));
}

function spell(character: string): string {
  const code = character.charCodeAt(0);
  const hex = code.toString(16);
  return named.get(character) ?? (code < 0x100 ? `\\x${hex.padStart(2, '0')}` : `\\u${hex.padStart(4, '0')}`);
}
