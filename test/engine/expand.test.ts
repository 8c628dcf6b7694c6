import { describe, expect, it } from 'vitest';
import { expandRoles } from '../../src/engine/expand.ts';
import { runPlays, type RunRequest } from '../../src/engine/run-plays.ts';
import { UsageError } from '../../src/errors.ts';
import type { Facts } from '../../src/facts/facts.ts';
import type { Host } from '../../src/inventory/host.ts';
import type { Play, Role } from '../../src/playbook/playbook.ts';
import { documentCluster } from '../verify/document-cluster.ts';
import { valueResource } from './resources.ts';

const facts = {} as Facts;
const lb1 = { name: 'lb1' } as Host;
const play = (role: Role): Play => ({ hosts: 'all', roles: [role] });
const wanting: Role = { name: 'wanting', resources: () => [valueResource('a', '1')] };
const refusing: Role = {
  name: 'refusing',
  resources: () => {
    throw new UsageError('not on this kind of host', { hint: 'Take another.' });
  },
};

describe('expandRoles', () => {
  it('gives the resources of each role, under its name', () => {
    expect(expandRoles(play(wanting), lb1, [documentCluster], facts)).toMatchObject([
      { role: 'wanting', resource: { id: 'value:a' } },
    ]);
  });

  it('names host and role when a role refuses', () => {
    expect(() => expandRoles(play(refusing), lb1, [documentCluster], facts)).toThrow(
      expect.objectContaining({ place: 'lb1 › refusing', hint: 'Take another.' }) as Error,
    );
  });

  it('says of an exception in a role where it is to be mended', () => {
    const text = undefined as unknown as string;
    const slipping: Role = { name: 'slipping', resources: () => [valueResource(text.trim(), '1')] };
    expect(() => expandRoles(play(slipping), lb1, [documentCluster], facts)).toThrow(
      expect.objectContaining({
        place: 'lb1 › slipping',
        message: "its resources cannot be made: TypeError: Cannot read properties of undefined (reading 'trim')",
        hint: expect.stringMatching(/^Mend the role at \/.+\/expand\.test\.ts:\d+\.$/) as string,
        exitCode: 64,
      }) as Error,
    );
  });

  it('says it of what is no error, too', () => {
    const slipping: Role = {
      name: 'slipping',
      resources: () => {
        // eslint-disable-next-line @typescript-eslint/only-throw-error -- as JavaScript lets a role do
        throw 'no VIP';
      },
    };
    expect(() => expandRoles(play(slipping), lb1, [documentCluster], facts)).toThrow(
      expect.objectContaining({ message: "its resources cannot be made: 'no VIP'", hint: 'Mend the role.' }) as Error,
    );
  });

  it('leaves an exception of this program alone', () => {
    const bug = Object.assign(new TypeError('a bug'), { stack: 'TypeError: a bug\n    at node:internal/a:1:1' });
    const broken: Role = {
      name: 'broken',
      resources: () => {
        throw bug;
      },
    };
    expect(() => expandRoles(play(broken), lb1, [documentCluster], facts)).toThrow(bug);
  });

  it('refuses a role that returns nothing', () => {
    const silent = { name: 'silent', resources: () => undefined } as unknown as Role;
    expect(() => expandRoles(play(silent), lb1, [documentCluster], facts)).toThrow(
      expect.objectContaining({
        place: 'lb1 › silent',
        message: 'it returns undefined; expected a list of resources',
      }) as Error,
    );
  });

  it.each([
    ['in no cluster', []],
    ['in two clusters', [documentCluster, { ...documentCluster, name: 'mail' }]],
  ])('refuses a host that is %s, unless the play has no roles', (words, clusters) => {
    expect(() => expandRoles(play(wanting), lb1, clusters, facts)).toThrow(words.replace('two', 'the'));
    expect(expandRoles({ hosts: 'all', roles: [] }, lb1, clusters, facts)).toEqual([]);
  });
});

describe('runPlays', () => {
  it('changes nothing anywhere when something that cannot be meant was found on one host', async () => {
    const error = new UsageError('all weights are 0');
    const later = { play: play(refusing), name: 'later', batches: [], failed: [{ host: lb1, error }] };
    const first = { ...later, failed: [], batches: [[{ name: 'web1', planned: [], host: { name: 'web1' } as Host }]] };
    const emitted: unknown[] = [];
    const request = { emit: (event: unknown) => emitted.push(event) } as unknown as RunRequest;
    await expect(runPlays([first, later] as never, request)).rejects.toBe(error);
    expect(emitted).toEqual([]);
  });
});
