/** An advertisement as it was on the wire (RFC 3768, 5.1; RFC 5798, 5.1), but for the password at its end. */
export interface Advert {
  /** The sender's address. */
  readonly source: string;
  readonly version: number;
  readonly virtualRouterId: number;
  readonly priority: number;
  /** Seconds. */
  readonly interval: number;
  /** Version 2: 0 none, 1 a password (RFC 2338, 5.3.6). Version 3 has none: 0. */
  readonly authType: number;
  readonly addresses: readonly string[];
}

/** @returns the advertisements out of lines `SOURCE HEX`; other lines are left out. */
export function parseAdverts(text: string): readonly Advert[] {
  return [...text.matchAll(/^(\d+(?:\.\d+){3}) ([\da-f]{16,})$/gm)].map(([, source = '', hex = '']) => {
    const bytes = [...Buffer.from(hex, 'hex')];
    const [head = 0, virtualRouterId = 0, priority = 0, count = 0, fifth = 0, sixth = 0] = bytes;
    const version = head >> 4;
    return {
      source,
      version,
      virtualRouterId,
      priority,
      // Version 3 counts hundredths of a second, in 12 bits.
      interval: version === 3 ? (((fifth & 0x0f) << 8) | sixth) / 100 : sixth,
      authType: version === 3 ? 0 : fifth,
      addresses: Array.from({ length: count }, (_, index) =>
        bytes.slice(8 + 4 * index, 12 + 4 * index).join('.'),
      ).filter((address) => address !== ''),
    };
  });
}
