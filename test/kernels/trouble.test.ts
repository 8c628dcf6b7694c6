import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Lab } from '../../src/lab/index.ts';
import { bootLab, lvsdeploy, readEvents, tell } from './deployment.ts';

let lab: Lab;
let folder: string;

beforeAll(async () => {
  lab = await bootLab('test-trouble', 'pair');
  folder = mkdtempSync(join(tmpdir(), 'lvsdeploy-'));
});
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await lvsdeploy('lab', 'down', '--name', 'test-trouble');
});

/** @returns the path of a copy of the lab's inventory, with one of the files beside it changed. */
function inventoryWith(file: string, change: (text: string) => string): string {
  const copy = mkdtempSync(join(folder, 'inventory-'));
  for (const name of ['inventory.yaml', 'id_ed25519', 'known_hosts', 'sudo-password', 'vrrp-auth']) {
    cpSync(join(lab.runFolder, name), join(copy, name));
  }
  writeFileSync(join(copy, file), change(readFileSync(join(copy, file), 'utf8')));
  return join(copy, 'inventory.yaml');
}

/** @returns the path of a playbook with one play, somewhere that is no part of the project. */
function playbook(hosts: string, resources: string, rollout = ''): string {
  const path = join(mkdtempSync(join(folder, 'playbook-')), 'trouble.ts');
  // Of two playbooks with a role of one name, one would take back what the other has made.
  const role = `defineRole({ name: '${basename(dirname(path))}', resources: () => [${resources}] })`;
  writeFileSync(
    path,
    `import { command, definePlaybook, defineRole, directorsReachable, file, ipvsTableServes, sh, vipHasOneOwner, vipPriority } from 'lvsdeploy';
export default definePlaybook({ name: 'trouble', plays: [{ hosts: '${hosts}', ${rollout} roles: [${role}] }] });
`,
  );
  return path;
}

const touch = (path: string) => `file({ path: '${path}', content: 'x' })`;

describe('a host that is not as the inventory says', () => {
  it('is refused with both fingerprints when its host key is another one', async () => {
    const swapped = inventoryWith('known_hosts', (text) => {
      const keyOf = (address: string) =>
        text
          .split('\n')
          .find((line) => line.startsWith(address))
          ?.split(' ')
          .slice(1)
          .join(' ');
      return text.replace(keyOf('192.168.1.230') ?? '?', keyOf('192.168.1.231') ?? '?');
    });
    const { status, stdout, stderr } = await lvsdeploy('plan', playbook('lb2', touch('/tmp/x')), '-i', swapped);
    expect(status).toBe(3);
    const said = stdout + stderr;
    expect(new Set(said.match(/SHA256:[\w+/]{43}/g)).size).toBe(2);
    expect(said).toMatch(/known_hosts:\d+/);
  });

  it('is told apart when sudo refuses the password, which is not shown', async () => {
    const wrong = inventoryWith('sudo-password', () => 'not-the-password\n');
    const { status, stdout, stderr } = await lvsdeploy('run', playbook('web1', touch('/tmp/x')), '-i', wrong, '--yes');
    expect(status).not.toBe(0);
    expect(stdout + stderr).toMatch(/web1.*sudo refused the password/);
    expect(stdout + stderr).not.toContain('not-the-password');
    expect(await tell(lab, 'web1', 'ls /tmp/x 2>&1 || true')).toContain('No such file');
  });

  it('is named when it cannot be reached, and the others of its play are left alone', async () => {
    await lab.cut('web2');
    const { status, stdout, stderr } = await lvsdeploy(
      'run',
      playbook('realServers', touch('/tmp/y')),
      '-i',
      lab.inventoryPath,
      '--yes',
    );
    await lab.heal('web2');
    expect(status).toBe(3);
    expect(stdout + stderr).toMatch(/web2.*192\.168\.1\.231/);
    expect(stdout).toMatch(/web1 +not run/);
    expect(await tell(lab, 'web1', 'ls /tmp/y 2>&1 || true')).toContain('No such file');
  });
});

describe('a connection that dies in the middle of a task', () => {
  it('is reported with the task, and the next run goes on', async () => {
    const book = playbook(
      'web2',
      `${touch('/tmp/before')},
       command({ id: 'long', description: 'take long', unless: sh\`[ -e /tmp/go ]\`, script: sh\`: > /tmp/started; until [ -e /tmp/go ]; do sleep 0.1; done\` }),
       ${touch('/tmp/after')}`,
    );
    const run = lvsdeploy('run', book, '-i', lab.inventoryPath, '--yes', '--json');
    await vi.waitFor(() => tell(lab, 'web2', 'cat /tmp/started'), { timeout: 30_000, interval: 200 });
    // Every sshd process but the listener (whose parent is init) and the ones this command came by.
    await tell(
      lab,
      'web2',
      `mine=$(cut -d ' ' -f 4 /proc/$$/stat); above=$(cut -d ' ' -f 4 /proc/$mine/stat)
       for p in /proc/[0-9]*; do
         pid=\${p#/proc/}
         [ "$(readlink $p/exe)" = /usr/sbin/sshd ] && [ "$(cut -d ' ' -f 4 $p/stat)" != 1 ] || continue
         case $pid in $mine | $above) ;; *) kill -9 $pid ;; esac
       done`,
    );
    const { status, stdout } = await run;
    expect(status).toBe(3);
    const done = readEvents(stdout).filter(({ type }) => type === 'task-done');
    expect(done).toMatchObject([
      { resource: 'file:/tmp/before', outcome: 'changed' },
      {
        resource: 'command:long',
        outcome: 'failed',
        error: { message: expect.stringContaining('connection') as string },
      },
    ]);

    await tell(lab, 'web2', ': > /tmp/go');
    const again = await lvsdeploy('run', book, '-i', lab.inventoryPath, '--yes', '--json');
    expect(again.status).toBe(0);
    const finished = readEvents(again.stdout).filter(({ type }) => type === 'task-done');
    expect(finished).toMatchObject([{ resource: 'file:/tmp/after', outcome: 'changed' }]);
  });
});

describe('a power cut right after a run', () => {
  it('loses nothing of what the run has written', async () => {
    const book = playbook('web2', `${touch('/etc/new')}, file({ path: '/etc/motd', content: 'replaced' })`);
    const { status } = await lvsdeploy('run', book, '-i', lab.inventoryPath, '--yes');
    await lab.kill('web2');
    expect(status).toBe(0);
    await lab.start('web2');
    expect(await tell(lab, 'web2', 'cat /etc/new /etc/motd')).toBe('xreplaced');
  });
});

describe('a keepalived.conf that keepalived refuses', () => {
  it('does not replace the old one, and keepalived runs on', async () => {
    const deployed = await lvsdeploy('run', 'playbooks/site.ts', '-i', lab.inventoryPath, '--yes');
    expect(deployed.status).toBe(0);
    const conf = '/etc/keepalived/keepalived.conf';
    const state = `sha256sum ${conf}; systemctl show -p MainPID,ActiveState keepalived; ls -A /etc/keepalived`;
    const before = await tell(lab, 'lb2', state);
    const book = playbook(
      'lb2',
      `file({ path: '${conf}', content: 'vrrp_instance VI_1 {\\n  nonsense\\n', mode: '0600', validate: (candidate) => sh\`keepalived -t -f \${candidate}\` })`,
    );
    const { status, stdout, stderr } = await lvsdeploy('run', book, '-i', lab.inventoryPath, '--yes');
    expect(status).toBe(1);
    expect(stdout + stderr).toMatch(/nonsense[^]*the file is as it was/);
    expect(before).toContain('ActiveState=active');
    expect(await tell(lab, 'lb2', state)).toBe(before);
  });
});

describe('the second director of a pair that serves', () => {
  /** A play for both directors, the standby first, with the gate of the site playbook. */
  const gated = (action: string) =>
    playbook(
      'directors',
      `command({ id: 'first', description: 'do it', unless: sh\`[ -e /tmp/done ]\`, ${action} })`,
      `serial: 1, order: 'standby-first', gate: [directorsReachable, vipHasOneOwner, vipPriority, ipvsTableServes],`,
    );
  const wellBehaved = 'script: sh`: > /tmp/done`';

  it.each([
    {
      how: 'cannot be reached',
      action: wellBehaved,
      before: () => lab.cut('lb2'),
      after: () => lab.heal('lb2'),
      status: 3,
    },
    { how: 'fails in a task', action: 'script: sh`echo no; exit 1`', status: 1 },
    { how: 'hangs in a task', action: 'script: sh`sleep 1000`, timeout: 2', status: 1 },
    {
      how: 'is changed and does not serve any more',
      action: 'script: sh`systemctl stop keepalived; : > /tmp/done`',
      after: () => tell(lab, 'lb2', 'systemctl start keepalived; rm /tmp/done'),
      status: 1,
    },
  ])('is not touched when the first $how', async ({ action, before, after, status }) => {
    await before?.();
    const ended = await lvsdeploy('run', gated(action), '-i', lab.inventoryPath, '--yes');
    await after?.();
    expect(`${String(ended.status)} ${ended.status === status ? '' : ended.stdout + ended.stderr}`).toBe(`${status} `);
    expect(ended.stdout).toMatch(/^lb1 +not run/m);
    expect(await tell(lab, 'lb1', 'ls /tmp/done 2>&1 || true; systemctl is-active keepalived')).toMatch(
      /No such file[^]*\nactive$/,
    );
  });

  it('has its turn when the first is healthy again', async () => {
    const book = gated(wellBehaved);
    await vi.waitFor(
      async () => expect((await lvsdeploy('run', book, '-i', lab.inventoryPath, '--yes')).status).toBe(0),
      { timeout: 60_000, interval: 1000 },
    );
    expect(await tell(lab, 'lb1', 'ls /tmp/done')).toBe('/tmp/done');
  });
});
