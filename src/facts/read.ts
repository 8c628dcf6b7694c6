import { LvsdeployError } from '../errors.ts';
import type { Snippet, SnippetResult } from '../shell/session.ts';
import { sh, type Shell } from '../shell/shell.ts';
import { parseHeldAddresses, readAddresses } from './addresses.ts';
import type { Facts, Interface } from './facts.ts';
import { parseIpvsSchedulers, readIpvsModules } from './ipvs-schedulers.ts';
import { parseRcLocal, readRcLocal } from './rc-local.ts';

const packageManagers = ['apt-get', 'dnf', 'yum'] as const;

// Only built-ins, and six processes on the whole: uname twice, cat twice, ip (ifconfig where there is none), sed.
const questions = {
  release: sh`cat /etc/os-release`,
  kernel: sh`uname -r; uname -m; cat /proc/sys/kernel/random/boot_id`,
  // An image is vmlinuz on x86, vmlinux or Image elsewhere.
  kernels: sh`for modules in /lib/modules/*; do
  for image in vmlinuz vmlinux Image; do
    [ ! -e "/boot/$image-\${modules##*/}" ] || { echo "\${modules##*/}"; break; }
  done
done`,
  ipvs: readIpvsModules,
  tools: sh`for tool in ${[...packageManagers, 'ip', 'ifconfig', 'route']}; do command -v "$tool" > /dev/null 2>&1 && echo "$tool"; done; true`,
  // OpenRC has an inittab as well.
  init: sh`if [ -d /run/systemd/system ]; then echo systemd
elif [ -e /etc/inittab ] && [ -d /etc/init.d ] && [ ! -d /run/openrc ]; then echo sysv
else echo other
fi`,
  addresses: readAddresses,
  keepalived: sh`for comm in /proc/[0-9]*/comm; do
  { read -r name < "$comm"; } 2> /dev/null && [ "$name" = keepalived ] && { echo running; break; }
done
true`,
  // Kernels before 3.0 have it at /selinux. The file has no newline at its end: read fails, and has read it.
  selinux: sh`state=
for file in /sys/fs/selinux/enforce /selinux/enforce; do [ ! -r "$file" ] || read -r state < "$file" || :; done
case $state in 1) echo enforcing ;; 0) echo permissive ;; *) [ ! -e /etc/selinux/config ] || echo disabled ;; esac`,
  rcLocal: readRcLocal,
} satisfies Readonly<Record<string, Shell>>;

const names = Object.keys(questions) as readonly (keyof typeof questions)[];

export const factSnippets = names.map((name): Snippet => ({
  name: `facts: ${name}`,
  script: questions[name],
  isData: true,
}));

/**
 * @param results of {@link factSnippets}, in their order.
 * @param host its name, for messages.
 * @returns what the host is. @throws LvsdeployError when the host does not say.
 */
export function parseFacts(results: readonly SnippetResult[], host: string): Facts {
  const said = (name: keyof typeof questions) => results[names.indexOf(name)]?.stdout ?? '';
  const {
    ID: distribution = '',
    VERSION_ID: distributionVersion = '',
    ID_LIKE: like = '',
  } = parseOsRelease(said('release'));
  const [kernelRelease = '', architecture = '', bootId = ''] = said('kernel').trim().split('\n');
  if (kernelRelease === '' || bootId === '') {
    throw new LvsdeployError(
      `the host does not say what it is: ${results[names.indexOf('kernel')]?.stderr.trim() ?? ''}`,
      {
        place: host,
        hint: `It must be a Linux host with a POSIX shell, coreutils, and /proc mounted; this has to work there: ${questions.kernel.text}`,
      },
    );
  }
  const tools = said('tools').split('\n');
  const family = familyOf([distribution, ...like.split(' ')]);
  return {
    distribution,
    distributionVersion,
    family,
    packageManager: managerOf(tools, family),
    init: initOf(said('init').trim()),
    kernel: kernelRelease,
    kernels: said('kernels')
      .split('\n')
      .filter((release) => release !== ''),
    ipvsSchedulers: parseIpvsSchedulers(said('ipvs')),
    architecture,
    bootId,
    networkTools: {
      iproute2: tools.includes('ip'),
      netTools: tools.includes('ifconfig') && tools.includes('route'),
    },
    interfaces: parseAddresses(said('addresses')),
    selinux: selinuxOf(said('selinux').trim()),
    rcLocal: parseRcLocal(said('rcLocal')),
    runsKeepalived: said('keepalived').trim() === 'running',
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

/** @returns the interfaces with their IPv4 and IPv6 addresses, of what {@link readAddresses} printed. */
export function parseAddresses(text: string): readonly Interface[] {
  const held = parseHeldAddresses(text);
  return [...new Set(held.map((one) => one.interface))].map((name) => ({
    name,
    addresses: held
      .filter((one) => one.interface === name)
      .map(({ address, prefixLength }) => ({ address, prefixLength })),
  }));
}

function familyOf(names: readonly string[]): Facts['family'] {
  if (names.some((name) => ['debian', 'ubuntu'].includes(name))) return 'debian';
  return names.some((name) => ['rhel', 'fedora', 'centos'].includes(name)) ? 'redhat' : 'other';
}

/** Fedora has a package of apt, Debian one of dnf: the one of the family counts first. */
function managerOf(found: readonly string[], family: Facts['family']): Facts['packageManager'] {
  const ofRedHat = packageManagers.filter((tool) => tool !== 'apt-get');
  const order = family === 'redhat' ? [...ofRedHat, 'apt-get' as const] : packageManagers;
  const first = order.find((tool) => found.includes(tool)) ?? null;
  return first === 'apt-get' ? 'apt' : first;
}

function initOf(found: string): Facts['init'] {
  return found === 'systemd' || found === 'sysv' ? found : 'other';
}

function selinuxOf(found: string): Facts['selinux'] {
  return found === 'enforcing' || found === 'permissive' || found === 'disabled' ? found : null;
}
