import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Lab } from '../../../src/lab/index.ts';
import { bootLab, lvsdeploy, readEvents, tell } from '../deployment.ts';
import { lvsdeployWithin } from '../program.ts';

const playbook = 'playbooks/documented.ts';
let lab: Lab;
let inventory: readonly [string, string];

beforeAll(async () => {
  lab = await bootLab('test-documented', 'pair', '--old-kernel', '--with-sources');
  inventory = ['--inventory', lab.inventoryPath];
});
afterAll(() => lvsdeploy('lab', 'down', '--name', 'test-documented'));

// One story: each part stands on the ones before it.
describe("the document's whole procedure, from bare hosts", () => {
  it('is carried out step by step, in its order, and verified', async () => {
    const old = await tell(lab, 'lb1', 'uname -r');
    const { status, stdout, stderr } = await lvsdeployWithin(30, 'run', playbook, ...inventory, '--yes');
    expect(`${String(status)} ${status === 0 ? '' : stdout + stderr}`).toBe('0 ');
    const steps = [...stdout.matchAll(/^play (steps? [\d, toand]+), .*: (?!no hosts)/gm)].map(([, step]) => step);
    expect([...new Set(steps.slice(steps.length / 2))]).toEqual([
      'steps 2 to 4',
      'steps 5 and 6',
      'steps 5 and 7',
      'step 8',
      'steps 9 and 10',
      'steps 12 to 14',
      'steps 15 and 16',
      'step 17',
    ]);
    expect(await tell(lab, 'lb1', 'uname -r')).not.toBe(old);
    const verified = await lvsdeploy('verify', ...inventory);
    expect(`${String(verified.status)} ${verified.status === 0 ? '' : verified.stdout}`).toBe('0 ');
  });

  it('has built both programs on both directors, keepalived where the document has it', async () => {
    for (const host of ['lb1', 'lb2']) {
      expect(await tell(lab, host, 'keepalived -v 2>&1; ipvsadm -v')).toMatch(
        /^Keepalived v2\.3\.4 [^]*ipvsadm v1\.31 /,
      );
      expect(
        await tell(
          lab,
          host,
          'readlink -f "$(command -v keepalived)"; dpkg-query -W keepalived ipvsadm 2> /dev/null; true',
        ),
      ).toBe('/usr/local/keepalived/sbin/keepalived');
    }
  });

  it('is not carried out again by a second run, which builds nothing', async () => {
    const { status, stdout } = await lvsdeploy('run', playbook, ...inventory, '--yes', '--json');
    expect(status).toBe(0);
    expect(readEvents(stdout).filter(({ type }) => type === 'task-done')).toEqual([]);
  });
});
