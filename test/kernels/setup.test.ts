import { writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadInventory } from '../../src/inventory/load.ts';
import type { Lab } from '../../src/lab/index.ts';
import { awaitHolder, bootLab, holders, lvsdeploy, tell } from './deployment.ts';
import { lvsdeployWithin } from './program.ts';

const vip = '192.168.1.229';
let lab: Lab;
let folder: string;
let inventory: string;

beforeAll(async () => {
  lab = await bootLab('test-setup', 'pair');
  folder = dirname(lab.inventoryPath);
  inventory = join(folder, 'setup.yaml');
});
afterAll(() => lvsdeploy('lab', 'down', '--name', 'test-setup'));

// The lab has a user with root, one whose sudo is free, and one whose sudo wants the password of that file.
const hosts = `sudoPassword: { file: sudo-password }
directors: { lb1: 192.168.1.252, lb2: 192.168.1.230 }
realServers: { web1: 192.168.1.220, web2: 192.168.1.231 }
`;

async function setUp(file: string, text: string, out: string, ...more: readonly string[]) {
  const answers = join(folder, file);
  await writeFile(answers, text);
  return lvsdeployWithin(
    14,
    'setup',
    '--answers',
    answers,
    '-i',
    out,
    '--ssh-config',
    join(folder, 'ssh_config'),
    ...more,
  );
}

// One story: each part stands on the ones before it.
describe('lvsdeploy setup, from bare hosts', () => {
  it('asks the hosts and their network for what the answers leave out', async () => {
    const out = join(folder, 'offered.yaml');
    const { status, stdout, stderr } = await setUp('short.yaml', hosts, out);
    expect(`${String(status)} ${status === 0 ? '' : stdout + stderr}`).toBe('0 ');
    const { clusters, warnings } = await loadInventory(out);
    expect(warnings).toEqual([]);
    expect(clusters[0]).toMatchObject({
      segment: '192.168.1.0/24',
      vips: [{ address: vip }],
      vrrp: { virtualRouterId: 51 },
      directors: [{ interface: 'eth0' }, { interface: 'eth0' }],
    });
  });

  it('writes the inventory, deploys and verifies the cluster in one go', async () => {
    const text = `${hosts}vip: ${vip}\nweights: { web1: 3, web2: 1 }\nhealthCheck: http\nvirtualRouterId: 51\n`;
    const { status, stdout, stderr } = await setUp('full.yaml', text, inventory, '--yes');
    expect(`${String(status)} ${status === 0 ? '' : stdout + stderr}`).toBe('0 ');
    await awaitHolder(lab, vip, 'lb1');
    expect(await tell(lab, 'client', `curl -s -m 4 http://${vip}/`)).toMatch(/^web[12]$/);
  });

  it('made what a run finds nothing to do for', async () => {
    const { status } = await lvsdeploy('plan', 'playbooks/site.ts', '-i', inventory);
    expect(status).toBe(0);
  });

  it('hears the cluster, and offers another VRID and another VIP', async () => {
    const out = join(folder, 'second.yaml');
    expect(await holders(lab, vip)).toEqual(['lb1']);
    const { status, stdout, stderr } = await setUp('second-answers.yaml', hosts, out);
    expect(`${String(status)} ${status === 0 ? '' : stdout + stderr}`).toBe('0 ');
    const [cluster] = (await loadInventory(out)).clusters;
    expect(cluster?.vrrp?.virtualRouterId).toBe(52);
    expect(cluster?.vips.map(({ address }) => address)).not.toContain(vip);
  });
});
