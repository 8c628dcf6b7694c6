import { canonicalAddress } from '../cluster/address.ts';

/** An advertisement as it was on the wire (RFC 3768, 5.1; RFC 5798, 5.1), but for the password at its end. */
export interface Advert {
  /** The interface that it arrived on. */
  readonly device: string;
  /** The sender's address: of IPv6 a link-local one, unless it is sent to a peer by its address (RFC 5798, 5.1.2.1). */
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

/** @returns the advertisements out of lines `DEVICE SOURCE HEX`, an IPv6 source as 32 digits; other lines are left out. */
export function parseAdverts(text: string): readonly Advert[] {
  const lines = text.matchAll(/^(\S+) (\d+(?:\.\d+){3}|[\da-f]{32}) ([\da-f]{16,})$/gm);
  return [...lines].map(([, device = '', source = '', hex = '']) => {
    const bytes = [...Buffer.from(hex, 'hex')];
    const [head = 0, virtualRouterId = 0, priority = 0, count = 0, fifth = 0, sixth = 0] = bytes;
    const version = head >> 4;
    const isOfIpv6 = !source.includes('.');
    const length = isOfIpv6 ? 16 : 4;
    const addresses = Array.from({ length: count }, (_, index) =>
      bytes.slice(8 + length * index, 8 + length * (index + 1)),
    );
    return {
      device,
      source: isOfIpv6 ? addressOf([...Buffer.from(source, 'hex')]) : source,
      version,
      virtualRouterId,
      priority,
      // Version 3 counts hundredths of a second, in 12 bits.
      interval: version === 3 ? (((fifth & 0x0f) << 8) | sixth) / 100 : sixth,
      authType: version === 3 ? 0 : fifth,
      addresses: addresses.filter((address) => address.length === length).map(addressOf),
    };
  });
}

function addressOf(bytes: readonly number[]): string {
  if (bytes.length === 4) return bytes.join('.');
  const words = Array.from({ length: 8 }, (_, index) => ((bytes[2 * index] ?? 0) << 8) | (bytes[2 * index + 1] ?? 0));
  return canonicalAddress(words.map((word) => word.toString(16)).join(':'));
}
