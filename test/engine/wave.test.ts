import { describe, expect, it } from 'vitest';
import { assess } from '../../src/engine/assess.ts';
import { nextWave } from '../../src/engine/wave.ts';
import { observed, tasksOf, valueResource } from './resources.ts';

const waveOf = (tasks: ReturnType<typeof tasksOf>, state: Record<string, string | null>) =>
  nextWave(tasks, assess(tasks, observed(state))).map(({ task }) => task.resource.id);

describe('nextWave', () => {
  const tasks = tasksOf(
    valueResource('package', '1'),
    valueResource('file', '1'),
    valueResource('service', 'up', { after: ['value:package'] }),
    valueResource('late', '1'),
  );

  it('takes what differs in declared order, up to the first pending task', () => {
    expect(waveOf(tasks, { package: null, file: '0', service: 'up', late: '0' })).toEqual([
      'value:package',
      'value:file',
    ]);
  });

  it('leaves out what has converged', () => {
    expect(waveOf(tasks, { package: '1', file: '0', service: 'down', late: '1' })).toEqual([
      'value:file',
      'value:service',
    ]);
  });

  it('is empty when nothing differs', () => {
    expect(waveOf(tasks, { package: '1', file: '1', service: 'up', late: '1' })).toEqual([]);
  });
});
