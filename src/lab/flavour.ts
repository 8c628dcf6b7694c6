import { UsageError } from '../errors.ts';
import type { LabHost } from './topology.ts';

/** What a guest is like: Debian with systemd, Debian with sysvinit, or systemd with dnf and rpm as its package managers. */
export const flavours = ['debian', 'rpm', 'sysv'] as const;
export type Flavour = (typeof flavours)[number];

/** The flavour of each host, by name. */
export type FlavourByHost = Readonly<Record<string, Flavour>>;

/** @returns the flavour of the host. */
export function flavourOf(flavourByHost: FlavourByHost, host: Pick<LabHost, 'name'>): Flavour {
  return flavourByHost[host.name] ?? 'debian';
}

/**
 * Reads `--flavour`: `HOST=FLAVOUR` words between commas, and at most one flavour alone, which is that of all other hosts.
 * A client is always Debian, as it is no part of what is deployed.
 */
export function parseFlavours(text: string, hosts: readonly LabHost[]): FlavourByHost {
  let others: Flavour | undefined;
  const named = new Map<string, Flavour>();
  for (const word of text === '' ? [] : text.split(',')) {
    const [name, value, ...more] = word.split('=');
    if (value === undefined) {
      if (others !== undefined) throw refuse(word, 'there is one flavour for all other hosts already', hosts);
      others = flavourNamed(word, word, hosts);
      continue;
    }
    const host = hosts.find((candidate) => candidate.name === name);
    if (host === undefined || more.length > 0) throw refuse(word, `the lab has no host ${name ?? ''}`, hosts);
    if (named.has(host.name)) throw refuse(word, `${host.name} has a flavour already`, hosts);
    const flavour = flavourNamed(value, word, hosts);
    if (host.role === 'client' && flavour !== 'debian') throw refuse(word, 'a client is always debian', hosts);
    named.set(host.name, flavour);
  }
  const chosenFor = (host: LabHost): Flavour =>
    named.get(host.name) ?? (host.role === 'client' ? 'debian' : (others ?? 'debian'));
  return Object.fromEntries(hosts.map((host) => [host.name, chosenFor(host)]));
}

/** @returns the hosts that are not Debian, as `--flavour` takes them. */
export function describeFlavours(flavourByHost: FlavourByHost): string {
  const others = Object.entries(flavourByHost).filter(([, flavour]) => flavour !== 'debian');
  return others.length === 0 ? 'all debian' : others.map((words) => words.join('=')).join(',');
}

function flavourNamed(name: string, word: string, hosts: readonly LabHost[]): Flavour {
  const flavour = flavours.find((candidate) => candidate === name);
  if (flavour === undefined) throw refuse(word, `there is no flavour ${JSON.stringify(name)}`, hosts);
  return flavour;
}

function refuse(word: string, reason: string, hosts: readonly LabHost[]): UsageError {
  const names = hosts.filter(({ role }) => role !== 'client').map(({ name }) => name);
  return new UsageError(`--flavour ${JSON.stringify(word)}: ${reason}`, {
    hint: `Flavours are ${flavours.join(', ')}: one for all, or HOST=FLAVOUR for ${names.join(', ')}, with commas between.`,
  });
}
