import type * as z from 'zod';
import { canonicalAddress } from '../cluster/address.ts';
import { contains, reservedAs, unreachableAs } from '../cluster/network.ts';
import { byDestination } from '../cluster/scheduler-traits.ts';
import { didYouMean } from '../inventory/nearest.ts';
import { address, address6, segment, segment6 } from '../inventory/address-values.ts';
import { interfaceName, text, wholeNumber } from '../inventory/values.ts';
import {
  type Answers,
  type NamedHost,
  type QuestionName,
  directorsOf,
  hostsOf,
  membersOf,
  none,
  readHosts,
  readWeights,
  realServersOf,
  saidOf,
  splitItems,
  sudoFileOf,
  writeHosts,
} from './answers.ts';
import { addressesOf, faultOfForm, faultOfHosts, freeName, wellFormedHosts } from './fault-of-hosts.ts';
import { questionOf } from './questions.ts';

/** Finds what is wrong with an answer, given those before it; null when nothing is. */
type FindFault = (answer: string, answers: Answers) => string | null;

/**
 * @param answers those to the questions before it.
 * @returns what is wrong with an answer and what is expected; null when nothing is. What passes here makes an inventory that loads.
 */
export function faultOf(name: QuestionName, answer: string, answers: Answers): string | null {
  const { choices } = questionOf(name);
  if (choices !== undefined) {
    const known = choices(answers).map(({ value }) => value);
    if (name === 'scheduler' && byDestination.has(answer))
      return `found ${answer}, which picks by the address that is asked for: with one VIP one server gets everything; expected another one`;
    const isFile = name === 'sudoPassword' && sudoFileOf({ sudoPassword: answer }) !== null;
    if (!isFile && !known.includes(answer))
      return `found ${answer}${didYouMean(answer, known)}; expected ${known.join(' or ')}`;
  }
  return faults[name]?.(answer, answers) ?? null;
}

/** @returns the answer as it is kept: addresses of IPv6 in their one way to be written, hosts with one space between. */
export function tidyAnswer(name: QuestionName, answer: string): string {
  const text = answer.trim();
  if (questionOf(name).kind === 'hosts') {
    // Nothing is lost on the way: what is wrong is to be named.
    if (wellFormedHosts(text) !== null) return text;
    return writeHosts(
      readHosts(text).map((host) => ({
        ...host,
        address6: host.address6 === null ? null : canonicalAddress(host.address6),
      })),
    );
  }
  if (name === 'weights')
    return splitItems(text)
      .map((item) => item.replace(/\s*=\s*/, '='))
      .join(', ');
  // “80” is an address too, for those who count that way.
  return text.includes(':') ? canonicalAddress(text) : text;
}

const formOf =
  (schema: z.ZodType): FindFault =>
  (answer) =>
    schema.safeParse(answer).error?.issues[0]?.message ?? null;

const numberOf =
  (from: number, to: number, what: string): FindFault =>
  (answer) =>
    /^\d{1,9}$/.test(answer)
      ? faultOfForm(wholeNumber(from, to, what), Number(answer))
      : `found ${answer}; expected ${what} from ${from} to ${to}`;

/** The first fault of several. */
const allOf =
  (...finders: readonly FindFault[]): FindFault =>
  (answer, answers) => {
    for (const find of finders) {
      const fault = find(answer, answers);
      if (fault !== null) return fault;
    }
    return null;
  };

const unless =
  (word: string, find: FindFault): FindFault =>
  (answer, answers) =>
    answer === word ? null : find(answer, answers);

/** An address that floats: of no host, and one that a host can have. */
const floating =
  (...others: readonly QuestionName[]): FindFault =>
  (answer, answers) => {
    const kind = unreachableAs(answer);
    if (kind !== null) return `found ${answer}, ${kind}; expected an address that clients can reach`;
    const owner = hostsOf(answers).find((host) => addressesOf(host).includes(canonicalAddress(answer)));
    if (owner !== undefined) return `found ${answer}, the address of ${owner.name}; expected one that no host has`;
    const other = others.find(
      (name) => answers[name] !== undefined && canonicalAddress(answers[name]) === canonicalAddress(answer),
    );
    return other === undefined
      ? null
      : `found ${answer}, which is the answer to ${other} too; expected another address`;
  };

const usableIn =
  (network: (answers: Answers) => string | null, what: string): FindFault =>
  (answer, answers) => {
    const cidr = network(answers);
    if (cidr === null) return null;
    if (!contains(cidr, answer)) return `found ${answer}; expected an address in ${what} ${cidr}`;
    return faultOfReserved(cidr, answer);
  };

function faultOfReserved(network: string, one: string): string | null {
  const reserved = reservedAs(network, one);
  return reserved === null
    ? null
    : `found ${one}, the ${reserved} of ${network}; expected an address that a host can have`;
}

/** The network that hosts are in, none of them at an address of it that no host can have. */
const networkOf =
  (hosts: (answers: Answers) => readonly NamedHost[], family: 4 | 6, isWanted: boolean): FindFault =>
  (answer, answers) => {
    for (const { name, ...host } of hosts(answers)) {
      const one = family === 4 ? host.address : host.address6;
      if (one === null) continue;
      if (contains(answer, one)) {
        const fault = faultOfReserved(answer, one);
        if (fault !== null) return `${name}: ${fault}`;
      } else if (isWanted) return `found ${answer}; expected the network of ${name}, ${one}`;
    }
    return null;
  };

const methodFits: FindFault = (method, { segment: network = '', segment6: network6, vip, vip6, ...answers }) => {
  if (method !== 'dr') return null;
  const far = realServersOf(answers).find((host) => !contains(network, host.address));
  if (far !== undefined)
    return `found dr, and ${far.name} (${far.address}) is not on the segment ${network}; expected nat or tun`;
  if (vip !== undefined && !contains(network, vip))
    return `found dr, and the VIP ${vip} is not in the segment ${network}; expected nat or tun`;
  const six = saidOf(network6);
  if (six === null || saidOf(vip6) === null) return null;
  const far6 = realServersOf(answers).find((host) => host.address6 !== null && !contains(six, host.address6));
  return far6 === undefined
    ? null
    : `found dr, and ${far6.name} (${far6.address6 ?? ''}) is not in ${six}; expected nat or tun`;
};

/** One network on two interfaces has the directors answer at both. */
const notTheSegment =
  (of: 'segment' | 'segment6'): FindFault =>
  (answer, answers) =>
    answers.insideInterface !== answers.interface && answer === answers[of]
      ? `found ${answer}, the segment itself, on ${answers.insideInterface ?? ''}; expected another network, or ${answers.interface ?? ''} for the interface`
      : null;

const weightsFit: FindFault = (answer, answers) => {
  const weights = readWeights(answer);
  const servers = realServersOf(answers).map(({ name }) => name);
  const stranger = [...weights.keys()].find((name) => !servers.includes(name));
  if (stranger !== undefined)
    return `found ${stranger}${didYouMean(stranger, servers)}; expected the real servers ${servers.join(', ')}`;
  const missing = servers.find((name) => !weights.has(name));
  if (missing !== undefined)
    return `found no weight for ${missing}; expected one for each: ${servers.map((name) => `${name}=1`).join(', ')}`;
  const least = answers.scheduler === 'ovf' ? 2 : 1;
  for (const [name, weight] of weights) {
    const fault = numberOf(least, 65_535, 'a weight')(weight, answers);
    if (fault !== null) return `${name}: ${fault}`;
  }
  return null;
};

const faults: Readonly<Partial<Record<QuestionName, FindFault>>> = {
  cluster: freeName,
  user: formOf(text(/^[^\s@]+$/, 'the name of a user')),
  sshConfig: formOf(text(/^[^\p{C}]+$/u, 'a path, none or default')),
  directors: allOf(wellFormedHosts, (answer, { cluster = '' }) =>
    readHosts(answer).length > 100
      ? 'found more than 100 directors; expected 2 or a few'
      : faultOfHosts(readHosts(answer), [], cluster),
  ),
  interface: formOf(interfaceName()),
  segment: allOf(formOf(segment()), networkOf(directorsOf, 4, true)),
  segment6: unless(none, allOf(formOf(segment6()), networkOf(directorsOf, 6, true))),
  realServers: allOf(
    wellFormedHosts,
    (answer, answers) => faultOfHosts(readHosts(answer), directorsOf(answers), answers.cluster ?? ''),
    (answer, answers) => {
      const hosts = () => readHosts(answer);
      const fault = answers.segment === undefined ? null : networkOf(hosts, 4, false)(answers.segment, answers);
      const six = saidOf(answers.segment6);
      return fault ?? (six === null ? null : networkOf(hosts, 6, false)(six, answers));
    },
  ),
  clients: unless(
    none,
    allOf(wellFormedHosts, (answer, answers) =>
      faultOfHosts(readHosts(answer), membersOf(answers), answers.cluster ?? ''),
    ),
  ),
  vip: allOf(formOf(address()), floating(), (answer, { segment: network = '0.0.0.0/32' }) =>
    contains(network, answer) ? faultOfReserved(network, answer) : null,
  ),
  vip6: unless(
    none,
    allOf(
      formOf(address6()),
      floating(),
      usableIn((answers) => saidOf(answers.segment6), 'the IPv6 network of the segment'),
    ),
  ),
  port: numberOf(1, 65_535, 'a port'),
  method: methodFits,
  insideInterface: formOf(interfaceName()),
  insideNetwork: allOf(
    formOf(segment()),
    networkOf(realServersOf, 4, true),
    networkOf(directorsOf, 4, false),
    notTheSegment('segment'),
  ),
  insideGateway: allOf(
    formOf(address()),
    floating('vip'),
    usableIn(({ insideNetwork }) => insideNetwork ?? null, 'the inside network'),
  ),
  insideNetwork6: allOf(
    formOf(segment6()),
    networkOf(realServersOf, 6, true),
    networkOf(directorsOf, 6, false),
    notTheSegment('segment6'),
  ),
  insideGateway6: allOf(
    formOf(address6()),
    floating('vip6'),
    usableIn(({ insideNetwork6 }) => insideNetwork6 ?? null, 'the inside network'),
  ),
  weights: weightsFit,
  persistence: unless(none, numberOf(1, 86_400, 'whole seconds')),
  virtualRouterId: numberOf(1, 255, 'a virtual router id'),
};
