import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { carryOutDrill } from '../../src/drill/carry-out.ts';
import type { Aim, Scenario } from '../../src/drill/scenario.ts';
import { crashDirector, cutLink, reload, stopKeepalived } from '../../src/drill/scenarios/director.ts';
import { webDown } from '../../src/drill/scenarios/real-server.ts';
import { printedErrorOf } from '../report/printed-error.ts';
import { documentAim } from './aims.ts';
import { fakeTools, type Answers, type Around } from './fake-tools.ts';
import { probing } from './probing.ts';

beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'] }));
afterEach(() => void vi.useRealTimers());

async function carryOut(scenario: Scenario, around: Around = {}, aim: Aim = documentAim) {
  const { tools, ran, told } = fakeTools(around);
  return { printed: await printedErrorOf(() => carryOutDrill(scenario, aim, 1, tools)), ran, told };
}

/** A script fails on a host, saying so. */
const failing =
  (where: string, part: string, stderr = 'no\n'): Answers =>
  (host, script) =>
    host === where && script.includes(part) ? { status: 1, stderr } : undefined;

const stop = 'lb1: stop keepalived on lb1';
const start = 'lb1: start keepalived on lb1 again';

describe('before anything is done', () => {
  const saying = (said: string, aim?: Aim) =>
    carryOut(stopKeepalived, { startProbe: () => probing(aim ?? documentAim, said).probe }, aim);

  it('a client has to be answered', async () => {
    const { printed, ran } = await saying('p 4711 python3\nl open 0 -\nr 0 5 200 web1\nr 100 - timeout\nt 100\n');
    expect(printed).toBe(`\
client: 1 of 2 requests got no answer before anything was done: timeout
  → Mend that first: \`lvsdeploy verify\` tells more. Or ask less often (--rate), or with more patience (--timeout).
`);
    expect(ran).toEqual([]);
  });

  it('by a UDP service, too, which answers only what it knows', async () => {
    const service = { ...documentAim.service, protocol: 'udp', port: 53 } as const;
    const { printed, ran } = await saying('p 4711 python3\nr 0 - timeout\nt 0\n', { ...documentAim, service });
    expect(printed).toBe(`\
client: 1 of 1 requests got no answer before anything was done: timeout
  → A UDP service has to answer what its health check sends: say so by payload and requireReply. Or \`lvsdeploy verify\` tells what is wrong.
`);
    expect(ran).toEqual([]);
  });

  it('it has to ask', async () => {
    const { printed, ran } = await saying('p 4711 python3\n');
    expect(printed).toBe(`\
client: the probe there has sent nothing for 15 s
  → See how busy that host is, or choose another client with --client.
`);
    expect(ran).toEqual([]);
  });

  it('a host has to have what it takes', async () => {
    const { printed, ran } = await carryOut(cutLink, {
      answers: failing('lb1', 'clsact', 'frames on eth0 cannot be dropped here\n'),
    });
    expect(printed).toBe(`\
lb1: this drill is not possible there: frames on eth0 cannot be dropped here
  → Mend what it says there, or choose another scenario.
`);
    expect(ran).toEqual(['lb1: see whether it can be done']);
  });

  it('which is told by its status where it says nothing', async () => {
    const { printed } = await carryOut(cutLink, { answers: failing('lb1', 'clsact', '') });
    expect(printed).toContain('lb1: this drill is not possible there: status 1, and it said nothing\n');
  });

  it('something has to cut the power', async () => {
    const { printed, ran } = await carryOut(crashDirector);
    expect(printed).toBe(`\
lb1: nothing says how the power of lb1 is cut
  → Give the director \`power: { off: [program, …], on: [program, …] }\` in the inventory: commands that run on this machine.
`);
    expect(ran).toEqual([]);
  });

  it('a unit that would cut us off is left alone', async () => {
    const answers: Answers = (host) => (host === 'web1' ? { stdout: 'ssh.service\n' } : undefined);
    const { printed, ran } = await carryOut(webDown, { answers });
    expect(printed).toBe(`\
web1: what listens on port 80 there cannot be stopped by its unit: ssh.service
  → A drill stops a unit of systemd that serves this port and nothing else: let one serve it, or choose another server with --server.
`);
    expect(ran).toEqual(['web1: see whether it can be done']);
  });
});

describe('whatever happens, the host is put back', () => {
  it('when the strike fails', async () => {
    const answers = failing('lb1', '/sbin/lvsdr.sh stop', 'Job for keepalived.service failed.\n');
    const { printed, ran } = await carryOut(stopKeepalived, { answers });
    expect(printed).toBe(`\
lb1: stop keepalived on lb1 failed with status 1: Job for keepalived.service failed.
  → Mend that there, the log of the host may say more; \`lvsdeploy verify\` tells whether the cluster is as it was.
`);
    expect(ran).toEqual([stop, stop, start]);
  });

  it.each([
    ['on standard output', { status: 5, stdout: 'no such unit\n' }, 'no such unit'],
    ['not at all', { status: 5 }, 'it said nothing'],
  ])('when it says why %s', async (_, result, said) => {
    const { printed } = await carryOut(reload, {
      answers: (_host, script) => (script.includes('reload') ? result : undefined),
    });
    expect(printed).toContain(`lb1: reload keepalived on lb1 failed with status 5: ${said}\n`);
  });

  it('when it is interrupted', async () => {
    const abort = new AbortController();
    const { printed, ran } = await carryOut(stopKeepalived, {
      signal: abort.signal,
      onPause: (done) => done.includes(stop) && abort.abort(),
    });
    expect(printed).toBe(`\
web: the drill was interrupted
  → What it had struck was put back; \`lvsdeploy verify\` tells whether all is well. Then run it again.
`);
    expect(ran).toEqual([stop, stop, start]);
  });

  it('by the power that was cut', async () => {
    const holder = { ...documentAim.holder, power: { off: ['switch', 'off'], on: ['switch', 'on'] } };
    const { printed, ran } = await carryOut(crashDirector, { holder: 'lb2' }, { ...documentAim, holder });
    expect(printed).toBe('');
    expect(ran).toEqual(['switch off', 'switch on']);
  });
});
