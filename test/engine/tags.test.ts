import { describe, expect, it } from 'vitest';
import { refuseUnknownTags, selectTasks, type TagSelection } from '../../src/engine/tags.ts';
import { gatedPlay, rollOut } from './fake-hosts.ts';
import type { Resource } from '../../src/resources/resource.ts';
import { handler } from '../../src/resources/handler.ts';
import { sh } from '../../src/shell/shell.ts';
import { tagged, type Role } from '../../src/playbook/playbook.ts';
import { valueResource } from './resources.ts';

const tasks = [
  { role: 'forwarding', resource: valueResource('ip_forward', '1') },
  { role: 'keepalived', tags: ['vrrp'], resource: valueResource('package', '1') },
  { role: 'keepalived', tags: ['vrrp'], resource: valueResource('conf', '1', { tags: ['conf'], notify: ['reload'] }) },
  { role: 'keepalived', tags: ['vrrp'], resource: handler('reload', { description: 'reload', script: sh`true` }) },
];

describe('selectTasks', () => {
  it.each<[TagSelection, string[]]>([
    [{}, ['value:ip_forward', 'value:package', 'value:conf', 'handler:reload']],
    [{ tags: ['forwarding'] }, ['value:ip_forward', 'handler:reload']],
    [{ tags: ['vrrp'] }, ['value:package', 'value:conf', 'handler:reload']],
    [{ tags: ['conf'] }, ['value:conf', 'handler:reload']],
    [{ tags: ['conf', 'forwarding'] }, ['value:ip_forward', 'value:conf', 'handler:reload']],
    [{ skipTags: ['keepalived'] }, ['value:ip_forward', 'handler:reload']],
    [{ tags: ['keepalived'], skipTags: ['conf'] }, ['value:package', 'handler:reload']],
  ])('%j selects %j', (selection, ids) => {
    expect(selectTasks(tasks, selection).map(({ resource }) => resource.id)).toEqual(ids);
  });
});

describe('refuseUnknownTags', () => {
  const known = new Set(['keepalived', 'forwarding']);

  it('names the known ones and the one that was meant', () => {
    expect(() => refuseUnknownTags({ tags: ['keepalivd'] }, known)).toThrow(
      expect.objectContaining({
        message: expect.stringContaining('"keepalivd"') as string,
        hint: 'Did you mean keepalived? There are forwarding, keepalived.',
      }),
    );
    expect(() => refuseUnknownTags({ skipTags: ['x'] }, known)).toThrow('"x"');
  });

  it('lets known ones pass', () => expect(() => refuseUnknownTags({ tags: ['keepalived'] }, known)).not.toThrow());
});

describe('a run with tags', () => {
  const role = (name: string, resources: readonly Resource[]): Role => ({ name, resources: () => resources });
  const reload = handler('reload', { description: 'reload', script: sh`true`, after: ['value:a'] });
  const play = gatedPlay([], {
    roles: [
      tagged(role('first', [valueResource('a', '1', { notify: ['reload'] })]), 'early'),
      role('second', [valueResource('b', '1', { after: ['value:a'], tags: ['own'] }), reload]),
    ],
  });
  const hosts = (marked: string[] = []) => ({ lb1: { values: { a: '0', b: '0' }, marked: new Set(marked) } });

  it.each<[TagSelection, string[], string[]]>([
    [{ tags: ['early'] }, [], ['lb1 value:a', 'lb1 handler:reload']],
    [{ tags: ['own'] }, [], ['lb1 value:b']],
    [{ tags: ['own'] }, ['reload'], ['lb1 value:b', 'lb1 handler:reload']],
    [{ skipTags: ['first', 'second'] }, ['reload'], ['lb1 handler:reload']],
  ])('%j with the markers %j does %j', async (selection, marked, done) => {
    const rolled = await rollOut(hosts(marked), [play], selection);
    expect(rolled.summary.hosts[0]?.error).toBeUndefined();
    expect(rolled.done).toEqual(done);
  });

  it('knows the tags of roles and of resources, and no others', async () => {
    await expect(rollOut(hosts(), [play], { tags: ['late'] })).rejects.toThrow(
      expect.objectContaining({ hint: 'There are early, first, own, second.' }),
    );
  });
});
