/**
 * @returns the MAC addresses that answered, each once, in lower case; from arping of iputils (`Unicast reply from … [MAC]`),
 * of busybox (the same) or of Thomas Habets (`60 bytes from MAC (…)`).
 */
export function parseArping(text: string): readonly string[] {
  const mac = /\[([\da-f]{1,2}(?::[\da-f]{1,2}){5})\]|bytes from ([\da-f]{1,2}(?::[\da-f]{1,2}){5})/gi;
  return [
    ...new Set([...text.matchAll(mac)].map(([, inBrackets, afterFrom]) => canonical(inBrackets ?? afterFrom ?? ''))),
  ];
}

function canonical(mac: string): string {
  return mac
    .toLowerCase()
    .split(':')
    .map((part) => part.padStart(2, '0'))
    .join(':');
}
