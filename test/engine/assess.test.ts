import { describe, expect, it } from 'vitest';
import { assess, refuseImpossibleOrder } from '../../src/engine/assess.ts';
import { observed, tasksOf, valueResource } from './resources.ts';

const states = (tasks: ReturnType<typeof tasksOf>, state: Record<string, string | null>) =>
  assess(tasks, observed(state)).map(({ resource, planned }) => [resource, planned.state]);

describe('assess', () => {
  it('tells converged, differing and unknown apart', () => {
    const tasks = tasksOf(valueResource('a', '1'), valueResource('b', '1'), valueResource('c', '1'));
    expect(states(tasks, { a: '1', b: null })).toEqual([
      ['value:a', 'converged'],
      ['value:b', 'differs'],
      ['value:c', 'unknown'],
    ]);
  });

  it('makes a resource pending while one that it comes after differs, whatever its own reading says, and so on down the chain', () => {
    const tasks = tasksOf(
      valueResource('a', '1'),
      valueResource('b', '1', { after: ['value:a'] }),
      valueResource('c', '1', { after: ['value:b'] }),
    );
    expect(states(tasks, { a: '0', b: '1' })).toEqual([
      ['value:a', 'differs'],
      ['value:b', 'pending'],
      ['value:c', 'pending'],
    ]);
    expect(states(tasks, { a: '1', b: '1', c: '1' }).map(([, state]) => state)).toEqual([
      'converged',
      'converged',
      'converged',
    ]);
  });

  it('names once what a handler waits for in two ways', () => {
    const handler = valueResource('x', 'clean', { id: 'handler:reload', after: ['value:a'] });
    const tasks = tasksOf(valueResource('a', '1', { notify: ['reload'] }), handler);
    expect(assess(tasks, observed({ a: '0', x: 'clean' }))[1]?.planned).toEqual({
      state: 'pending',
      after: ['value:a'],
    });
  });

  it('makes a handler pending while a resource that notifies it differs', () => {
    const handler = valueResource('x', 'clean', { id: 'handler:reload' });
    const tasks = tasksOf(valueResource('a', '1', { notify: ['reload'] }), handler);
    expect(states(tasks, { a: '0', x: 'clean' })[1]).toEqual(['handler:reload', 'pending']);
    expect(states(tasks, { a: '1', x: 'clean' })[1]).toEqual(['handler:reload', 'converged']);
    expect(states(tasks, { a: '1', x: 'marked' })[1]).toEqual(['handler:reload', 'differs']);
  });
});

describe('refuseImpossibleOrder', () => {
  it.each([
    ['one resource wanted twice', tasksOf(valueResource('a', '1'), valueResource('a', '2')), /both want this resource/],
    [
      'a resource after one declared later',
      tasksOf(valueResource('b', '1', { after: ['value:a'] }), valueResource('a', '1')),
      /not declared before/,
    ],
    ['a handler that is not there', tasksOf(valueResource('a', '1', { notify: ['reload'] })), /handler "reload"/],
  ])('refuses %s', (_, tasks, message) => {
    expect(() => refuseImpossibleOrder('lb1', tasks)).toThrow(message);
  });
});
