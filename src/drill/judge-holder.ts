import { canonicalAddress, familyOf } from '../cluster/address.ts';
import { gatewayFor } from '../cluster/inside.ts';
import { listNames } from '../verify/vip-holders.ts';
import type { DrillVerdict, Holding } from './drill.ts';
import type { Measured } from './judge.ts';
import type { Aim, Expectations } from './scenario.ts';

/** What two looks can lie apart: two directors may be seen holding an address that one has just handed to the other. */
const lookGrain = 700;

/** Where the VIP is in the end. */
export function judgeHolder(aim: Aim, { holder }: Expectations, measured: Measured): DrillVerdict {
  const needed = addressesFor(aim);
  const base = { id: 'vip-where-expected', title: 'the VIP ends where it should', expected: `on ${holder.name}` };
  const seen = reachable(measured);
  const end = Math.max(...seen.map(({ at }) => at));
  // The last look at a director that lost its power tells of before.
  const latest = new Map(
    seen.filter(({ at }) => end - at <= lookGrain).map((holding) => [holding.director, holding] as const),
  );
  const holders = [...latest.values()]
    .filter((holding) => heldOf(needed, holding).length > 0)
    .map(({ director }) => ({ name: director }));
  const look = latest.get(holder.name);
  if (look === undefined) return { ...base, outcome: 'cannot tell', found: `${holder.name} was not seen` };
  const isThere = holders.length === 1 && holders[0]?.name === holder.name;
  const found = holders.length === 0 ? 'on none' : `on ${listNames(holders)}`;
  const missing = isThere ? needed.filter((address) => !heldOf(needed, look).includes(address)) : [];
  if (missing.length > 0) return { ...base, outcome: 'failed', found: `${found}, without ${missing.join(', ')}` };
  return { ...base, outcome: isThere ? 'ok' : 'failed', found };
}

/** What the aimed service needs of a director: its VIP, and with NAT the gateway of the same family, by which answers come back. */
function addressesFor({ cluster, service }: Aim): readonly string[] {
  const gateway = service.method === 'nat' ? gatewayFor(cluster, familyOf(service.address)) : null;
  return [service.address, ...(gateway === null ? [] : [gateway])].map(canonicalAddress);
}

function heldOf(needed: readonly string[], { vips }: Holding): readonly string[] {
  return vips.map(canonicalAddress).filter((address) => needed.includes(address));
}

/** What was seen of directors that the client can reach, in order: one that is cut off goes on by itself, and cannot do otherwise. */
function reachable({ holdings, isolated }: Measured): readonly Holding[] {
  return holdings
    .filter(({ director, at }) => isolated?.host !== director || at < isolated.from || at > isolated.to)
    .sort((a, b) => a.at - b.at);
}

/** Two directors with the same address answer for it by chance. */
export function judgeOverlap(aim: Aim, measured: Measured): DrillVerdict {
  const { cluster } = aim;
  const needed = addressesFor(aim);
  const allowed = lookGrain + (cluster.vrrp?.advertInterval ?? 1) * 1000;
  const seen = reachable(measured);
  let longest = { length: 0, from: 0, names: [] as readonly string[] };
  let since: number | null = null;
  const now = new Map<string, Holding>();
  for (const holding of seen) {
    now.set(holding.director, holding);
    const holders = [...now.values()].filter(
      (look) => heldOf(needed, look).length > 0 && holding.at - look.at <= lookGrain,
    );
    if (holders.length < 2) {
      since = null;
      continue;
    }
    since ??= holding.at;
    const length = holding.at - since;
    if (length > longest.length) longest = { length, from: since, names: holders.map(({ director }) => director) };
  }
  const base = { id: 'one-holder', title: 'at every moment one director at most has the VIP' };
  const expected = `two at once for no longer than ${allowed} ms, as one hands over to the other`;
  if (seen.length === 0) return { ...base, outcome: 'cannot tell', expected, found: 'no director was seen' };
  if (longest.length <= allowed) {
    const found = longest.length === 0 ? 'never two at once' : `${Math.round(longest.length)} ms`;
    return { ...base, outcome: 'ok', expected, found: `${found}, in ${seen.length} looks` };
  }
  const names = listNames(longest.names.map((name) => ({ name })));
  const found = `${names} had it at the same time for ${Math.round(longest.length)} ms`;
  return { ...base, outcome: 'failed', expected, found };
}
