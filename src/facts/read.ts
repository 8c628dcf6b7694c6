import { LvsdeployError } from '../errors.ts';
import type { Snippet, SnippetResult } from '../shell/session.ts';
import { sh } from '../shell/shell.ts';
import type { Facts, Interface } from './facts.ts';

const packageManagers = ['apt-get', 'dnf', 'yum'] as const;

// Only built-ins, and five processes on the whole: uname twice, cat twice, ip.
const questions: readonly Snippet[] = [
  { name: 'facts: os-release', script: sh`cat /etc/os-release` },
  { name: 'facts: kernel', script: sh`uname -r; uname -m; cat /proc/sys/kernel/random/boot_id` },
  {
    name: 'facts: package manager',
    script: sh`for tool in ${packageManagers}; do command -v "$tool" > /dev/null 2>&1 && echo "$tool"; done; true`,
  },
  {
    name: 'facts: init',
    script: sh`[ -d /run/systemd/system ] && echo systemd || { [ -e /etc/inittab ] && echo sysv; } || echo other`,
  },
  { name: 'facts: addresses', script: sh`ip -o addr show` },
  {
    name: 'facts: keepalived',
    script: sh`for comm in /proc/[0-9]*/comm; do
  { read -r name < "$comm"; } 2> /dev/null && [ "$name" = keepalived ] && { echo running; break; }
done
true`,
  },
];

export const factSnippets = questions.map((question): Snippet => ({ ...question, isData: true }));

/**
 * @param results of {@link factSnippets}, in their order.
 * @param host its name, for messages.
 * @returns what the host is. @throws LvsdeployError when the host does not say.
 */
export function parseFacts(
  [release, kernel, managers, init, addresses, keepalived]: readonly SnippetResult[],
  host: string,
): Facts {
  const {
    ID: distribution = '',
    VERSION_ID: distributionVersion = '',
    ID_LIKE: like = '',
  } = parseOsRelease(release?.stdout ?? '');
  const [kernelRelease = '', architecture = '', bootId = ''] = (kernel?.stdout ?? '').trim().split('\n');
  if (kernelRelease === '' || bootId === '') {
    throw new LvsdeployError(`the host does not say what it is: ${kernel?.stderr.trim() ?? ''}`, {
      place: host,
      hint: 'It must be a Linux host with a POSIX shell and /proc mounted.',
    });
  }
  return {
    distribution,
    distributionVersion,
    family: familyOf([distribution, ...like.split(' ')]),
    packageManager: managerOf((managers?.stdout ?? '').split('\n')),
    init: initOf((init?.stdout ?? '').trim()),
    kernel: kernelRelease,
    architecture,
    bootId,
    interfaces: parseAddresses(addresses?.stdout ?? ''),
    runsKeepalived: keepalived?.stdout.trim() === 'running',
  };
}

/** @returns the variables of os-release(5); its values are shell words, quoted or not. */
export function parseOsRelease(text: string): Readonly<Partial<Record<string, string>>> {
  const pairs = [...text.matchAll(/^([A-Z_]+)=(.*)$/gm)].map(([, name = '', value = '']): [string, string] => [
    name,
    value.replace(/^(["'])(.*)\1$/, '$2').replace(/\\(.)/g, '$1'),
  ]);
  return Object.fromEntries(pairs);
}

/** @returns the interfaces of `ip -o addr show` (ip-address(8)) with their IPv4 and IPv6 addresses. */
export function parseAddresses(text: string): readonly Interface[] {
  const interfaces = new Map<string, { address: string; prefixLength: number }[]>();
  for (const [, name = '', address = '', prefixLength = ''] of text.matchAll(
    /^\d+: (\S+) +inet6? ([\da-f.:]+)(?: peer [\da-f.:]+)?\/(\d+)/gm,
  )) {
    const known = interfaces.get(name) ?? [];
    interfaces.set(name, [...known, { address, prefixLength: Number(prefixLength) }]);
  }
  return [...interfaces].map(([name, addresses]) => ({ name, addresses }));
}

function familyOf(names: readonly string[]): Facts['family'] {
  if (names.some((name) => ['debian', 'ubuntu'].includes(name))) return 'debian';
  return names.some((name) => ['rhel', 'fedora', 'centos'].includes(name)) ? 'redhat' : 'other';
}

function managerOf(found: readonly string[]): Facts['packageManager'] {
  if (found.includes('apt-get')) return 'apt';
  if (found.includes('dnf')) return 'dnf';
  return found.includes('yum') ? 'yum' : null;
}

function initOf(found: string): Facts['init'] {
  return found === 'systemd' || found === 'sysv' ? found : 'other';
}
