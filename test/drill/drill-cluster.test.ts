import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { drillCluster, type DrillOptions } from '../../src/drill/drill-cluster.ts';
import { failback } from '../../src/drill/scenarios/director.ts';
import type { RunIdentity } from '../../src/engine/run-identity.ts';
import { sh } from '../../src/shell/shell.ts';
import type { Session } from '../../src/shell/session.ts';
import { ConnectionLost } from '../../src/ssh/errors.ts';
import type { Check } from '../../src/verify/check.ts';
import { parse, web } from '../inventory/parse.ts';
import { printedErrorOf } from '../report/printed-error.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const vip = '192.168.1.229';
const inventory = parse(
  web.replace('    vips:', '    clients: { client: { address: 192.168.1.10 } }\n    drillable: true\n    vips:'),
);
const run: RunIdentity = {
  id: '20261129-100000-3f9a0c',
  who: 'ops@control',
  what: 'drill',
  since: '2026-11-29T10:00:00.000Z',
  process: null,
};

/** Holds when keepalived runs on every director. */
const running: Check = {
  id: 'keepalived-running',
  title: 'keepalived runs',
  step: '16',
  severity: 'critical',
  asks: ({ directors }) => directors.map(({ name }) => ({ host: name, script: sh`pidof keepalived` })),
  judge: ({ directors }, answer) =>
    directors.map(({ name }) => {
      const said = answer({ host: name, script: sh`pidof keepalived` });
      const isOk = said.kind === 'answered' && said.status === 0;
      return { host: name, outcome: isOk ? 'ok' : 'failed', expected: 'a process', found: isOk ? 'one' : 'none' };
    }),
};

interface Situation {
  /** The directors that have the VIP. */
  readonly holders?: readonly string[];
  /** The directors without keepalived. */
  readonly stopped?: readonly string[];
  readonly signal?: AbortSignal;
  readonly form?: 'standalone';
}

/** Begins to drill a cluster of hosts that answer so, and lets time go by until that has ended. */
async function drill({ holders = [], stopped = [], signal, form }: Situation) {
  const ran: string[] = [];
  const open = (name: string): Session => {
    let lose: () => void = () => undefined;
    return {
      host: name,
      roundTrips: 0,
      run: async (snippets, { onOutput } = {}) => {
        ran.push(...snippets.map((snippet) => `${name}: ${snippet.name}`));
        if (snippets.some((snippet) => snippet.name === 'see which VIPs it holds')) {
          const look = () => {
            const held = holders.includes(name) ? ` ${vip}` : '';
            onOutput?.(0, 'stdout', `h ${(Date.now() / 1000).toFixed(2)}${held}\n`);
          };
          const timer = setInterval(look, 200);
          await new Promise<void>((resolve) => (lose = resolve));
          clearInterval(timer);
          throw new ConnectionLost('closed', { place: name });
        }
        const status = (text: string) => (text.includes('pidof keepalived') && stopped.includes(name) ? 1 : 0);
        return snippets.map(({ script }) => ({ status: status(script.text), stdout: '', stderr: '' }));
      },
      close: () => lose(),
    };
  };
  const [cluster] = inventory.clusters;
  if (cluster === undefined) throw new Error('the inventory has a cluster');
  const options: DrillOptions = {
    inventory,
    cluster: form === undefined ? cluster : { ...cluster, form },
    scenarios: [failback],
    rounds: 1,
    choice: {},
    probe: { rate: 20, timeout: 1000 },
    checks: [running],
    run,
    open: ({ name }) => Promise.resolve(open(name)),
    turnPower: () => Promise.resolve(),
    signal: signal ?? new AbortController().signal,
    onReport: () => undefined,
    tell: () => undefined,
  };
  let printed = null as string | null;
  const began = Date.now();
  void printedErrorOf(async () => {
    const { error } = await drillCluster(options);
    if (error !== null) throw error;
  }).then((text) => (printed = text));
  while (printed === null && Date.now() - began < 120_000) await vi.advanceTimersByTimeAsync(100);
  return { printed, ran, waited: Date.now() - began };
}

const isTouched = (ran: readonly string[]) => ran.some((what) => what.endsWith('stop keepalived on lb1'));

describe('a cluster is not struck', () => {
  it('when nobody could take over: no host is even asked', async () => {
    const { printed, ran } = await drill({ form: 'standalone' });
    expect(printed).toBe(`\
web: a single director has nobody to take over: there is nothing to drill
  → Drill a cluster of the form ha; \`lvsdeploy verify\` tells whether this one works.
`);
    expect(ran).toEqual([]);
  });

  it('when it is not well; its hosts are given back', async () => {
    const { printed, ran } = await drill({ holders: ['lb1'], stopped: ['lb1', 'lb2'] });
    expect(printed).toBe(`\
web: the cluster is not well, so nothing was done to it:
  keepalived-running, lb1: none
  keepalived-running, lb2: none
  → Mend it first; \`lvsdeploy verify\` shows the evidence.
`);
    expect(isTouched(ran)).toBe(false);
    expect(ran.filter((what) => what === 'web1: lock the host')).toHaveLength(3);
  });

  it.each([
    ['no director is seen with the VIP', []],
    ['two directors are seen with the VIP', ['lb1', 'lb2']],
  ])('while %s, for half a minute', async (who, holders) => {
    const { printed, ran, waited } = await drill({ holders });
    expect(printed).toBe(`\
web: ${who}
  → \`lvsdeploy verify\` shows why: see vip-owner and vrrp-states. Nothing more was done.
`);
    expect(isTouched(ran)).toBe(false);
    expect(waited).toBeGreaterThan(30_000);
  });

  it('when it was interrupted before', async () => {
    const { printed, ran, waited } = await drill({ holders: ['lb1'], signal: AbortSignal.abort() });
    expect(printed).toMatch(/^web: the drill was interrupted\n {2}→ /);
    expect(isTouched(ran)).toBe(false);
    expect(waited).toBeLessThan(1000);
  });
});
