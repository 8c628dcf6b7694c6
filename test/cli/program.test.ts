import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Engine } from '../../src/cli/context.ts';
import type { RunSummary } from '../../src/engine/index.ts';
import type { PlannedState } from '../../src/engine/plan.ts';
import { UsageError } from '../../src/errors.ts';
import { check, converged, differs, hostPlan, planOf, playPlan, value, verdict } from '../report/samples.ts';
import { runWith } from './console.ts';

const changing = differs(value('mode', null, '0644'));
const summary: RunSummary = {
  ok: true,
  hosts: [{ host: 'lb1', changed: 1, outcome: 'ok', milliseconds: 100, roundTrips: 1 }],
};

/** An engine with one planned host that remembers what was done. */
function engineOf(state: PlannedState): { readonly engine: Partial<Engine>; readonly done: readonly string[] } {
  const done: string[] = [];
  const plan: Engine['plan'] = ({ playbook, inventory, limit }) => {
    done.push(`plan ${playbook} ${inventory} ${limit ?? 'all'}`);
    return Promise.resolve({
      plan: planOf(playPlan('directors', [hostPlan('lb1', { 'file:/a': state })])),
      request: { playbook, inventory, limit },
      apply(emit) {
        done.push('apply');
        emit({ type: 'play-started', play: 'directors', hosts: ['lb1'] });
        return Promise.resolve(summary);
      },
      save: (file) => void done.push(`save ${file}`),
      close: () => void done.push('close'),
    });
  };
  return { engine: { plan }, done };
}

describe('plan', () => {
  test('prints the plan, exits 2 and closes what was opened', async () => {
    const { engine, done } = engineOf(changing);
    const ended = await runWith(engine, ['plan', 'site.ts', '-i', 'my.yaml', '--limit', 'lb1']);
    expect(ended).toMatchObject({ code: 2, stderr: '' });
    expect(ended.stdout).toContain('+ file:/a  mode 0644');
    expect(done).toEqual(['plan site.ts my.yaml lb1', 'close']);
  });

  test('exits 0 when nothing is to be changed; the inventory is inventory.yaml by default', async () => {
    const { engine, done } = engineOf(converged);
    expect(await runWith(engine, ['plan', 'site.ts'])).toMatchObject({ code: 0 });
    expect(done[0]).toBe('plan site.ts inventory.yaml all');
  });

  test('keeps the plan in a file with --out', async () => {
    const { engine, done } = engineOf(changing);
    expect(await runWith(engine, ['plan', 'site.ts', '--out', 'my.plan'])).toMatchObject({ code: 2 });
    expect(done).toContain('save my.plan');
  });

  test('hands tags on as lists', async () => {
    const asked: unknown[] = [];
    const plan: Engine['plan'] = ({ tags, skipTags }) => {
      asked.push(tags, skipTags);
      return Promise.reject(new UsageError('enough'));
    };
    await runWith({ plan }, ['plan', 'site.ts', '--tags', 'a, b', '--skip-tags', 'c']);
    expect(asked).toEqual([['a', 'b'], ['c']]);
  });

  test.each([
    [[], false, false],
    [['-v'], true, false],
    [['-vv'], true, true],
    [['--verbose', '--verbose'], true, true],
    [['-vv', '--json'], true, false],
  ])('shows with %j what each task does: %s, and how: %s', async (options, hasActions, hasScripts) => {
    for (const command of [['plan'], ['run', '--yes']]) {
      const { stdout } = await runWith(engineOf(changing).engine, [...command, 'site.ts', ...options]);
      expect(stdout.includes('change it')).toBe(hasActions);
      expect(stdout.includes('rm -rf /script/never/shown')).toBe(hasScripts);
    }
  });

  test('prints data with --json', async () => {
    const { stdout } = await runWith(engineOf(changing).engine, ['plan', 'site.ts', '--json']);
    expect(JSON.parse(stdout)).toMatchObject({ type: 'plan', plan: { playbook: 'site', total: { change: 1 } } });
  });
});

describe('run', () => {
  test('with --check is a plan', async () => {
    const { engine, done } = engineOf(changing);
    expect(await runWith(engine, ['run', 'site.ts', '--check', '-l', 'lb1'])).toMatchObject({ code: 2, asked: [] });
    expect(done).toEqual(['plan site.ts inventory.yaml lb1', 'close']);
  });

  test.each([
    ['takes a kept plan without a question, a playbook or a terminal', ['run', '--plan', 'my.plan'], {}],
    [
      'takes the inventory of a kept plan elsewhere',
      ['run', '--plan', 'my.plan', '-i', 'b.yaml'],
      { inventory: 'b.yaml' },
    ],
    ['takes the playbook of a kept plan elsewhere', ['run', 'b.ts', '--plan', 'my.plan'], { playbook: 'b.ts' }],
  ])('%s', async (_, args, elsewhere) => {
    const { engine, done } = engineOf(changing);
    const planAgain: Engine['planAgain'] = async (file, { signal, ...where }) => {
      expect([file, where]).toEqual(['my.plan', elsewhere]);
      expect(signal).toBeDefined();
      const planned = await engine.plan?.({ playbook: 'site.ts', inventory: 'inventory.yaml' });
      if (planned === undefined) throw new Error('no plan');
      return planned;
    };
    expect(await runWith({ planAgain }, args)).toMatchObject({ code: 0, asked: [] });
    expect(done).toContain('apply');
  });

  test.each([
    [['run']],
    [['run', '--plan', 'my.plan', '--limit', 'lb1']],
    [['run', '--plan', 'my.plan', '--tags', 'a']],
  ])('%j is wrong usage', async (args) => {
    expect(await runWith({}, args, true)).toMatchObject({ code: 64 });
  });

  test('shows what a host would take beyond the plan, and asks', async () => {
    const { engine } = engineOf(changing);
    const answers: boolean[] = [];
    const asking: Partial<Engine> = {
      plan: async (request) => {
        const planned = await engine.plan?.(request);
        if (planned === undefined) throw new Error('no plan');
        const tasks = [{ role: 'keepalived', resource: 'file:/beyond', planned: changing }];
        return {
          ...planned,
          async apply(emit, run, { askAgain } = {}) {
            answers.push((await askAgain?.({ play: 'directors', host: 'lb1', tasks })) ?? false);
            return planned.apply(emit, run);
          },
        };
      },
    };
    for (const options of [[], ['-q']]) {
      const ended = await runWith(asking, ['run', 'site.ts', ...options], true);
      expect(ended.asked).toEqual(['Carry out this plan?', 'Carry this out on lb1 as well?']);
      expect(ended.stdout).toMatch(/lb1 changed since the plan was shown:[^]*file:\/beyond/);
    }
    expect((await runWith(asking, ['run', 'site.ts', '--yes'])).asked).toEqual([]);
    expect(answers).toEqual([true, true, false]);
  });

  test('shows the plan to whom it asks, with --quiet, too', async () => {
    const quiet = await runWith(engineOf(changing).engine, ['run', 'site.ts', '-q'], false);
    const usual = await runWith(engineOf(changing).engine, ['run', 'site.ts'], false);
    expect(quiet.asked).toEqual(['Carry out this plan?']);
    expect(quiet.stdout).toContain('+ file:/a');
    expect(quiet.stdout).toBe(usual.stdout);
  });

  test('shows the plan, asks, and carries it out', async () => {
    const { engine, done } = engineOf(changing);
    const ended = await runWith(engine, ['run', 'site.ts'], true);
    expect(ended).toMatchObject({ code: 0, asked: ['Carry out this plan?'] });
    expect(ended.stdout).toMatch(/\+ file:\/a[^]*play directors: lb1\n[^]*1 host: 1 changed\n$/);
    expect(done).toEqual(['plan site.ts inventory.yaml all', 'apply', 'close']);
  });

  test('changes nothing when the answer is no, and exits as a plan with changes does', async () => {
    const { engine, done } = engineOf(changing);
    const ended = await runWith(engine, ['run', 'site.ts'], false);
    expect(ended.code).toBe(2);
    expect(ended.stdout).toMatch(/Nothing was changed\.\n$/);
    expect(done).not.toContain('apply');
    expect(done).toContain('close');
  });

  test.each([[['--yes'], undefined] as const, [['-y'], false] as const])(
    'does not ask with %s',
    async (args, answer) => {
      const { engine, done } = engineOf(changing);
      expect(await runWith(engine, ['run', 'site.ts', ...args], answer)).toMatchObject({ code: 0, asked: [] });
      expect(done).toContain('apply');
    },
  );

  test('does not ask when there is nothing to change', async () => {
    expect(await runWith(engineOf(converged).engine, ['run', 'site.ts'], false)).toMatchObject({ code: 0, asked: [] });
  });

  test.each([[['run', 'site.ts'], undefined] as const, [['run', 'site.ts', '--json'], true] as const])(
    '%s wants --yes when nobody can be asked, before it connects to any host',
    async (args, answer) => {
      const { engine, done } = engineOf(changing);
      const ended = await runWith(engine, args, answer);
      expect(ended.code).toBe(64);
      expect(ended.stderr).toContain('Add --yes');
      expect(done).toEqual([]);
    },
  );

  test('prints whose run it is, the plan, the events and the summary as JSON lines', async () => {
    const { stdout } = await runWith(engineOf(changing).engine, ['run', 'site.ts', '--json', '--yes']);
    const types = stdout
      .trimEnd()
      .split('\n')
      .map((line) => (JSON.parse(line) as { readonly type: string }).type);
    expect(types).toEqual(['run', 'plan', 'play-started', 'summary']);
  });

  test('closes the connections and shows a bug as a bug when the engine breaks', async () => {
    const { engine, done } = engineOf(changing);
    const broken: Partial<Engine> = {
      plan: async (request) => {
        const planned = await engine.plan?.(request);
        if (planned === undefined) throw new Error('no plan');
        return { ...planned, apply: () => Promise.reject(new TypeError('broken')) };
      },
    };
    const ended = await runWith(broken, ['run', 'site.ts', '--yes']);
    expect(ended.code).toBe(1);
    expect(ended.stderr).toMatch(/^TypeError: broken[^]*This is a bug/);
    expect(done).toContain('close');
  });

  test.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const)('takes %s as the wish to stop after the running step, and exits %i', async (name, code) => {
    const { engine } = engineOf(changing);
    const interrupted: Partial<Engine> = {
      plan: async (request) => {
        const planned = await engine.plan?.(request);
        if (planned === undefined) throw new Error('no plan');
        const apply = () =>
          new Promise<RunSummary>((resolve) => {
            request.signal?.addEventListener('abort', () => resolve({ ...summary, ok: false }));
            process.emit(name, name);
          });
        return { ...planned, apply };
      },
    };
    const listeners = process.listenerCount(name);
    const ended = await runWith(interrupted, ['run', 'site.ts', '--yes']);
    expect(ended.code).toBe(code);
    expect(ended.stdout).toContain('interrupted: the running step ends');
    expect(process.listenerCount(name)).toBe(listeners);
  });
});

describe('verify', () => {
  const reports = [
    { cluster: 'web', results: [{ check: check('a', 'VIP has one holder', '17'), verdicts: [verdict('failed')] }] },
  ];
  const verify: Engine['verify'] = (inventory, cluster) =>
    inventory === 'inventory.yaml' && cluster === 'web' ? Promise.resolve(reports) : Promise.reject(new Error('other'));

  test('prints the checks and exits 4 when one does not hold', async () => {
    const ended = await runWith({ verify }, ['verify', '--cluster', 'web']);
    expect(ended.code).toBe(4);
    expect(ended.stdout).toContain('failed       VIP has one holder (step 17), critical\n');
  });

  test('prints data with --json', async () => {
    const { stdout } = await runWith({ verify }, ['verify', '--cluster', 'web', '--json']);
    expect(JSON.parse(stdout)).toMatchObject({ clusters: [{ cluster: 'web' }], total: { failed: 1 } });
  });

  test('writes reports to files beside what it shows, and asks no host when there is no folder for one', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'lvsdeploy-verify-'));
    const [page, xml] = [join(folder, 'a.html'), join(folder, 'a.xml')];
    const ended = await runWith({ verify }, ['verify', '--cluster', 'web', '--html', page, '--junit', xml]);
    expect(ended).toMatchObject({ code: 4, stderr: '' });
    expect(ended.stdout).toContain('VIP has one holder');
    expect(readFileSync(page, 'utf8')).toContain('VIP has one holder');
    expect(readFileSync(xml, 'utf8')).toContain('failures="1"');
    rmSync(folder, { recursive: true });
    // The engine of runWith refuses to be asked.
    const refused = await runWith({}, ['verify', '--html', page]);
    expect(refused).toMatchObject({ code: 64, stdout: '' });
    expect(refused.stderr).toContain(`there is no folder ${folder}`);
  });
});

describe('verify --disruptive', () => {
  const reports = (outcome: 'ok' | 'failed', title: string) => [
    { cluster: 'web', results: [{ check: check(title, title, '11'), verdicts: [verdict(outcome)] }] },
  ];
  const engine = (asked: 'ok' | 'failed', tried: 'ok' | 'failed' = 'ok') => ({
    verify: () => Promise.resolve(reports(asked, 'asked')),
    trySwitches: ({ tell }: Parameters<Engine['trySwitches']>[0]) => {
      tell('lb1: /sbin/lvsdr.sh stop, then start');
      return Promise.resolve(reports(tried, 'tried'));
    },
  });

  test('asks, does it, and shows what came of it', async () => {
    const ended = await runWith(engine('ok', 'failed'), ['verify', '--disruptive'], true);
    expect(ended.asked[0]).toContain('The VIP moves');
    expect(ended.stderr).toBe('lb1: /sbin/lvsdr.sh stop, then start\n');
    expect(ended.stdout).toMatch(/ok +asked[^]*failed +tried/);
    expect(ended.code).toBe(4);
  });

  test('changes nothing when the answer is no', async () => {
    const ended = await runWith(engine('ok'), ['verify', '--disruptive'], false);
    expect(ended.stdout).toContain('Nothing was changed.');
    expect(ended.stdout).not.toContain('tried');
    expect(ended.code).toBe(2);
  });

  test('is refused when anything else is not ok', async () => {
    const ended = await runWith(engine('failed'), ['verify', '--disruptive', '--yes']);
    expect(ended.stderr).toBe('The disruptive checks were not made: mend what is not ok first.\n');
    expect(ended.stdout).not.toContain('tried');
    expect(ended.code).toBe(4);
  });

  test('is refused before any question when nobody is there to agree', async () => {
    const refused = await runWith({}, ['verify', '--disruptive']);
    expect(refused).toMatchObject({ code: 64, stdout: '' });
    expect(refused.stderr).toContain('Add --yes');
  });

  test('is one answer for a program', async () => {
    const { stdout, code } = await runWith(engine('ok'), ['verify', '--disruptive', '--json', '--yes']);
    expect(JSON.parse(stdout)).toMatchObject({ clusters: [{ checks: [{ id: 'asked' }, { id: 'tried' }] }] });
    expect(code).toBe(0);
  });
});

describe('usage', () => {
  test.each([[[]], [['plan']], [['plan', 'a', '--nonsense']], [['nonsense']], [['lab', 'nonsense']]])(
    '%j is wrong: says so on standard error and exits 64',
    async (args) => {
      const ended = await runWith({}, args);
      expect(ended).toMatchObject({ code: 64, stdout: '' });
      expect(ended.stderr).not.toBe('');
    },
  );

  test('the version is the one of the package', async () => {
    expect((await runWith({}, ['--version'])).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  test('an error of the user shows its place and what to do', async () => {
    const error = new UsageError('there is no such file', { place: 'site.ts', hint: 'Give a path.' });
    const ended = await runWith({ plan: () => Promise.reject(error) }, ['plan', 'site.ts']);
    expect(ended).toMatchObject({ code: 64, stderr: 'site.ts: there is no such file\n  → Give a path.\n' });
  });
});
