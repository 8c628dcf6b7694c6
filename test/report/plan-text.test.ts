import { describe, expect, test } from 'vitest';
import { UnreachableError } from '../../src/errors.ts';
import { renderPlan } from '../../src/report/plan-text.ts';
import { converged, differs, hostPlan, planOf, playPlan, text, value } from './samples.ts';

const plain = { colour: false };

describe('renderPlan', () => {
  test('shows shared changes once, own changes under each host, and the counts', () => {
    const keepalived = (priority: number) =>
      differs(text('priority 90\nnopreempt\n', `priority ${priority}\nnopreempt\n`), value('mode', '0600', '0644'));
    const host = (name: string, priority: number) =>
      hostPlan(name, {
        'sysctl:net.ipv4.ip_forward': converged,
        'package:keepalived': differs(value('version', null, '2.2.7')),
        'file:/etc/keepalived/keepalived.conf': keepalived(priority),
        'file:/etc/old': differs(value('type', 'file', null)),
        'service:keepalived': { state: 'pending', after: ['package:keepalived'] },
      });
    expect(renderPlan(planOf(playPlan('directors', [host('lb2', 50), host('lb1', 100)])), plain)).toBe(
      `\
play directors: lb2, then lb1
lb2, lb1
  + package:keepalived  version 2.2.7
  - file:/etc/old  type file → absent
  ? service:keepalived  known after package:keepalived

lb2
  ~ file:/etc/keepalived/keepalived.conf  content, mode 0600 → 0644
      @@ -1,2 +1,2 @@
      -priority 90
      +priority 50
       nopreempt

lb1
  ~ file:/etc/keepalived/keepalived.conf  content, mode 0600 → 0644
      @@ -1,2 +1,2 @@
      -priority 90
      +priority 100
       nopreempt

lb2, lb1  3 to change, 1 pending, 1 unchanged

site: 6 to change, 2 pending, 2 unchanged
`,
    );
  });

  test('shows below a change what to know before it is made', () => {
    const change = { ...text('a\n', 'b\n'), apart: 'nobody hears it \u001b[31m' };
    expect(renderPlan(planOf(playPlan('directors', [hostPlan('lb1', { 'file:/a': differs(change) })])), plain))
      .toContain(`\
      -a
      +b
      warning: nobody hears it \\x1b[31m; a run refuses it on two that are at work
`);
  });

  test.each([
    [0, []],
    [1, ['> change it']],
    [2, ['> change it', '$ rm -rf /script/never/shown']],
  ])('shows at verbosity %i of what each task does: %j', (verbosity, lines) => {
    const hosts = [hostPlan('lb1', { 'file:/a': differs(value('mode', null, '0644')) })];
    const shown = renderPlan(planOf(playPlan('directors', hosts)), { colour: false, verbosity });
    expect(shown.match(/^ {6}.*$/gm)?.map((line) => line.trim()) ?? []).toEqual(lines);
  });

  test('takes one line for hosts with nothing to change', () => {
    const hosts = ['web1', 'web2'].map((name) => hostPlan(name, { 'file:/a': converged, 'file:/b': converged }));
    expect(renderPlan(planOf(playPlan('realServers', hosts)), plain)).toBe(
      `\
play realServers: web1, then web2
web1, web2  nothing to change (2 unchanged)

site: 0 to change, 0 pending, 4 unchanged
`,
    );
  });

  test('never takes unknown for unchanged, and says which hosts were not read', () => {
    const error = new UnreachableError('connect timed out', { place: 'lb2', hint: 'Is it up?' });
    const hosts = [hostPlan('lb1', { 'file:/a': { state: 'unknown', reason: 'no \u001b permission' } })];
    expect(renderPlan(planOf(playPlan('directors', hosts, [{ host: 'lb2', error }])), plain)).toBe(
      `\
play directors: lb1
lb1
  ! file:/a  cannot be read: no \\x1b permission

  lb2: connect timed out
    → Is it up?
lb1  0 to change, 0 pending, 1 unknown, 0 unchanged

site: 0 to change, 0 pending, 1 unknown, 0 unchanged, 1 host not read
`,
    );
  });

  test('says that a play has no hosts', () => {
    expect(renderPlan(planOf(playPlan('directors', [])), plain)).toBe(
      'play directors: no hosts\n\nsite: 0 to change, 0 pending, 0 unchanged\n',
    );
  });

  test('does not call a play empty whose hosts could not be read', () => {
    const error = new UnreachableError('gone', { place: 'lb1' });
    expect(renderPlan(planOf(playPlan('directors', [], [{ host: 'lb1', error }])), plain)).toMatch(
      /^play directors: no host could be read\n {2}lb1: gone\n/,
    );
  });

  test('colours the marks only when asked to', () => {
    const plan = planOf(playPlan('directors', [hostPlan('lb1', { 'file:/a': differs(value('mode', null, '0644')) })]));
    expect(renderPlan(plan, { colour: true })).toContain('  \u001b[32m+\u001b[39m file:/a  mode 0644');
    expect(renderPlan(plan, plain)).not.toContain('\u001b');
  });
});
