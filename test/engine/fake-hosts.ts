import { planOf, readPlaybook } from '../../src/engine/plan-playbook.ts';
import { approvalOf } from '../../src/engine/approval.ts';
import { askThrough } from '../../src/engine/ask.ts';
import { connectLazily } from '../../src/engine/connections.ts';
import type { RunEvent, RunSummary } from '../../src/engine/event.ts';
import type { RunIdentity } from '../../src/engine/run-identity.ts';
import { runPlays } from '../../src/engine/run-plays.ts';
import type { TagSelection } from '../../src/engine/tags.ts';
import type { UnplannedChange } from '../../src/engine/turn.ts';
import type { Plan } from '../../src/engine/plan.ts';
import type { Cluster } from '../../src/cluster/cluster.ts';
import type { Host } from '../../src/inventory/host.ts';
import { maskOf } from '../../src/mask.ts';
import { secretsIn } from '../../src/secret.ts';
import type { Play } from '../../src/playbook/playbook.ts';
import type { Resource } from '../../src/resources/resource.ts';
import type { Session, Snippet, SnippetResult } from '../../src/shell/session.ts';
import { sh } from '../../src/shell/shell.ts';
import { ConnectionLost, DeadlineExceeded, Unreachable } from '../../src/ssh/errors.ts';
import type { Check } from '../../src/verify/check.ts';

export const vip = '192.0.2.100';

/** A host of a test: its values by name, and what goes wrong with it. */
export interface FakeHost {
  readonly values: Record<string, string>;
  /** Handlers whose markers are there. */
  readonly marked?: Set<string>;
  holdsVip?: boolean;
  /** The words of its lock. */
  lock?: string;
  /** What an action does instead of its work; one that hangs ends at its time limit at once. */
  trouble?: 'fails' | 'loses the connection' | 'hangs';
  isUnreachable?: boolean;
  /** Its keepalived does not run. */
  isStopped?: boolean;
  isSick?: boolean;
  /** Called before each batch but those of a gate. */
  onBatch?: (names: readonly string[]) => void;
}

/** Directors, all of one cluster; the first has the highest priority. */
export type FakeHosts = Readonly<Record<string, FakeHost>>;

/** Holds when no director is sick. */
export const healthy: Check = {
  id: 'healthy',
  title: 'every director is healthy',
  step: '17',
  severity: 'critical',
  asks: ({ directors }) => directors.map(({ name }) => ({ host: name, script: sh`health` })),
  judge: ({ directors }, answer) =>
    directors.map(({ name }) => {
      const said = answer({ host: name, script: sh`health` });
      const isOk = said.kind === 'answered' && said.stdout === 'ok';
      return { host: name, outcome: isOk ? 'ok' : 'failed', expected: 'ok', found: 'not ok' };
    }),
};

/** @returns a play that gives every director these resources, one after the other, with a gate between them. */
export function gatedPlay(resources: readonly Resource[], more: Partial<Play> = {}): Play {
  const roles = [{ name: 'role', resources: () => resources }];
  return { hosts: 'directors', serial: 1, order: 'standby-first', roles, gate: [healthy], ...more };
}

export interface Rollout {
  readonly plan: Plan;
  readonly summary: RunSummary;
  readonly events: readonly RunEvent[];
  /** `lb1 value:a`, each action that reached a host, in their order. */
  readonly done: readonly string[];
}

export interface RolloutOptions extends TagSelection {
  readonly askAgain?: (change: UnplannedChange) => Promise<boolean>;
  readonly beforeApply?: () => void;
  readonly run?: RunIdentity;
  readonly pause?: (milliseconds: number) => Promise<void>;
}

/** Plans and carries out plays on hosts that are nothing but data. */
export async function rollOut(
  hosts: FakeHosts,
  plays: readonly Play[],
  options: RolloutOptions = {},
): Promise<Rollout> {
  const { askAgain, beforeApply, run, pause = () => Promise.resolve(), ...selection } = options;
  const done: string[] = [];
  const names = Object.keys(hosts);
  const inventory = {
    file: 'inventory.yaml',
    hosts: names.map((name) => ({ name, groups: ['directors', name] }) as unknown as Host),
    clusters: [
      {
        name: 'web',
        vrrp: null,
        directors: names.map((name, index) => ({ name, priority: 100 - index })),
        realServers: [],
        clients: [],
        vips: [{ address: vip }],
      } as unknown as Cluster,
    ],
  };
  const mask = maskOf(secretsIn(inventory));
  const connections = connectLazily(({ name }) => {
    const host = hosts[name];
    return host === undefined || host.isUnreachable === true
      ? Promise.reject(new Unreachable('no route', { place: name }))
      : Promise.resolve(fakeSession(name, host, done));
  });
  const playbook = { name: 'test', plays };
  const events: RunEvent[] = [];
  const request = { playbook, inventory, connections, mask, ...selection };
  const read = await readPlaybook(request);
  const plan = planOf(playbook, read);
  beforeApply?.();
  const summary = await runPlays(read, {
    ...request,
    ask: askThrough(inventory, connections),
    approval: approvalOf(plan),
    askAgain,
    run,
    emit: (event) => void events.push(event),
    pause,
  });
  return { plan, summary, events, done };
}

function fakeSession(name: string, host: FakeHost, done: string[]): Session {
  let roundTrips = 0;
  return {
    host: name,
    get roundTrips() {
      return roundTrips;
    },
    run: async (snippets, { onDone } = {}) => {
      await Promise.resolve();
      roundTrips += 1;
      if (host.isUnreachable === true) throw new ConnectionLost('gone', { place: name });
      host.onBatch?.(snippets.map((snippet) => snippet.name));
      const results: SnippetResult[] = [];
      for (const [index, snippet] of snippets.entries()) {
        const [, action] = / › (\S+): /.exec(snippet.name) ?? [];
        if (action !== undefined) done.push(`${name} ${action}`);
        if (action !== undefined && host.trouble === 'loses the connection')
          throw new ConnectionLost('gone', { place: name });
        if (action !== undefined && host.trouble === 'hangs')
          throw new DeadlineExceeded(`not done after ${snippet.timeout ?? NaN} ms`, {
            place: `${name} › ${snippet.name}`,
          });
        const result = answer(host, snippet, action);
        results.push(result);
        onDone?.(index, result);
        if (action !== undefined && result.status !== 0) break;
      }
      return snippets.map((_, index) => results[index] ?? { status: null, stdout: '', stderr: '' });
    },
    close: () => undefined,
  };
}

function answer(host: FakeHost, { name, script }: Snippet, action: string | undefined): SnippetResult {
  const said = (stdout: string): SnippetResult => ({ status: 0, stdout, stderr: '' });
  if (name === 'read the lock') return said(host.lock ?? '');
  if (name === 'facts: keepalived') return said(host.isStopped === true ? '' : 'running\n');
  if (name === 'facts: kernel') return said('6.1\nx86_64\nboot\n');
  if (name === 'facts: addresses')
    return said(host.holdsVip === true ? `2: eth0    inet ${vip}/32 scope global eth0\n` : '');
  if (name.startsWith('verify')) return said(host.isSick === true ? 'sick' : 'ok');
  if (name === 'read value') {
    const [, keys = ''] = /'%s\n' (.*)$/m.exec(script.text) ?? [];
    return said(
      `${keys
        .split(' ')
        .map((key) => host.values[key] ?? 'absent')
        .join('\n')}\n\n0\n`,
    );
  }
  if (name === 'read marker') return said(`${[...(host.marked ?? [])].join('\n')}\n\n0\n`);
  if (action === undefined) return said('');
  for (const [, handler = ''] of script.text.matchAll(/: > \/var\/lib\/lvsdeploy\/pending\/(\S+)/g))
    host.marked?.add(handler);
  if (host.trouble === 'fails') return { status: 1, stdout: '', stderr: 'no' };
  const [, value = ''] = /echo (\S+)/.exec(script.text) ?? [];
  host.values[action.replace('value:', '')] = value;
  host.marked?.delete(action.replace('handler:', ''));
  return said('');
}
