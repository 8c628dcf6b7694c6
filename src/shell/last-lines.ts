/** @returns the end of a text, at most so many characters, from the start of a line on: half a line may begin in the middle of a secret. */
export function lastLines(text: string, most: number): string {
  if (text.length <= most) return text;
  const end = text.slice(-most);
  return end.slice(end.indexOf('\n') + 1);
}
