/**
 * What keepalived holds the advertisements of a peer against (vrrp_check_packet in its vrrp.c): it ignores those of one that has it
 * otherwise. Of version 3 it takes the interval of the master.
 */
const compared = ['version', 'advert_int', 'authentication', 'virtual_ipaddress', 'unicast_peer'] as const;

type Advertised = Readonly<Record<(typeof compared)[number], string>>;

/**
 * @param found the configuration that a director has.
 * @param wanted the one that it is to get.
 * @returns what is wrong while its peers have the old one; null when they go on hearing it.
 */
export function conflictOfAdvertisements(found: string, wanted: string): string | null {
  const before = instancesIn(found);
  const differing = [...instancesIn(wanted)].flatMap(([id, instance]) => {
    const old = before.get(id);
    return old === undefined || !sharesAddress(old, instance)
      ? []
      : compared.filter((word) => old[word] !== instance[word]);
  });
  if (differing.length === 0) return null;
  const words = [...new Set(differing)].join(', ');
  return `a director ignores the advertisements of one with another ${words}: while one has the old configuration and one the new, each holds the VIPs that stay`;
}

/** Of one that is renumbered each may hold its own. */
function sharesAddress(one: Advertised, other: Advertised): boolean {
  const addresses = other.virtual_ipaddress.split(' ');
  return one.virtual_ipaddress.split(' ').some((address) => addresses.includes(address));
}

/** @returns what each vrrp_instance advertises, by its segment, virtual router id and family: others do not hear each other. */
function instancesIn(text: string): ReadonlyMap<string, Advertised> {
  const plain = text.replaceAll(/[#!].*$/gm, '');
  const common = valueOf(plain, 'vrrp_version', '2');
  const instances = new Map<string, Advertised>();
  for (const { index } of plain.matchAll(/\bvrrp_instance\b/g)) {
    const body = blockAt(plain, index);
    const addresses = addressesIn(body);
    const family = addresses.some((one) => one.includes(':')) ? 6 : 4;
    const version = family === 6 ? '3' : valueOf(body, 'version', common);
    const segment = valueOf(body, 'interface', '');
    instances.set(`${segment} ${valueOf(body, 'virtual_router_id', '')} ${family}`, {
      version,
      advert_int: version === '3' ? 'any' : String(Number(valueOf(body, 'advert_int', '1'))),
      authentication: version === '3' ? 'none' : blockIn(body, 'authentication').join(' '),
      virtual_ipaddress: addresses.join(' '),
      // Who they are differs from director to director.
      unicast_peer: /\bunicast_peer\b/.test(body) ? 'some' : 'none',
    });
  }
  return instances;
}

function valueOf(body: string, word: string, otherwise: string): string {
  return new RegExp(`^\\s*${word}\\s+(\\S+)`, 'm').exec(body)?.[1] ?? otherwise;
}

/** @returns the addresses that are advertised, in no order. */
function addressesIn(body: string): readonly string[] {
  const lines = blockIn(body, 'virtual_ipaddress', '\n');
  return lines.map((line) => line.split(/[\s/]/)[0] ?? '').sort();
}

/** @returns what stands in a block within a block, by words or lines. */
function blockIn(body: string, name: string, separator: string | RegExp = /\s+/): readonly string[] {
  const at = body.search(new RegExp(`\\b${name}\\b`));
  const parts = at === -1 ? [] : blockAt(body, at).split(separator);
  return parts.map((part) => part.trim()).filter((part) => part !== '');
}

/** @returns what stands between the braces that open next. */
function blockAt(text: string, from: number): string {
  const open = text.indexOf('{', from);
  let depth = 0;
  for (let at = open; at !== -1 && at < text.length; at += 1) {
    if (text[at] === '{') depth += 1;
    if (text[at] === '}') depth -= 1;
    if (depth === 0) return text.slice(open + 1, at);
  }
  return '';
}
