import { readAddresses } from '../../src/facts/addresses.ts';
import type { Answer } from '../../src/verify/check.ts';
import { readRoutes } from '../../src/verify/host-route.ts';
import type { Ask } from '../../src/verify/verify.ts';

/** What one host says to the questions of the checks; a string is the output of a command that ended with 0. */
export interface HostState {
  readonly addresses?: string | Failure;
  readonly ifconfig?: string;
  readonly routes?: string;
  readonly kernel?: Readonly<Record<string, string>>;
  readonly script?: string;
  readonly processes?: string;
  readonly configuration?: string;
  readonly table?: string | Failure;
  readonly daemon?: string;
  readonly rcLocal?: string;
  readonly deployed?: string;
  readonly reply?: string;
  /** The same where nothing is said but hello. */
  readonly connect?: string;
  readonly arping?: string | Failure;
  readonly sample?: string | ((script: string) => string);
  /** What it says of datagrams. */
  readonly datagram?: string;
  readonly sampleOfDatagrams?: string;
  /** Answers to neighbour solicitations. */
  readonly neighbours?: string;
  /** The neighbour table's line of one address. */
  readonly known?: string;
  readonly wayBack?: string;
  readonly marks?: string;
  readonly marksAtBoot?: string;
  readonly checkScripts?: string;
  readonly segmentSize?: string;
  /** Whether a large packet fits. */
  readonly path?: string;
  /** Seconds that its clock is ahead of the others'. */
  readonly ahead?: number;
  readonly boot?: string;
  readonly macs?: string;
  readonly routeToClient?: string;
  readonly settings?: string;
  readonly modules?: string;
  readonly modulesAtBoot?: string;
  readonly services?: string;
  readonly networkFiles?: string;
  readonly loaded?: string;
  readonly vrrp?: string;
  readonly healthChecks?: string;
  /** What each real server says to the director that asks it, by address. */
  readonly direct?: Readonly<Record<string, string>>;
}

/** A command that failed. */
export interface Failure {
  readonly status: number;
  readonly stderr: string;
  readonly stdout?: string;
}

/** A host by its state; a string is the reason why it cannot be reached. */
export type Hosts = Readonly<Record<string, HostState | string>>;

/** @returns the hosts as something to ask, and how often each was asked. */
export function hostsToAsk(hosts: Hosts): { readonly ask: Ask; readonly asked: Map<string, number> } {
  const asked = new Map<string, number>();
  const ask: Ask = (name, snippets) => {
    asked.set(name, (asked.get(name) ?? 0) + 1);
    const state = hosts[name];
    if (state === undefined) throw new Error(`the test has no host ${name}`);
    return Promise.resolve(
      snippets.map(({ script }): Answer => {
        if (typeof state === 'string') return { kind: 'unreachable', reason: state };
        const said = say(state, script.text);
        if (said === undefined) throw new Error(`${name} has nothing to say to: ${script.text}`);
        return typeof said === 'string'
          ? { kind: 'answered', status: 0, stdout: said, stderr: '', between: [now, now + 100] }
          : { kind: 'answered', status: said.status, stdout: said.stdout ?? '', stderr: said.stderr };
      }),
    );
  };
  return { ask, asked };
}

const now = 1_795_610_567_000;

function say(state: HostState, script: string): string | Failure | undefined {
  if (script === ':') return '';
  if (script.includes('keepalived.stats')) return state.vrrp;
  if (script.includes('SOCK_DGRAM')) return script.includes('list=') ? state.sampleOfDatagrams : state.datagram;
  if (script.includes('135, 0, 0, 0')) return state.neighbours;
  if (script.includes('neigh show')) return state.known;
  if (script.includes("printf '%s: '")) return state.wayBack;
  if (script.includes('lvsdeploy_marks')) return state.marks;
  if (script.startsWith('grep -ls')) return state.marksAtBoot;
  if (script.includes('/etc/keepalived/checks')) return state.checkScripts;
  if (script.includes('maxseg')) return state.segmentSize;
  if (script.includes('-M do')) return state.path;
  if (script === readAddresses.text) return state.addresses;
  if (script === readRoutes.text) return state.routes;
  if (script === 'ipvsadm -Ln') return state.table;
  if (script === 'ipvsadm -Ln --daemon') return state.daemon;
  if (script === 'date +%s') return `${now / 1000 + (state.ahead ?? 0)}\n`;
  if (script.startsWith('uname -r')) return state.boot;
  if (script.includes('/sys/class/net')) return state.macs;
  if (script.includes('ip -o route get'))
    return withRoute(kernelValues(state.kernel ?? {}, script), state.routeToClient);
  if (script.includes('sysctl.d')) return state.settings;
  if (script.includes('modules-load.d')) return state.modulesAtBoot;
  if (script.includes('/sys/module')) return state.modules;
  if (script.includes('UnitFileState')) return state.services;
  if (script.startsWith('grep -rlwF')) return state.networkFiles;
  if (script.includes('plain()')) return state.loaded;
  if (script.includes('keepalived_check.data')) return state.healthChecks;
  if (script.startsWith('head -v')) return kernelValues(state.kernel ?? {}, script);
  if (script.includes('ifconfig -a')) return state.ifconfig;
  if (script.includes('stat -L')) return state.script;
  if (script.includes('sha256sum')) return state.configuration;
  if (script.includes('/comm')) return state.processes;
  if (script.includes('rc.local')) return state.rcLocal;
  if (script.includes('not deployed')) return state.deployed;
  if (script.includes('arping')) return state.arping;
  const asked = Object.keys(state.direct ?? {}).find((address) => script.includes(address));
  if (asked !== undefined) return state.direct?.[asked];
  if (script.includes('say()')) return typeof state.sample === 'function' ? state.sample(script) : state.sample;
  if (script.includes('curl')) return state.reply;
  return script.includes('/dev/tcp/') ? (state.connect ?? state.reply) : undefined;
}

function withRoute(values: string | Failure, route = ''): string | Failure {
  return typeof values === 'string' ? values + route : values;
}

/** As `head -v` of coreutils prints files that are there, and fails for one that is not. */
function kernelValues(values: Readonly<Record<string, string>>, script: string): string | Failure {
  const paths = script.split(/\s+/).filter((word) => word.startsWith('/proc/sys/'));
  const missing = paths.find((path) => values[path.slice('/proc/sys/'.length)] === undefined);
  if (missing !== undefined) {
    return { status: 1, stderr: `head: cannot open '${missing}' for reading: No such file or directory` };
  }
  return paths.map((path) => `==> ${path} <==\n${values[path.slice('/proc/sys/'.length)] ?? ''}\n`).join('\n');
}
