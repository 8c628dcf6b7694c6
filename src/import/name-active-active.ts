import type { Router } from './combine-vrrp.ts';
import type { ReadInstance } from './read-vrrp.ts';

/** Says that both directors had VIPs, where one instance has its master on another director than the main one. */
export function nameActiveActive(routers: readonly Router[], first: Router, director: string): void {
  const { main, config } = first;
  if (main === null) return;
  for (const instance of config.instances) {
    const isHeld = instance.addresses.some(({ address }) => !first.lost.has(address));
    if (instance === main || !isHeld || !isMasteredElsewhere(instance, main, routers, first)) continue;
    const why = `${instance.name} has its master on another director than ${main.name} (active/active): in the inventory all VIPs are on one director, ${director} while it runs, and the other one stands by`;
    config.ledger.remark('carried differently', instance.statement, why);
  }
}

function isMasteredElsewhere(
  instance: ReadInstance,
  main: ReadInstance,
  routers: readonly Router[],
  first: Router,
): boolean {
  const others = routers.filter((router) => router !== first && router.main !== null);
  if (others.length > 0)
    return others.some(({ config }) => {
      const peer = config.instances.find(({ name }) => name === instance.name);
      return peer !== undefined && priorityOf(peer) > priorityOf(instance);
    });
  return main.isMaster !== null && instance.isMaster !== null && main.isMaster.value !== instance.isMaster.value;
}

function priorityOf({ priority }: ReadInstance): number {
  return priority?.value ?? 100;
}
