import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { drillInTurn } from '../../src/drill/drill-in-turn.ts';
import type { Scenario } from '../../src/drill/scenario.ts';
import { crashDirector, reload, stopKeepalived } from '../../src/drill/scenarios/director.ts';
import { renderError } from '../../src/report/error-text.ts';
import { documentAim } from './aims.ts';
import { fakeTools, type Around } from './fake-tools.ts';

beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'] }));
afterEach(() => void vi.useRealTimers());

async function drill(scenarios: readonly Scenario[], around: Around = {}) {
  const { tools, ran, told } = fakeTools(around);
  const { cluster } = documentAim;
  const turn = { cluster, scenarios, rounds: 1, onReport: () => undefined, tell: tools.tell };
  const { error, reports, leftOut } = await drillInTurn(
    turn,
    () => Promise.resolve(documentAim),
    () => tools,
  );
  const printed = error === null ? '' : renderError(error, { colour: false });
  return { printed, drilled: reports.map(({ scenario }) => scenario), leftOut, ran, told };
}

describe('one drill after the other', () => {
  it('ends with the one that leaves the cluster in another state', async () => {
    const wrong = ['vip-owner, the cluster: nobody has 192.168.1.229', 'table, lb1: it is empty'];
    const { printed, drilled, ran } = await drill([reload, stopKeepalived], { wrong });
    expect(printed).toBe(`\
web: the cluster is not as it was before, so nothing more is done to it:
  vip-owner, the cluster: nobody has 192.168.1.229
  table, lb1: it is empty
  → Mend it first; \`lvsdeploy verify\` shows the evidence.
`);
    expect(drilled).toEqual(['reload']);
    expect(ran).toEqual(['lb1: reload keepalived on lb1']);
  });

  it('leaves out what the cluster has nothing for, and says why', async () => {
    const { printed, drilled, leftOut, told } = await drill([crashDirector, reload]);
    expect(printed).toBe('');
    expect(drilled).toEqual(['reload']);
    expect(leftOut).toEqual([{ scenario: 'crash-director', reason: 'nothing says how the power of lb1 is cut' }]);
    expect(told[0]).toBe('crash-director is left out: nothing says how the power of lb1 is cut');
  });
});
