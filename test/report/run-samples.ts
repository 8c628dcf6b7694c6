import type { HostSummary, RunEvent, RunSummary } from '../../src/engine/event.ts';
import { LvsdeployError, UnreachableError } from '../../src/errors.ts';
import { verdict } from './samples.ts';

const play = 'directors';
const task = { play, role: 'keepalived', resource: 'file:/etc/keepalived/keepalived.conf' };

const actions = [
  { description: 'write it', script: 'umask 077\nwrite [secret]' },
  { description: 'set its \u001b[31mmode', script: 'chmod 600' },
];

const ended: readonly HostSummary[] = [
  { host: 'lb2', changed: 3, outcome: 'ok', milliseconds: 1234, roundTrips: 2 },
  {
    host: 'lb1',
    changed: 1,
    outcome: 'failed',
    milliseconds: 61_000,
    roundTrips: 1,
    error: new LvsdeployError('"reload" ended with status 1', { place: 'lb1 › keepalived', hint: 'Look at it.' }),
  },
  { host: 'lb3', changed: 0, outcome: 'not run', milliseconds: 0, roundTrips: 2 },
];

/** A run of three directors: one is changed, one fails, one is left. */
export const events: readonly RunEvent[] = [
  { type: 'play-started', play, hosts: ['lb2', 'lb1', 'lb3'] },
  { type: 'host-started', play, host: 'lb2' },
  { type: 'host-note', host: 'lb2', text: 'took over \u001b[31m the lock' },
  { type: 'task-started', ...task, host: 'lb2', action: 'write it', actions },
  { type: 'task-output', ...task, host: 'lb2', stream: 'stdout', text: 'first\nlast \u001b[31mline\n' },
  { type: 'host-note', host: 'lb2', text: 'no lock \u001b[31m', until: Date.UTC(2026, 0, 1, 4, 12, 30) },
  { type: 'task-done', ...task, host: 'lb2', outcome: 'changed', milliseconds: 321 },
  ...ended.slice(0, 1).map((summary) => ({ type: 'host-done' as const, play, ...summary })),
  { type: 'gate-waiting', play, checks: ['vip-has-one-owner'], until: 0 },
  { type: 'gate-passed', play, milliseconds: 2100 },
  { type: 'host-started', play, host: 'lb1' },
  { type: 'task-done', ...task, host: 'lb1', outcome: 'failed', milliseconds: 50 },
  ...ended.slice(1).map((summary) => ({ type: 'host-done' as const, play, ...summary })),
];

export const summary: RunSummary = { hosts: ended, ok: false };

/** A run whose gate does not hold after its only host. */
export const gateEvents: readonly RunEvent[] = [
  { type: 'play-started', play, hosts: ['lb1'] },
  { type: 'host-done', play, host: 'lb1', changed: 1, outcome: 'ok', milliseconds: 100, roundTrips: 1 },
  { type: 'gate-waiting', play, checks: ['vip-has-one-owner'], until: 0 },
  { type: 'gate-failed', play, verdicts: [verdict('failed'), verdict('ok', 'lb2')] },
];

/** The same host in two plays, unreachable in the second. */
export const twoPlays: RunSummary = {
  ok: false,
  hosts: [
    { host: 'web1', changed: 2, outcome: 'ok', milliseconds: 500, roundTrips: 2 },
    {
      host: 'web1',
      changed: 0,
      outcome: 'unreachable',
      milliseconds: 700,
      roundTrips: 1,
      error: new UnreachableError('gone', { place: 'web1' }),
    },
  ],
};
