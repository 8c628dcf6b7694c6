import { describe, expect, it } from 'vitest';
import { readProbe } from '../../src/drill/probe/read-probe.ts';
import { web1, web2 } from '../verify/document-cluster.ts';

function reading(...lines: readonly string[]) {
  const probe = readProbe([web1, web2], null);
  const moments = lines.map((line) => probe.read(line));
  return { probe, moments };
}

describe('the lines of a probe', () => {
  it('tell who asks, what was asked when, and who answered', () => {
    const { probe } = reading(
      'p 4711 python3',
      'r 10.0 12.5 200 <h1> web2 </h1>',
      'r 30.0 - timeout',
      'r 50.0 55.0 503 web1',
      'r 70.0 71.0 connected',
    );
    expect(probe.process).toEqual({ id: 4711, tool: 'python3' });
    expect(probe.requests).toEqual([
      { sentAt: 10, answeredAt: 12.5, server: 'web2', error: null },
      { sentAt: 30, answeredAt: null, server: null, error: 'timeout' },
      { sentAt: 50, answeredAt: null, server: 'web1', error: 'HTTP 503' },
      { sentAt: 70, answeredAt: 71, server: null, error: null },
    ]);
  });

  it('take the status that the health check wants for an answer, and no other', () => {
    const probe = readProbe([web1], 204);
    ['r 1 2 204 web1', 'r 3 4 200 web1'].forEach((line) => probe.read(line));
    expect(probe.requests.map(({ error }) => error)).toEqual([null, 'HTTP 200']);
  });

  it('give the time of the client, by beats and by its end', () => {
    const { probe, moments } = reading('t 100.0', 'r 90.0 95.0 200 web1', 't 200.1', 'e 250.0');
    expect(moments).toEqual([100, null, 200.1, 250]);
    expect(probe.hasEnded).toBe(true);
  });

  it('are not confused by what a host prints besides', () => {
    const { probe, moments } = reading('Last login: today', 'r', 'r x y', 't soon', 'l open', 'l burst 10', '');
    expect(probe.requests).toEqual([]);
    expect(probe.heldSince).toBe(null);
    expect(moments).toEqual([null, null, null, null, null, null, null]);
  });
});

describe('the connection that is held open', () => {
  const opened = 'l open 5.0 192.168.1.10 40000';

  it.each([
    { what: 'lived', lines: [opened, 'l end 9000.0 812'], says: { kind: 'lived', server: null } },
    { what: 'was reset', lines: [opened, 'l died 4200.0 reset'], says: { kind: 'died', at: 4200, error: 'reset' } },
    {
      what: 'is not acknowledged any more, which nobody says',
      lines: [opened, 'l end 9000.0 6000'],
      says: { kind: 'died', at: 3000, error: 'silence' },
    },
    {
      what: 'was closed by the server',
      lines: [opened, 'l closed 4200.0 closed', 'l open 5200.0 192.168.1.10 40001', 'l end 9000.0 800'],
      says: { kind: 'not measured', reason: 'the server itself closed it' },
    },
    {
      what: 'was opened only afterwards',
      lines: ['l failed 5.0 refused', 'l open 4000.0 192.168.1.10 40001', 'l end 9000.0 800'],
      says: { kind: 'not measured', reason: 'it could not be opened: refused' },
    },
    { what: 'was never there', lines: [], says: { kind: 'not measured', reason: 'none was open then' } },
  ])('$what', ({ lines, says }) => {
    const { probe } = reading('p 1 python3', ...lines);
    expect(probe.longConnection(3000)).toEqual(says);
  });

  it('cannot be held by curl', () => {
    expect(reading('p 1 curl').probe.longConnection(0)).toEqual({
      kind: 'not measured',
      reason: 'only python3 on the client can hold a connection open',
    });
  });

  it('says since when it is open', () => {
    expect(reading(opened).probe.heldSince).toBe(5);
    expect(reading(opened, 'l died 10.0 reset').probe.heldSince).toBe(null);
  });
});
