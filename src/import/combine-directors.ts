import { familyOf, isIpv6 } from '../cluster/address.ts';
import type { Router } from './combine-vrrp.ts';
import type { ImportOptions } from './import-options.ts';
import { toFillIn } from './inventory-draft.ts';
import type { ReadConfig } from './read-config.ts';

/** A director as the inventory has it, and what is left to be said of it. */
export interface Director {
  readonly name: string;
  readonly settings: Readonly<Record<string, unknown>>;
  readonly priority: number;
  readonly open: readonly string[];
  readonly router: Router | null;
}

/** The interface on the segment. */
export function interfaceOf({ main }: Router): string {
  return main?.interface?.value ?? 'eth0';
}

// keepalived.conf(5): the default.
function priorityOf({ main }: Router): number {
  return main?.priority?.value ?? 100;
}

/** The highest priority first; the second is there in any case, since a cluster has two. */
export function findDirectors(routers: readonly Router[], { directors: said }: ImportOptions): Director[] {
  const ids = routers.map(({ config }) => config.global.routerId?.value ?? '');
  const areNames =
    routers.length > 1 && new Set(ids).size === ids.length && ids.every((id) => /^(?!\d+$)\w[\w.-]*$/.test(id));
  const [highest] = [...routers].sort((a, b) => priorityOf(b) - priorityOf(a));
  const common = highest === undefined ? 'eth0' : interfaceOf(highest);
  const nextName = namesBeside(said.map(({ name }) => name));
  const known = routers.map((router, index): Director => {
    const { main, config } = router;
    const option = said[index];
    const name = option?.name ?? nextName(index + 1, areNames ? (ids[index] ?? null) : null);
    const address =
      option?.address ??
      (main?.source !== null && main !== null && !isIpv6(main.source.value) ? main.source.value : null);
    const address6 = option?.address6 ?? sourceOf(config, 6);
    const routerId = config.global.routerId?.value;
    const where = interfaceOf(router);
    const priority = priorityOf(router);
    return {
      name,
      priority,
      router,
      settings: {
        address: address ?? toFillIn,
        ...(address6 !== null && { address6 }),
        priority,
        ...(where !== common && { interface: where }),
        ...(routerId !== undefined && routerId !== name && { routerId }),
      },
      open:
        address === null ? [`its address on the segment: no keepalived.conf says it (--director ${name}=ADDRESS)`] : [],
    };
  });
  const spaced = spread(known);
  const taken = new Set(spaced.map(({ settings }) => settings['address']));
  const peers = (spaced[0]?.router?.main?.peers ?? [])
    .map(({ value }) => value)
    .filter((peer) => !taken.has(peer) && !isIpv6(peer));
  const missing = Math.max(0, said.length - known.length, peers.length, 2 - known.length);
  const lowest = Math.min(...spaced.map(({ priority }) => priority));
  const added = Array.from({ length: missing }, (_, index): Director => {
    const option = said[known.length + index];
    const name = option?.name ?? nextName(known.length + index + 1);
    const address = option?.address ?? peers[index] ?? null;
    const address6 = option?.address6 ?? null;
    const priority = Math.max(1, lowest - 1 - index);
    return {
      name,
      priority,
      router: null,
      settings: { address: address ?? toFillIn, ...(address6 !== null && { address6 }), priority },
      open: [
        `its file was not given: the priority is one that is lower than the other's${address === null ? `, the address yours to say (--director ${name}=ADDRESS)` : ''}`,
      ],
    };
  });
  return [...spaced, ...added];
}

/** Finds names for directors that nobody named, none of them one that another has: `wished`, or else lb1, lb2, … from a number on. */
function namesBeside(said: readonly string[]): (number: number, wished?: string | null) => string {
  const taken = new Set(said);
  return (from, wished = null) => {
    let number = from;
    let name = wished ?? `lb${number}`;
    if (taken.has(name)) {
      for (number = 1; taken.has(`lb${number}`); number++);
      name = `lb${number}`;
    }
    taken.add(name);
    return name;
  };
}

function sourceOf({ instances }: ReadConfig, family: 4 | 6): string | null {
  const found = instances.find(({ source }) => source !== null && familyOf(source.value) === family);
  return found?.source?.value ?? null;
}

/** What a file says of the addresses of directors, and the inventory says otherwise. */
export function checkAddresses(
  { config, main }: Router,
  own: Readonly<Record<string, unknown>>,
  directors: readonly Director[],
): void {
  const all = new Set(directors.flatMap(({ settings }) => [settings['address'], settings['address6']]));
  for (const instance of config.instances) {
    const { source, peers } = instance;
    if (source !== null && source.value !== own['address'] && source.value !== own['address6'])
      config.ledger.remark('not carried over', source.statement, 'the inventory has another address for this director');
    for (const { value, statement } of peers) {
      if (!all.has(value))
        config.ledger.remark('not carried over', statement, 'no director of the inventory has this address');
    }
    if (instance !== main && instance.unicast !== null && main?.unicast === null)
      config.ledger.name(
        'not carried over',
        instance.unicast,
        `an inventory says unicast once for all instances of a cluster: ${main.name} has none`,
      );
  }
}

/** Puts directors in the order of their priorities, and gives those that share one the next lower. */
function spread(directors: readonly Director[]): Director[] {
  const sorted = [...directors].sort((a, b) => b.priority - a.priority);
  let above = 255;
  return sorted.map((director) => {
    const priority = Math.max(1, Math.min(director.priority, above - 1));
    above = priority;
    const { router } = director;
    if (priority !== director.priority && router?.main !== null && router !== null) {
      const statement = router.main.priority?.statement ?? router.main.statement;
      const why = `another director has this priority, too, so that their addresses elect the master: ${priority} is taken for ${director.name}`;
      router.config.ledger.remark('erratum', statement, why, 'equal-priorities');
    }
    return { ...director, priority, settings: { ...director.settings, priority } };
  });
}
