/** @returns the mask of a length in IPv4: 24 is `255.255.255.0`. */
export function maskOf(length: number): string {
  return [0, 8, 16, 24].map((before) => 256 - 2 ** (8 - Math.min(8, Math.max(0, length - before)))).join('.');
}
