import { describe, expect, test } from 'vitest';
import type { OpenHosts } from '../../src/cli/context.ts';
import { UnreachableError } from '../../src/errors.ts';
import { web, parse } from '../inventory/parse.ts';
import { answer, vrrpOf, withoutVip } from '../status/samples.ts';
import { runProgram } from '../../src/cli/program.ts';
import { contextOf, runWith } from './console.ts';

/** An engine whose lb1 has the VIP, and whose lb2 stands by, or is gone. */
function engineWith(isGone = false, text = web) {
  const opened: string[] = [];
  const open: OpenHosts['open'] = ({ name, access }) => {
    opened.push(`${name} ${access.connectionAttempts}`);
    if (isGone && name === 'lb2') return Promise.reject(new UnreachableError('no route', { place: 'lb2' }));
    return Promise.resolve({
      host: name,
      roundTrips: 0,
      run: (snippets) =>
        Promise.resolve(
          answer(
            snippets.map((snippet) => snippet.name),
            name === 'lb1' ? {} : { addresses: withoutVip, vrrp: vrrpOf('BACKUP', 99) },
          ),
        ),
      close: () => undefined,
    });
  };
  const inventory = parse(text);
  return { engine: { openHosts: () => Promise.resolve({ hosts: inventory.hosts, inventory, open }) }, opened };
}

describe('status', () => {
  test('asks the directors, and shows who has the VIP', async () => {
    const { engine, opened } = engineWith();
    const { stdout, code } = await runWith(engine, ['status']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^lb1 +MASTER +100 +192\.168\.1\.229\nlb2 +BACKUP +99 +–$/m);
    expect(opened).toEqual(['lb1 1', 'lb2 1']);
  });

  test('exits 3 when a director is silent', async () => {
    const { stdout, code } = await runWith(engineWith(true).engine, ['status']);
    expect(code).toBe(3);
    expect(stdout).toMatch(/^lb2 +no answer +no route$/m);
  });

  test('is one object for a program', async () => {
    const { stdout } = await runWith(engineWith().engine, ['status', '--json']);
    expect(JSON.parse(stdout)).toMatchObject({
      clusters: [
        {
          cluster: 'web',
          addresses: [{ address: '192.168.1.229', holders: ['lb1'] }],
          directors: [{ name: 'lb1', holds: ['192.168.1.229'] }, { name: 'lb2' }],
        },
      ],
    });
  });

  test('has nothing to show without a cluster', async () => {
    const { engine } = engineWith(false, 'hosts:\n  lb1: { address: 192.168.1.252 }\n');
    const { stderr, code } = await runWith(engine, ['status']);
    expect(code).toBe(64);
    expect(stderr).toBe(`\
/etc/lvs/i.yaml: the inventory has no cluster
  → Say one under \`clusters\`, as inventory.example.yaml does; \`lvsdeploy setup\` writes one, too.
`);
  });

  test.each([[['--interval', '0']], [['--interval', 'x']], [['--cluster', 'mail']]])(
    '%j is wrong usage',
    async (args) => {
      expect(await runWith(engineWith().engine, ['status', ...args])).toMatchObject({ code: 64 });
    },
  );

  test('--watch goes on until it is interrupted, an object a line, and that is how it is meant to end', async () => {
    const { engine, opened } = engineWith();
    const before = process.listenerCount('SIGINT');
    const { context, ended } = contextOf(engine);
    const running = runProgram(['status', '--watch', '--json', '--interval', '0.2'], context);
    await expect.poll(() => ended().stdout.split('\n').length, { timeout: 10_000 }).toBeGreaterThan(2);
    process.emit('SIGINT', 'SIGINT');
    await running;
    expect(process.listenerCount('SIGINT')).toBe(before);
    expect(ended().code).toBe(0);
    const lines = ended().stdout.trimEnd().split('\n');
    expect(lines.length).toBeGreaterThanOrEqual(2);
    for (const line of lines) expect(JSON.parse(line)).toMatchObject({ clusters: [{ cluster: 'web' }] });
    expect(opened).toEqual(['lb1 1', 'lb2 1']);
  });
});
