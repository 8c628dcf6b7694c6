import ipaddr from 'ipaddr.js';
import { canonicalAddress, isIpv6 } from '../cluster/address.ts';
import { contains, reservedAs } from '../cluster/network.ts';
import {
  type Answers,
  type NamedHost,
  type QuestionName,
  directorsOf,
  hostsOf,
  realServersOf,
  saidOf,
} from './answers.ts';
import { questionOf } from './questions.ts';
import { reachedOf, type ReachedHost, type Survey } from './survey.ts';

/** What was heard and asked on the network; null for what was not, or could not be. */
export interface Heard {
  /** Virtual router ids of others, by the interface's segment. */
  readonly virtualRouterIds: readonly number[] | null;
  /** Of some addresses, whether somebody answered. */
  readonly taken: ReadonlyMap<string, boolean>;
}

export const nothingHeard: Heard = { virtualRouterIds: null, taken: new Map() };

/** @returns the answer to offer: what the hosts and the network say, else the fallback; null when there is none. */
export function offerFor(name: QuestionName, answers: Answers, survey: Survey, heard: Heard): string | null {
  return offers[name]?.(answers, survey, heard) ?? questionOf(name).fallback(answers);
}

type Offer = (answers: Answers, survey: Survey, heard: Heard) => string | null;

/** The first candidate that nobody answers for. Who holds an address does not hear itself answer: it is asked for what it holds. */
function firstFree(name: QuestionName): Offer {
  return (answers, survey, { taken }) => {
    const held = new Set(
      [...survey.values()].flatMap((found) =>
        found.isReached
          ? found.facts.interfaces.flatMap(({ addresses }) => addresses.map(({ address }) => canonicalAddress(address)))
          : [],
      ),
    );
    return candidatesFor(name, answers).find((one) => taken.get(one) !== true && !held.has(one)) ?? null;
  };
}

const offers: Readonly<Partial<Record<QuestionName, Offer>>> = {
  interface: (answers, survey) => placeOf(answers, survey, 'address')?.interface ?? null,
  segment: (answers, survey) => placeOf(answers, survey, 'address')?.network ?? null,
  segment6: (answers, survey) => placeOf(answers, survey, 'address6')?.network ?? null,
  vip: firstFree('vip'),
  vip6: firstFree('vip6'),
  method: (answers) => {
    const { segment = '' } = answers;
    const isDr = segment === '' || realServersOf(answers).every(({ address }) => contains(segment, address));
    return isDr ? 'dr' : 'nat';
  },
  insideInterface: (answers, survey) => insideOf(answers, survey, 'address')?.interface ?? null,
  insideNetwork: (answers, survey) => insideOf(answers, survey, 'address')?.network ?? null,
  insideNetwork6: (answers, survey) => insideOf(answers, survey, 'address6')?.network ?? null,
  insideGateway: firstFree('insideGateway'),
  insideGateway6: firstFree('insideGateway6'),
  virtualRouterId: (_, __, { virtualRouterIds }) => {
    const free = virtualRouterIds === null ? undefined : allIds.find((id) => !virtualRouterIds.includes(id));
    return free === undefined ? null : String(free);
  },
};

// From the default of the model upward, then the rest.
const allIds = Array.from({ length: 255 }, (_, index) => ((50 + index) % 255) + 1);

interface Place {
  readonly interface: string;
  /** CIDR. */
  readonly network: string;
}

/** Where the first director that was reached has the address that it was named with. */
function placeOf(answers: Answers, survey: Survey, key: 'address' | 'address6'): Place | null {
  const directors = directorsOf(answers);
  for (const found of reachedOf(survey, directors)) {
    const wanted = directors.find(({ name }) => name === found.name)?.[key];
    const place = wanted == null ? null : placeIn(found, (address) => address === wanted);
    if (place !== null) return place;
  }
  return null;
}

/** The network of a director that the first real server is in: the inside of NAT. */
function insideOf(answers: Answers, survey: Survey, key: 'address' | 'address6'): Place | null {
  const wanted = realServersOf(answers)[0]?.[key];
  if (wanted == null) return null;
  for (const found of reachedOf(survey, directorsOf(answers))) {
    const place = placeIn(found, (address, prefixLength) => contains(networkOf(address, prefixLength), wanted));
    if (place !== null) return place;
  }
  return null;
}

/** @returns the interface and the network of the first address of a host that is meant; a VIP's own /32 says nothing. */
export function placeIn(
  { facts }: ReachedHost,
  isMeant: (address: string, prefixLength: number) => boolean,
): Place | null {
  for (const { name, addresses } of facts.interfaces) {
    for (const { address: said, prefixLength } of addresses) {
      const address = canonicalAddress(said);
      if (!ipaddr.isValid(address) || prefixLength >= (isIpv6(address) ? 128 : 32) || prefixLength < 1) continue;
      if (isMeant(address, prefixLength)) return { interface: name, network: networkOf(address, prefixLength) };
    }
  }
  return null;
}

/** @returns the network of an address, as CIDR. */
export function networkOf(address: string, prefixLength: number): string {
  const cidr = `${address}/${prefixLength}`;
  const base = isIpv6(address) ? ipaddr.IPv6.networkAddressFromCIDR(cidr) : ipaddr.IPv4.networkAddressFromCIDR(cidr);
  return `${base.toString()}/${prefixLength}`;
}

/** So many are asked for at once. */
const mostCandidates = 8;

/** @returns addresses to ask the network for before one of them is offered, the best first. */
export function candidatesFor(name: QuestionName, answers: Answers): readonly string[] {
  const known = takenByName(answers);
  const free = (network: string | null | undefined, addresses: readonly string[]) =>
    network == null
      ? []
      : addresses
          .map(canonicalAddress)
          .filter((one) => contains(network, one) && reservedAs(network, one) === null && !known.has(one))
          .slice(0, mostCandidates);
  const six = saidOf(answers.segment6);
  if (name === 'vip') return free(answers.segment, below(lowest(directorsOf(answers)), answers.segment));
  if (name === 'vip6') return free(six, alike(six, answers.vip));
  if (name === 'insideGateway') return free(answers.insideNetwork, fromTop(answers.insideNetwork));
  if (name === 'insideGateway6')
    return free(answers.insideNetwork6, alike(answers.insideNetwork6 ?? null, answers.insideGateway));
  return [];
}

function takenByName(answers: Answers): ReadonlySet<string> {
  const floating = [answers.vip, answers.vip6, answers.insideGateway, answers.insideGateway6].flatMap(
    (one) => one ?? [],
  );
  const held = hostsOf(answers).flatMap(({ address, address6 }) => [address, ...(address6 === null ? [] : [address6])]);
  return new Set([...held, ...floating].map(canonicalAddress));
}

function lowest(directors: readonly NamedHost[]): number | null {
  const numbers = directors
    .filter(({ address }) => ipaddr.IPv4.isValid(address))
    .map(({ address }) => toNumber(address));
  return numbers.length === 0 ? null : Math.min(...numbers);
}

/** Next below the directors, and when there is nothing left, from the top of the segment down. */
function below(address: number | null, segment: string | undefined): readonly string[] {
  const near = address === null ? [] : Array.from({ length: 24 }, (_, step) => fromNumber(address - 1 - step));
  return [...near.filter((one) => one !== ''), ...fromTop(segment)];
}

function fromTop(network: string | undefined): readonly string[] {
  if (network === undefined) return [];
  const top = toNumber(ipaddr.IPv4.broadcastAddressFromCIDR(network).toString());
  return Array.from({ length: 40 }, (_, step) => fromNumber(top - step)).filter((one) => one !== '');
}

/** The address of a network of IPv6 that ends in the digits in which one of IPv4 ends: fd00:1::229 for 192.168.1.229. */
function alike(network: string | null, address: string | undefined): readonly string[] {
  if (network === null) return [];
  const base = network.replace(/\/.*/, '');
  const last = address?.split('.').at(-1) ?? '100';
  const prefix = base.endsWith('::') ? base : `${base}:`;
  return [last, 'fe', 'fd', 'fc', '100', '101']
    .map((end) => `${prefix}${end}`)
    .filter((one) => ipaddr.IPv6.isValid(one));
}

function toNumber(address: string): number {
  return address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
}

function fromNumber(number: number): string {
  if (number <= 0 || number >= 2 ** 32) return '';
  return [24, 16, 8, 0].map((shift) => Math.floor(number / 2 ** shift) % 256).join('.');
}
