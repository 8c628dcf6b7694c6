import { expect, it } from 'vitest';
import type { Resource } from '../../src/resources/resource.ts';
import { service } from '../../src/resources/service.ts';
import { actionsOf, answered, brief } from './local.ts';

const show = (load: string, active: string, unitFile: string) => ({
  stdout: `LoadState=${load}\nActiveState=${active}\nUnitFileState=${unitFile}\n`,
});
const [enabled, running] = service({ name: 'keepalived', running: true, enabled: true, satisfies: ['reload'] }) as [
  Resource,
  Resource,
];
const [disabled, stopped] = service({ name: 'keepalived', running: false, enabled: false }) as [Resource, Resource];

it.each([
  ['runs', show('loaded', 'active', 'enabled'), 'converged', 'converged'],
  ['reloads', show('loaded', 'reloading', 'enabled'), 'converged', 'converged'],
  [
    'is off',
    show('loaded', 'inactive', 'disabled'),
    'at boot disabled > enabled | ! enable keepalived at boot',
    'state inactive > active | ! start keepalived',
  ],
  ['failed', show('loaded', 'failed', 'enabled'), 'converged', 'state failed > active | ! start keepalived'],
  ['cannot be enabled', show('loaded', 'active', 'static'), 'converged', 'converged'],
  [
    'is masked',
    show('masked', 'inactive', 'masked'),
    'unknown: somebody masked it; say "systemctl unmask keepalived" if it may run',
    'unknown: somebody masked it; say "systemctl unmask keepalived" if it may run',
  ],
  [
    'is not there',
    show('not-found', 'inactive', ''),
    'unknown: systemd knows no unit keepalived',
    'unknown: systemd knows no unit keepalived',
  ],
  [
    'cannot be asked',
    { status: 1, stderr: 'System has not been booted with systemd' },
    'unknown: systemctl does not answer: System has not been booted with systemd',
    'unknown: systemctl does not answer: System has not been booted with systemd',
  ],
])('wanted up, and it %s', (_, output, atBoot, now) => {
  expect([brief(enabled.compare(answered(output))), brief(running.compare(answered(output)))]).toEqual([atBoot, now]);
});

it.each([
  [
    'runs',
    show('loaded', 'active', 'enabled'),
    'at boot enabled > disabled | ! disable keepalived at boot',
    'state active > inactive | ! stop keepalived',
  ],
  ['is off', show('loaded', 'inactive', 'disabled'), 'converged', 'converged'],
  ['failed', show('loaded', 'failed', 'masked'), 'converged', 'converged'],
])('wanted down, and it %s', (_, output, atBoot, now) => {
  expect([brief(disabled.compare(answered(output))), brief(stopped.compare(answered(output)))]).toEqual([atBoot, now]);
});

it('lets only the start stand for a handler', () => {
  expect([enabled.satisfies, running.satisfies]).toEqual([undefined, ['reload']]);
});

it('asks for all units at once and tells the answers apart by their order', () => {
  const [a] = service({ name: 'a', running: true }) as [Resource];
  const [b] = service({ name: 'b', running: true }) as [Resource];
  const { kind } = a.reads[0] ?? {};
  const output = {
    status: 0,
    stderr: '',
    stdout: `${show('loaded', 'active', '').stdout}\n${show('loaded', 'failed', '').stdout}`,
  };
  const found = kind?.parse(output, ['a', 'b']);
  expect([found?.get('a'), found?.get('b')]).toMatchObject([
    { value: { active: 'active' } },
    { value: { active: 'failed' } },
  ]);
  expect(kind?.parse(output, ['a', 'b', 'c']).get('a')).toMatchObject({ kind: 'unknown' });
  expect(actionsOf(b.compare(answered(show('loaded', 'failed', '')))).map(({ script }) => script.text)).toEqual([
    'systemctl start b',
  ]);
});
