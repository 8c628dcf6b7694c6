import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseDocument, type Document } from 'yaml';
import type { Lab } from '../../src/lab/index.ts';
import { bootLab, lvsdeploy, tell } from './deployment.ts';
import { snapshot, snapshots } from './snapshot.ts';

const site = 'playbooks/site.ts';
const vip = '192.168.1.229';
let lab: Lab;
let untouched: ReadonlyMap<string, string>;

beforeAll(async () => {
  lab = await bootLab('test-removal', 'pair');
  untouched = await snapshots(lab);
});
afterAll(() => lvsdeploy('lab', 'down', '--name', 'test-removal'));

/** @returns the path of an inventory like the lab's with a change to it. */
function inventoryWith(change: (document: Document) => void): string {
  const document = parseDocument(readFileSync(lab.inventoryPath, 'utf8'));
  change(document);
  const path = join(lab.runFolder, 'changed.yaml');
  writeFileSync(path, String(document));
  return path;
}

async function deploy(inventory: string): Promise<void> {
  const run = await lvsdeploy('run', site, '-i', inventory, '--yes');
  expect(`${String(run.status)} ${run.status === 0 ? '' : run.stdout + run.stderr}`).toBe('0 ');
  const { status, stdout } = await lvsdeploy('verify', '-i', inventory);
  expect(`${String(status)} ${status === 0 ? '' : stdout}`).toBe('0 ');
  const plan = await lvsdeploy('plan', site, '-i', inventory);
  expect(`${String(plan.status)} ${plan.status === 0 ? '' : plan.stdout}`).toBe('0 ');
}

/** Moves hosts out of their cluster, where they stay known. */
function drop(document: Document, part: string, name: string): void {
  document.setIn(['hosts', name], document.getIn(['clusters', 'web', part, name]));
  document.deleteIn(['clusters', 'web', part, name]);
  document.deleteIn(['hosts', name, 'priority']);
  document.deleteIn(['hosts', name, 'power']);
}

// One story: each part stands on the ones before it.
describe('what left the model', () => {
  it('is no more on any host when the VIP is renumbered', async () => {
    await deploy(lab.inventoryPath);
    const second = inventoryWith((document) => {
      document.addIn(['clusters', 'web', 'vips'], { address: '192.168.1.228' });
    });
    const { stdout } = await lvsdeploy('plan', site, '-i', second, '--limit', 'directors');
    expect(stdout).toContain('warning: a director ignores the advertisements of one with another virtual_ipaddress: ');
    await deploy(
      inventoryWith((document) => {
        document.setIn(['clusters', 'web', 'vips', 0, 'address'], '192.168.1.228');
        document.setIn(['clusters', 'web', 'virtualServices', 0, 'vip'], '192.168.1.228');
      }),
    );
    for (const { name } of lab.hosts) {
      const found = await tell(
        lab,
        name,
        `{ ip addr; ip route show table all; command -v ipvsadm > /dev/null && ipvsadm -Ln; grep -rs . /etc /sbin/*.sh; } | grep -w ${vip} || true`,
      );
      expect(`${name}: ${found}`).toBe(`${name}: `);
    }
  });

  it('is no more on a real server that the cluster dropped', async () => {
    await deploy(
      inventoryWith((document) => {
        drop(document, 'realServers', 'web2');
        document.deleteIn(['clusters', 'web', 'virtualServices', 0, 'realServers', 'web2']);
      }),
    );
    expect(await tell(lab, 'web2', snapshot)).toBe(untouched.get('web2'));
  });

  it('is no more on any host after a pair became one director, and that a pair again', async () => {
    await deploy(
      inventoryWith((document) => {
        drop(document, 'directors', 'lb2');
        document.setIn(['clusters', 'web', 'form'], 'standalone');
        document.deleteIn(['clusters', 'web', 'vrrp']);
        document.deleteIn(['clusters', 'web', 'virtualServices', 0, 'healthCheck']);
      }),
    );
    expect(await tell(lab, 'lb2', snapshot)).toBe(untouched.get('lb2'));
    expect(await tell(lab, 'lb1', 'command -v keepalived; ls /etc/keepalived 2> /dev/null; true')).toBe('');
    await deploy(lab.inventoryPath);
  });

  it('is asked about when another hand changed it since', async () => {
    await tell(lab, 'web1', 'echo "# mine" >> /sbin/realdr.sh');
    const { status, stdout } = await lvsdeploy(
      'run',
      'playbooks/teardown.ts',
      '-i',
      lab.inventoryPath,
      '--yes',
      '--limit',
      'web1',
    );
    expect(status).toBe(1);
    expect(stdout).toContain('another hand changed it');
    expect(await tell(lab, 'web1', 'tail -n 1 /sbin/realdr.sh')).toBe('# mine');
  });

  it('leaves the hosts as they were before the first deployment', async () => {
    const { status, stdout } = await lvsdeploy(
      'run',
      'playbooks/teardown.ts',
      '-i',
      lab.inventoryPath,
      '--yes',
      '--discard-changes',
    );
    expect(`${String(status)} ${status === 0 ? '' : stdout}`).toBe('0 ');
    const after = await snapshots(lab);
    for (const { name } of lab.hosts) expect(after.get(name)).toBe(untouched.get(name));
  });
});
