import type { VirtualService } from '../cluster/cluster.ts';
import { groupOf } from './client-groups.ts';
import { promiseOf } from './share-promise.ts';
import { cannotTell, type Finding } from './verdict.ts';

/** A request from one of the client's addresses and the server that answered it. */
export interface ServedRequest {
  readonly source: string;
  readonly server: string;
}

/**
 * Compares who answered with what the scheduler promises. With persistence a deviation proves nothing: an address keeps
 * the server that it met earlier, perhaps while another one was down.
 * @param clients hosts that ask at the same time, this one included: each other one takes a turn of the scheduler.
 */
export function judgeShares(requests: readonly ServedRequest[], service: VirtualService, clients: number): Finding {
  const promise = promiseOf(service);
  const retired = service.realServers.filter(({ weight }) => weight === 0).map(({ name }) => name);
  const fromRetired = requests.filter(({ server }) => retired.includes(server)).length;
  if (fromRetired > 0) {
    return deviation(service, `a server with weight 0 answered ${fromRetired} times: ${describe(requests, service)}`);
  }
  switch (promise.kind) {
    case 'shares':
      return judgeRounds(requests, service, promise, clients);
    case 'all used': {
      const idle = service.realServers.filter(({ name, weight }) => weight > 0 && countOf(requests, name) === 0);
      if (idle.length === 0) return { outcome: 'ok', found: describe(requests, service) };
      return cannotTell(
        `${idle.map(({ name }) => name).join(', ')} answered nothing, which held connections can explain`,
      );
    }
    case 'one per source': {
      const clientOf = ({ source }: ServedRequest) => groupOf(source, service);
      const sources = [...new Set(requests.map(clientOf))];
      const restless = sources.find(
        (source) => new Set(requests.filter((one) => clientOf(one) === source).map(({ server }) => server)).size > 1,
      );
      const what = service.persistencePrefix === null ? 'addresses' : 'networks of clients';
      if (restless === undefined) return { outcome: 'ok', found: `${sources.length} ${what}, each with one server` };
      return { outcome: 'failed', found: `${restless} met more than one server: ${describe(requests, service)}` };
    }
    case 'one': {
      const servers = new Set(requests.map(({ server }) => server));
      const isFine = servers.size === 1 && (promise.name === null || servers.has(promise.name));
      return isFine
        ? { outcome: 'ok', found: describe(requests, service) }
        : deviation(service, describe(requests, service));
    }
    case 'none':
      return cannotTell(`${service.scheduler} promises nothing to compare with`);
  }
}

function judgeRounds(
  requests: readonly ServedRequest[],
  service: VirtualService,
  { parts, round }: { readonly parts: ReadonlyMap<string, number>; readonly round: number },
  clients: number,
): Finding {
  const rounds = Math.floor(requests.length / round);
  if (rounds === 0) {
    return cannotTell(
      `with persistence one address meets one server, and the client has ${requests.length} addresses: a round takes ${round}`,
    );
  }
  const counted = requests.slice(0, rounds * round);
  const found = describe(counted, service);
  const deviations = [...parts].map(([name, part]) => ({
    distance: Math.abs(countOf(counted, name) - rounds * part),
    // Three times what chance would do if other clients took turns in between at random.
    byChance: 3 * Math.sqrt(counted.length * (part / round) * (1 - part / round)),
  }));
  if (deviations.every(({ distance }) => distance <= clients)) return { outcome: 'ok', found };
  if (deviations.some(({ distance, byChance }) => distance > byChance)) return deviation(service, found);
  return service.persistence === null
    ? cannotTell(`${found}: near, but other clients\u2019 requests fell in between. Measure again when it is quiet`)
    : deviation(service, found);
}

function deviation({ persistence }: VirtualService, found: string): Finding {
  if (persistence === null) return { outcome: 'failed', found };
  return cannotTell(
    `${found}. Addresses stay with the server they met earlier, for ${persistence} s after their last connection has ended: ` +
      'leave them alone that long and measure again',
  );
}

function describe(requests: readonly ServedRequest[], { realServers }: VirtualService): string {
  return `of ${requests.length} requests ${realServers.map(({ name }) => `${name} answered ${countOf(requests, name)}`).join(', ')}`;
}

function countOf(requests: readonly ServedRequest[], name: string): number {
  return requests.filter(({ server }) => server === name).length;
}
