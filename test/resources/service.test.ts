import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Resource } from '../../src/resources/resource.ts';
import { reloadService, service } from '../../src/resources/service.ts';
import { sh, Shell } from '../../src/shell/shell.ts';
import { actionsOf, answered, brief, run } from './local.ts';

const show = (load: string, active: string, unitFile: string) => ({
  stdout: `LoadState=${load}\nActiveState=${active}\nUnitFileState=${unitFile}\n`,
});
const [enabled, running] = service({
  name: 'keepalived',
  facts: { init: 'systemd' },
  running: true,
  enabled: true,
  satisfies: ['reload'],
}) as [Resource, Resource];
const [disabled, stopped] = service({
  name: 'keepalived',
  facts: { init: 'systemd' },
  running: false,
  enabled: false,
}) as [Resource, Resource];

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
  const [a] = service({ name: 'a', facts: { init: 'systemd' }, running: true }) as [Resource];
  const [b] = service({ name: 'b', facts: { init: 'systemd' }, running: true }) as [Resource];
  const { kind } = a.reads[0] ?? {};
  const output = {
    status: 0,
    stderr: '',
    stdout: `${show('loaded', 'active', '').stdout}\n${show('loaded', 'failed', '').stdout}`,
  };
  const found = kind?.parse(output, ['a', 'b']);
  expect([found?.get('a'), found?.get('b')]).toMatchObject([
    { value: { now: 'active' } },
    { value: { now: 'failed' } },
  ]);
  expect(kind?.parse(output, ['a', 'b', 'c']).get('a')).toMatchObject({ kind: 'unknown' });
  expect(actionsOf(b.compare(answered(show('loaded', 'failed', '')))).map(({ script }) => script.text)).toEqual([
    'systemctl start b',
  ]);
});

it('is reloaded in the way of its init system', () => {
  expect(reloadService({ name: 'a', facts: { init: 'systemd' } }).text).toBe('systemctl reload a');
  expect(reloadService({ name: 'a', facts: { init: 'sysv' } }).text).toContain('service a reload');
  expect(() => reloadService({ name: 'a', facts: { init: 'other' } })).toThrow('no init system that is known');
});

describe('an init script', () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'init-'));
    put('etc/inittab', '# a comment\nid:3:initdefault:\nsi::sysinit:/etc/init.d/rcS\n');
    put('proc/1/comm', 'init\n');
  });
  afterEach(() => rmSync(root, { recursive: true }));
  const put = (path: string, text: string) => {
    mkdirSync(join(root, dirname(path)), { recursive: true });
    writeFileSync(join(root, path), text, { mode: 0o755 });
  };
  const link = (path: string) => {
    mkdirSync(join(root, dirname(path)), { recursive: true });
    symlinkSync('../init.d/keepalived', join(root, path));
  };
  const here = (script: Shell) =>
    new Shell(`cd ${root}; PATH=${root}/bin:$PATH\n${script.text.replaceAll(/\/(?=(?:etc|proc)\/)/g, `${root}/`)}`);
  const options = { name: 'keepalived', facts: { init: 'sysv' } } as const;
  const up = service({ ...options, running: true, enabled: true });
  const down = service({ ...options, running: false, enabled: false });
  const look = (resources: readonly Resource[]) => {
    const [reading] = resources[0]?.reads ?? [];
    const output = run(here(reading?.kind.compile(['keepalived']) ?? sh``));
    return resources.map((resource) => resource.compare(answered(output)));
  };
  const brieflyUp = () => look(up).map(brief);
  const brieflyDown = () => look(down).map(brief);

  it('that is not there is told', () => {
    expect(brieflyUp()).toEqual([
      'unknown: there is no /etc/init.d/keepalived',
      'unknown: there is no /etc/init.d/keepalived',
    ]);
  });

  it('is read from the process list and from the links of the runlevel', () => {
    put('etc/init.d/keepalived', '');
    link('etc/rc2.d/S01keepalived');
    link('etc/rc3.d/K01keepalived');
    put('proc/7/comm', 'keepalived_x\n');
    expect(brieflyUp()).toEqual([
      'at boot disabled > enabled | ! enable keepalived at boot',
      'state stopped > running | ! start keepalived',
    ]);
    expect(brieflyDown()).toEqual(['converged', 'converged']);
    link('etc/rc3.d/S20keepalived');
    put('proc/8/comm', 'keepalived\n');
    expect(brieflyUp()).toEqual(['converged', 'converged']);
    expect(brieflyDown()).toEqual([
      'at boot enabled > disabled | ! disable keepalived at boot',
      'state running > stopped | ! stop keepalived',
    ]);
  });

  it('may be linked in rcS, and is unknown without an inittab', () => {
    put('etc/init.d/keepalived', '');
    link('etc/rcS.d/S01keepalived');
    expect(brieflyUp()[0]).toBe('converged');
    rmSync(join(root, 'etc/inittab'));
    expect(brieflyUp()[0]).toMatch(/^unknown: the state of the init scripts cannot be read: .*inittab/);
  });

  it('has a name of which the kernel keeps 15 characters', () => {
    const [reading] = up[0]?.reads ?? [];
    put('etc/init.d/a-name-of-20-letters', '');
    put('proc/9/comm', 'a-name-of-20-le\n');
    expect(run(here(reading?.kind.compile(['a-name-of-20-letters']) ?? sh``)).stdout).toBe('running disabled\n');
  });

  it.each([
    ['update-rc.d', 'service keepalived start\nupdate-rc.d keepalived defaults\nupdate-rc.d keepalived enable\n'],
    ['chkconfig', 'service keepalived start\nchkconfig --add keepalived\nchkconfig keepalived on\n'],
  ])('is started by service and enabled by %s', (tool, log) => {
    put('etc/init.d/keepalived', '');
    for (const name of ['service', tool])
      put(`bin/${name}`, `#!/bin/sh\necho "${name} $*" >> ${root}/log; echo told\n`);
    const [atBoot, now] = look(up);
    const alone = (script: Shell) => run(new Shell(here(script).text.replace(':$PATH', ':/usr/bin:/bin')));
    for (const comparison of [now, atBoot]) {
      for (const { script } of comparison ? actionsOf(comparison) : []) {
        expect(alone(script)).toMatchObject({ status: 0, stdout: expect.stringContaining('told') as string });
      }
    }
    expect(readFileSync(join(root, 'log'), 'utf8')).toBe(log);
  });

  it('that fails says why', () => {
    put('etc/init.d/keepalived', '#!/bin/sh\necho no $1; exit 3');
    const script = look(up).flatMap(actionsOf).at(-1)?.script ?? sh``;
    const direct = new Shell(here(script).text.replace('command -v service', 'false'));
    expect(run(direct)).toMatchObject({ status: 1, stdout: 'no start\n' });
  });

  it('is put back as it was', () => {
    put('etc/init.d/keepalived', '');
    for (const name of ['service', 'update-rc.d']) put(`bin/${name}`, `#!/bin/sh\necho "${name} $*" >> ${root}/log\n`);
    link('etc/rc3.d/S20keepalived');
    for (const { undo } of up) {
      expect(run(here(undo?.keep ?? sh`false`)).status).toBe(0);
      expect(run(here(undo?.restore ?? sh`false`)).status).toBe(0);
    }
    expect(readFileSync(join(root, 'log'), 'utf8')).toBe(
      'update-rc.d keepalived defaults\nupdate-rc.d keepalived enable\nservice keepalived stop\n',
    );
  });
});
