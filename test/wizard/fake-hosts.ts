import type { Outside } from '../../src/cli/setup/hosts.ts';
import type { Host } from '../../src/inventory/host.ts';
import { HostKeyUnknown, SudoRefused, Unreachable } from '../../src/ssh/errors.ts';
import type { Snippet } from '../../src/shell/session.ts';

/** A host that answers as a Debian host would, but for what a test wants otherwise. */
export interface FakeHost {
  readonly addresses: readonly string[];
  readonly bootId?: string;
  readonly tools?: string;
  readonly user?: string;
  readonly ipvs?: string;
  /** What the listener prints here; left out, what it prints anywhere. */
  readonly heard?: string;
  readonly isDown?: boolean;
  /** What stands below the error of one that is down. */
  readonly complaint?: string;
  readonly refusesSudo?: boolean;
  /** What sudo wants; left out, nothing. */
  readonly sudoPassword?: string;
  /** What is called when its key is accepted; its key is unknown until then. */
  readonly unknownKey?: () => void;
}

/** What the network of the fakes says. */
export interface FakeNetwork {
  readonly hosts: Readonly<Record<string, FakeHost>>;
  /** Addresses that somebody answers for. */
  readonly taken?: readonly string[];
  /** What the listener prints. */
  readonly heard?: string;
}

/** @returns the way to fakes in the place of SSH. */
export function fakeOutside(
  { hosts, taken = [], heard = '' }: FakeNetwork,
  secrets: Outside['secrets'] = null,
): Outside {
  const known = new Set<string>();
  return {
    secrets,
    open({ name, access }: Host) {
      const host = hosts[name];
      if (host === undefined || host.isDown === true) {
        return Promise.reject(
          new Unreachable(`${name} does not answer${host?.complaint === undefined ? '' : `\n  ${host.complaint}`}`, {
            hint: 'See that it is on.',
          }),
        );
      }
      if (host.unknownKey !== undefined && !known.has(name)) {
        const record = () => {
          known.add(name);
          host.unknownKey?.();
        };
        return Promise.reject(
          new HostKeyUnknown(`the host key of ${access.address} is not known: it offers ssh-ed25519 SHA256:abc`, {
            record,
          }),
        );
      }
      return Promise.resolve({
        host: name,
        roundTrips: 0,
        close: () => undefined,
        run(snippets: readonly Snippet[]) {
          if (isRefusedBySudo(host, access.become)) return Promise.reject(new SudoRefused('sudo refused the password'));
          return Promise.resolve(
            snippets.map((snippet) => ({
              status: 0,
              stdout: said(host, name, snippet, taken, heard, access.become.method),
              stderr: '',
            })),
          );
        },
      });
    },
  };
}

function isRefusedBySudo({ refusesSudo = false, sudoPassword }: FakeHost, become: Host['access']['become']): boolean {
  if (become.method === 'none') return false;
  return refusesSudo || (sudoPassword !== undefined && become.password?.reveal() !== sudoPassword);
}

function said(
  host: FakeHost,
  name: string,
  snippet: Snippet,
  taken: readonly string[],
  heard: string,
  become: string,
): string {
  const answers: Readonly<Record<string, string>> = {
    'facts: release': 'ID=debian\nVERSION_ID="12"\n',
    'facts: kernel': `6.1.0\nx86_64\n${host.bootId ?? `boot-of-${name}`}\n`,
    'facts: tools': host.tools ?? 'apt-get\nip\n',
    'facts: ipvs': 'ip_vs\nip_vs_rr\nip_vs_wrr\n',
    'facts: init': 'systemd\n',
    'facts: addresses': host.addresses.map((line, index) => `${index + 1}: ${line} scope global\n`).join(''),
    'facts: rcLocal': '/etc/rc.local run\n',
    'survey: user': become === 'sudo' ? '0\n' : `${host.user ?? '0'}\n`,
    'survey: ip_vs': host.ipvs ?? 'there\n',
    'listen for VRRP': host.heard ?? heard,
    'ask for addresses 1': 'arping is not installed\n',
  };
  if (snippet.name === 'ask for addresses 2') {
    return [...snippet.script.text.matchAll(/\d+\.\d+\.\d+\.\d+/g)]
      .map(([address]) => `${taken.includes(address) ? 'somebody' : 'nobody'} ${address}\n`)
      .join('');
  }
  return answers[snippet.name] ?? '';
}

/** @returns a line of `ip -o addr show`. */
export const eth = (device: string, address: string) => `${device}    inet ${address}`;

/** The hosts of the document. */
export const documentHosts: FakeNetwork['hosts'] = {
  lb1: { addresses: [eth('ens3', '192.168.1.252/24')] },
  lb2: { addresses: [eth('ens3', '192.168.1.230/24')] },
  web1: { addresses: [eth('ens3', '192.168.1.220/24')] },
  web2: { addresses: [eth('ens3', '192.168.1.231/24')] },
};
