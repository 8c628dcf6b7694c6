import { existsSync } from 'node:fs';
import { cp, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCommand } from '../../src/command.ts';
import { loadInventory } from '../../src/inventory/load.ts';
import { openLab, type Lab } from '../../src/lab/index.ts';
import { awaitHolder, holders, readEvents, tell } from './deployment.ts';
import { installPacked, type Installed } from './installed.ts';
import { root } from './program.ts';

const name = 'test-packed';
const vip = '192.168.1.229';
let installed: Installed;
let lab: Lab;

beforeAll(async () => {
  installed = await installPacked();
  await succeed('lab', 'up', '--name', name, '--topology', 'pair');
  lab = await openLab(name);
});
afterAll(async () => {
  await installed.lvsdeploy('lab', 'down', '--name', name);
  await installed.remove();
});

/** Runs the installed program. @returns what it printed. */
async function succeed(...args: readonly string[]): Promise<string> {
  const { status, stdout, stderr } = await installed.lvsdeploy(...args);
  expect(`${String(status)} ${status === 0 ? '' : stdout + stderr}`).toBe('0 ');
  return stdout;
}

/** Runs a playbook without asking. @returns how much it changed on each host. */
async function changes(playbook: string): Promise<Readonly<Record<string, number>>> {
  const sums: Record<string, number> = {};
  for (const { type, host = '', changed = 0 } of readEvents(await succeed('run', playbook, '--yes', '--json'))) {
    if (type === 'host-done') sums[host] = (sums[host] ?? 0) + changed;
  }
  return sums;
}

async function setUp(out: string, text: string, ...more: readonly string[]): Promise<string> {
  const folder = dirname(lab.inventoryPath);
  // The lab has a user with root, one whose sudo is free, and one whose sudo wants the password of that file.
  const hosts = `sudoPassword: { file: ${join(folder, 'sudo-password')} }
directors: { lb1: 192.168.1.252, lb2: 192.168.1.230 }
realServers: { web1: 192.168.1.220, web2: 192.168.1.231 }
clients: { client: 192.168.1.10 }
`;
  await writeFile(join(installed.folder, 'answers.yaml'), hosts + text);
  return succeed(
    ...['setup', '--answers', 'answers.yaml', '-i', out, '--ssh-config', join(folder, 'ssh_config')],
    ...more,
  );
}

/** @returns what tsc says of the user's folder, with no lenience for declarations. */
async function typeCheck(moduleResolution: 'nodenext' | 'bundler'): Promise<string> {
  const compilerOptions = {
    ...{ target: 'es2023', module: moduleResolution === 'bundler' ? 'esnext' : 'nodenext', moduleResolution },
    ...{ strict: true, noEmit: true, allowImportingTsExtensions: true },
    ...{ types: ['node'], typeRoots: [join(root, 'node_modules/@types')] },
  };
  const project = join(installed.folder, `tsconfig.${moduleResolution}.json`);
  await writeFile(project, JSON.stringify({ compilerOptions, include: ['playbooks', 'roles'] }));
  const tsc = join(root, 'node_modules/typescript/bin/tsc');
  const { stdout, stderr } = await runCommand(process.execPath, [tsc, '--project', project, '--pretty', 'false'], {
    cwd: installed.folder,
    timeoutMs: 120_000,
  });
  return stdout + stderr;
}

const role = `import { defineRole, file, templatesOf, type Role } from 'lvsdeploy';

const render = templatesOf(import.meta.url);

export function motd(): Role {
  return defineRole({
    name: 'motd',
    resources: ({ host, cluster }) => [
      file({ path: '/etc/motd', content: render('motd.hbs', { host: host.name, cluster: cluster.name }), mode: '0644' }),
    ],
  });
}
`;
const playbook = `import { definePlaybook } from 'lvsdeploy';
import { motd } from '../roles/motd/role.ts';

export default definePlaybook({ name: 'own', plays: [{ hosts: 'directors', roles: [motd()] }] });
`;

/** Writes a playbook, a role and its template as a user would. */
async function writeOwnPlaybook(): Promise<void> {
  const at = (file: string) => join(installed.folder, file);
  await mkdir(at('roles/motd/templates'), { recursive: true });
  await mkdir(at('playbooks'));
  await writeFile(at('roles/motd/templates/motd.hbs'), '{{host}} of {{cluster}}\n');
  await writeFile(at('roles/motd/role.ts'), role);
  await writeFile(at('playbooks/own.ts'), playbook);
}

// One story: each part stands on the ones before it.
describe('the packed program, installed in an empty folder', () => {
  it('is built of the sources there are, and needs nothing that only tests need', async () => {
    const built = (await readdir(join(installed.package, 'dist'), { recursive: true })).filter((file) =>
      file.endsWith('.js'),
    );
    const sources = (await readdir(join(root, 'src'), { recursive: true })).filter((file) => file.endsWith('.ts'));
    expect(built.toSorted()).toEqual(sources.map((file) => file.replace(/\.ts$/, '.js')).toSorted());
    const { version, devDependencies } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as {
      readonly version: string;
      readonly devDependencies: Readonly<Record<string, string>>;
    };
    const development = Object.keys(devDependencies);
    expect(development.filter((one) => existsSync(join(installed.folder, 'node_modules', one)))).toEqual([]);
    expect(await succeed('--version')).toBe(`${version}\n`);
    expect(await succeed('completion', 'bash')).toContain('lvsdeploy');
    expect(await succeed('lab', 'status', '--name', name)).toContain('lb1');
  });

  it('asks the hosts and their network for what the answers leave out', async () => {
    await setUp('offered.yaml', '');
    const { clusters, warnings } = await loadInventory(join(installed.folder, 'offered.yaml'));
    expect(warnings).toEqual([]);
    expect(clusters[0]).toMatchObject({
      segment: '192.168.1.0/24',
      vips: [{ address: vip }],
      vrrp: { virtualRouterId: 51 },
      directors: [{ interface: 'eth0' }, { interface: 'eth0' }],
    });
  });

  it('writes the inventory, deploys and verifies the cluster in one go', async () => {
    await setUp(
      'inventory.yaml',
      `vip: ${vip}\nweights: { web1: 3, web2: 1 }\nhealthCheck: http\nvirtualRouterId: 51\n`,
      '--yes',
    );
    await awaitHolder(lab, vip, 'lb1');
    expect(await tell(lab, 'client', `curl -s -m 4 http://${vip}/`)).toMatch(/^web[12]$/);
  });

  it('finds its own playbook and nothing more to do, and verifies', async () => {
    expect(await changes('playbooks/site.ts')).toEqual({ lb1: 0, lb2: 0, web1: 0, web2: 0 });
    await succeed('verify');
  });

  it('hears the cluster, and offers another VRID and another VIP', async () => {
    expect(await holders(lab, vip)).toEqual(['lb1']);
    await setUp('second.yaml', '');
    const [cluster] = (await loadInventory(join(installed.folder, 'second.yaml'))).clusters;
    expect(cluster?.vrrp?.virtualRouterId).toBe(52);
    expect(cluster?.vips.map(({ address }) => address)).not.toContain(vip);
  });

  it('has types for a playbook and a role of a user’s own', async () => {
    await writeOwnPlaybook();
    await writeFile(join(installed.folder, 'playbooks/wrong.ts'), playbook.replace('hosts:', 'host:'));
    const said = await Promise.all([typeCheck('nodenext'), typeCheck('bundler')]);
    const onlyFault = /^playbooks\/wrong\.ts\(4,.*'host' does not exist in type 'Play'.*\n$/;
    expect(said).toEqual([expect.stringMatching(onlyFault), expect.stringMatching(onlyFault)]);
  });

  it('runs that playbook, and changes nothing by a copy of it that has no package beside it', async () => {
    expect(await changes('playbooks/own.ts')).toEqual({ lb1: 1, lb2: 1 });
    expect(await tell(lab, 'lb1', 'cat /etc/motd')).toBe('lb1 of web');
    const elsewhere = join(dirname(installed.folder), 'elsewhere');
    for (const part of ['playbooks', 'roles'])
      await cp(join(installed.folder, part), join(elsewhere, part), { recursive: true });
    expect(await changes(join(elsewhere, 'playbooks/own.ts'))).toEqual({ lb1: 0, lb2: 0 });
    await succeed('verify');
  });
});
