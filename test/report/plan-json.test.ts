import { expect, test } from 'vitest';
import { LvsdeployError } from '../../src/errors.ts';
import { toJson } from '../../src/report/json.ts';
import { planData } from '../../src/report/plan-json.ts';
import { converged, differs, hostPlan, planOf, playPlan, value } from './samples.ts';

test('planData names every task, masks secrets and leaves the scripts out', () => {
  const plan = planOf(
    playPlan(
      'directors',
      [
        hostPlan('lb1', {
          'file:/a': converged,
          'file:/b': differs({ what: 'content', from: null, to: 'hunter2', format: 'text', secret: true }),
          'file:/c': differs(value('mode', '0600', '0644')),
          'service:x': { state: 'pending', after: ['file:/b'] },
          'file:/d': { state: 'unknown', reason: 'no permission' },
        }),
      ],
      [{ host: 'lb2', error: new LvsdeployError('gone', { place: 'lb2' }) }],
    ),
  );
  const role = 'keepalived';
  const actions = ['change it'];
  expect(JSON.parse(toJson(planData(plan)))).toEqual({
    playbook: 'site',
    plays: [
      {
        name: 'directors',
        batches: [['lb1']],
        hosts: [
          {
            host: 'lb1',
            tasks: [
              { role, resource: 'file:/a', state: 'converged' },
              {
                role,
                resource: 'file:/b',
                state: 'differs',
                changes: [{ what: 'content', from: null, to: '[secret]', format: 'text', secret: true }],
                actions,
              },
              {
                role,
                resource: 'file:/c',
                state: 'differs',
                changes: [{ what: 'mode', from: '0600', to: '0644', format: 'value' }],
                actions,
              },
              { role, resource: 'service:x', state: 'pending', after: ['file:/b'] },
              { role, resource: 'file:/d', state: 'unknown', reason: 'no permission' },
            ],
          },
        ],
        failed: [{ host: 'lb2', error: { name: 'LvsdeployError', message: 'gone', place: 'lb2' } }],
      },
    ],
    total: { change: 2, pending: 1, unknown: 1, unchanged: 1 },
  });
});

test('toJson escapes what can act on a terminal and stays the same JSON', () => {
  const value = 'a\u001b\u009b\u202eb';
  expect(toJson(value)).toBe('"a\\u001b\\u009b\\u202eb"');
  expect(JSON.parse(toJson(value))).toBe(value);
});
