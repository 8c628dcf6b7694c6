import { expect, test } from 'vitest';
import { UnreachableError } from '../../src/errors.ts';
import { toJson } from '../../src/report/json.ts';
import { planData } from '../../src/report/plan-json.ts';
import { planRecord } from '../../src/history/plan-record.ts';
import { renderPlan } from '../../src/report/plan-text.ts';
import { converged, differs, hostPlan, planOf, playPlan, text, value } from '../report/samples.ts';

const plan = planOf(
  playPlan(
    'directors',
    [
      hostPlan('lb2', {
        'file:/a': converged,
        'file:/b': differs(
          { ...text('old\n', 'new \u001b[31m\n'), apart: 'two hold the VIP \u001b[31m' },
          value('mode', null, '0644'),
        ),
        'file:/c': differs({ what: 'content', from: '[secret]', to: null, format: 'text', secret: true }),
        'service:x': { state: 'pending', after: ['file:/b'] },
        'file:/d': { state: 'unknown', reason: 'no permission' },
      }),
      hostPlan('lb1', { 'file:/a': converged }),
    ],
    [{ host: 'lb3', error: new UnreachableError('gone', { place: 'lb3', hint: 'Look.' }) }],
  ),
);

const parse = (data: unknown) => planRecord.parse(JSON.parse(toJson(data)));

test('a plan that went into data and back is the same data, and the same text', () => {
  const back = parse(planData(plan));
  expect(planData(back)).toEqual(planData(plan));
  expect(renderPlan(back, { colour: true })).toBe(renderPlan(plan, { colour: true }));
});

test('what is read from data cannot be carried out', () => {
  const state = parse(planData(plan)).plays[0]?.hosts[0]?.tasks[1]?.planned;
  expect(state?.state === 'differs' && state.actions.map(({ script }) => script.text)).toEqual(['exit 1']);
});

test('keys of another version are left out', () => {
  expect(parse({ playbook: 'site', later: 1, plays: [] })).toEqual({ playbook: 'site', plays: [] });
});

test('no word of a plan can act on a terminal', () => {
  const bad = '\u001b[2J';
  const back = parse(
    planData(planOf(playPlan(bad, [hostPlan(bad, { [bad]: differs(value(bad, bad, bad), text(bad, `${bad}\n`)) })]))),
  );
  expect(renderPlan({ ...back, playbook: bad }, { colour: false })).not.toContain('\u001b');
});
