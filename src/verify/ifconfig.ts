/** @returns the addresses of each interface and alias that `ifconfig` prints, by its name, in the form of net-tools 1.60 or 2. */
export function parseIfconfig(text: string): ReadonlyMap<string, readonly string[]> {
  const stanzas = text.split(/\n(?=\S)/).map((stanza): [string, readonly string[]] => {
    const name = /^(\S+?):?\s/.exec(stanza)?.[1] ?? '';
    return [name, [...stanza.matchAll(/\sinet6? (?:addr: ?)?([\da-f.:]+)/g)].map(([, address = '']) => address)];
  });
  return new Map(stanzas.filter(([name]) => name !== ''));
}
