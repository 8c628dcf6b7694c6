import { prefixLengthOf } from '../cluster/address.ts';
import { sh } from '../shell/shell.ts';

/** One address that a host holds. */
export interface HeldAddress {
  readonly interface: string;
  readonly address: string;
  readonly prefixLength: number;
  /** IPv4: the label, `eth0:1`, or the interface's name. IPv6 has none: null. */
  readonly label: string | null;
}

/** Lists the addresses by iproute2, or by net-tools where there is nothing else. */
export const readAddresses = sh`if command -v ip > /dev/null 2>&1; then ip -o addr show; else ifconfig -a; fi`;

/** @returns the addresses that `ip -o addr show` (ip-address(8)) or `ifconfig -a` of net-tools 1.60 or 2 lists. */
export function parseHeldAddresses(text: string): readonly HeldAddress[] {
  return [...readIpLines(text), ...readStanzas(text)];
}

function readIpLines(text: string): readonly HeldAddress[] {
  const line = /^\d+: (\S+?)(?:@\S+)? +(inet6?) ([\da-f.:]+)(?: peer [\da-f.:]+)?\/(\d+)([^\\\n]*)/gm;
  return [...text.matchAll(line)].map(([, name = '', family = '', address = '', prefixLength = '', rest = '']) => ({
    interface: name,
    address,
    prefixLength: Number(prefixLength),
    label: family === 'inet' ? (rest.trim().split(/\s+/).at(-1) ?? null) : null,
  }));
}

function readStanzas(text: string): readonly HeldAddress[] {
  return text.split(/\n(?=\S)/).flatMap((stanza) => {
    const label = /^([^\s:]+(?::[^\s:]+)?):?\s/.exec(stanza)?.[1];
    if (label === undefined) return [];
    const found = stanza.matchAll(
      /^\s+(inet6?) (?:addr: ?)?([\da-f.:]+)(?:\/(\d+)|.*?(?: prefixlen |\b[Mm]ask[: ]| netmask )([\d.]+))/gm,
    );
    return [...found].map(([, family = '', address = '', length, mask = '']) => ({
      interface: label.replace(/:.*/, ''),
      address,
      prefixLength: length === undefined ? (prefixLengthOf(mask) ?? 32) : Number(length),
      label: family === 'inet' ? label : null,
    }));
  });
}
