import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { mustRun, runCommand } from '../../src/command.ts';
import type { Lab } from '../../src/lab/index.ts';
import { quote } from '../../src/shell/shell.ts';
import { bootLab, tell } from './deployment.ts';
import { lvsdeploy, program, root } from './program.ts';
import { findIn, plantedValue, searchFiles, searchLog, watchControl, watchHost, type Watcher } from './secret-hunt.ts';

/** One value for every field of an inventory that is a secret, and those that such a field held before. */
const planted = {
  passphrase: plantedValue(),
  'login password': plantedValue(),
  'sudo password': plantedValue(),
  'VRRP password': plantedValue(),
  'next VRRP password': plantedValue(),
  'password of a hand': plantedValue(),
  /** Planted where it must be found: a search that finds nothing may be one that does not look. */
  canary: plantedValue(),
} as const;
const conf = '/etc/keepalived/keepalived.conf';
/** As a person may have left it: the password where it belongs, in comments and in a variable. */
const handwritten = `# before: auth_pass ${planted['password of a hand']}
$PASS=${planted['password of a hand']}
vrrp_instance OLD { ! ${planted['password of a hand']}
  interface eth0
  virtual_router_id 77
  authentication {
    auth_type PASS
    auth_pass   "${planted['password of a hand']}"
  }
  virtual_ipaddress {
    192.168.1.250/32 dev eth0
  }
}
`;
const hosts = ['lb1', 'lb2', 'web1', 'web2'];

let lab: Lab;
let folder: string;
let watchers: ReadonlyMap<string, Watcher>;
let canary: ChildProcess | undefined;
/** All that was printed, by the command that printed it. */
const printed = new Map<string, string>();

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'lvsdeploy-'));
  lab = await bootLab('test-secrets', 'pair');
  await plant();
  const others = Object.entries(planted).filter(([name]) => name !== 'login password');
  const control = watchControl(planted, Object.fromEntries(others));
  const watching = hosts.map(async (host) => [host, await watchHost(lab, host, planted)] as const);
  watchers = new Map([['control', control], ...(await Promise.all(watching))]);
});
afterAll(async () => {
  canary?.kill();
  await lvsdeploy('lab', 'down', '--name', 'test-secrets');
  rmSync(folder, { recursive: true, force: true });
});

/** Gives the hosts the planted secrets, and writes an inventory that finds them in all ways there are. */
async function plant(): Promise<void> {
  const value = (name: keyof typeof planted) => `${planted[name]}\n`;
  await tell(
    lab,
    'web1',
    `echo 'Defaults:ops rootpw' > /etc/sudoers.d/rootpw
     printf '%s\\n' ops:${planted['login password']} root:${planted['sudo password']} | chpasswd`,
  );
  // The lab becomes root by it too.
  writeFileSync(join(lab.runFolder, 'sudo-password'), value('sudo password'));
  await tell(lab, 'lb1', `mkdir -p /etc/keepalived; printf '%s' ${quote(handwritten)} > ${conf}`);

  writeFileSync(join(folder, 'passphrase'), value('passphrase'));
  writeFileSync(join(folder, 'sudo'), value('sudo password'));
  writeFileSync(join(folder, 'vrrp'), value('VRRP password'));
  for (const file of ['id_ed25519', 'known_hosts']) copyFileSync(join(lab.runFolder, file), join(folder, file));
  const change = ['-p', '-q', '-P', '', '-N', planted.passphrase, '-f', join(folder, 'id_ed25519')];
  await mustRun('ssh-keygen', change, { timeoutMs: 30_000 });

  const inventory = parse(readFileSync(lab.inventoryPath, 'utf8')) as LabInventory;
  const { defaults, clusters } = inventory;
  Object.assign(defaults.ssh, { agent: 'none', passphrase: { command: ['cat', 'passphrase'] } });
  Object.assign(clusters.web.realServers.web1.ssh, { identityFile: [], password: { env: 'LOGIN_PASSWORD' } });
  clusters.web.realServers.web1.become = { method: 'sudo', password: { file: 'sudo' } };
  clusters.web.vrrp.auth = { file: 'vrrp' };
  writeFileSync(join(folder, 'inventory.yaml'), stringify(inventory));
  clusters.web.vrrp.auth = { prompt: 'VRRP password?' };
  writeFileSync(join(folder, 'asking.yaml'), stringify(inventory));
  clusters.web.realServers.web1.become = { method: 'sudo', password: { file: 'passphrase' } };
  defaults.ssh.passphrase = { file: 'sudo' };
  clusters.web.vrrp.auth = { file: 'vrrp' };
  writeFileSync(join(folder, 'wrong.yaml'), stringify(inventory));
  for (const name of ['tmp', 'state']) mkdirSync(join(folder, name));
}

interface LabInventory {
  readonly defaults: { readonly ssh: Record<string, unknown> };
  readonly clusters: {
    readonly web: {
      readonly realServers: { readonly web1: { readonly ssh: object; become: unknown } };
      readonly vrrp: { auth: unknown };
    };
  };
}

const environment = () => ({
  ...process.env,
  NO_COLOR: '1',
  // With a value it says that nobody sits at the terminal, and one part is asked there.
  CI: '',
  LOGIN_PASSWORD: planted['login password'],
  TMPDIR: join(folder, 'tmp'),
  XDG_STATE_HOME: join(folder, 'state'),
});

/** Runs the program and keeps what it printed. @returns how it ended. */
async function run(...args: readonly string[]): Promise<number | null> {
  const options = { cwd: root, env: environment(), timeoutMs: 300_000 };
  const { status, stdout, stderr } = await runCommand(process.execPath, [program, ...args], options);
  printed.set(args.map((arg) => arg.replace(`${folder}/`, '')).join(' '), stdout + stderr);
  return status;
}

const textOf = (command: string) => [...printed].find(([name]) => name.startsWith(command))?.[1] ?? '';
const inventory = (name = 'inventory.yaml') => ['-i', join(folder, name)];

/** @returns the path of a playbook of the test's own with one play on the directors. */
function playbook(name: string, role: string): string {
  const path = join(folder, name);
  writeFileSync(
    path,
    `import { command, definePlaybook, defineRole, file, sh, templatesOf } from 'lvsdeploy';
import { keepalived } from ${JSON.stringify(join(root, 'roles/keepalived/role.ts'))};
const render = templatesOf(import.meta.url);
export default definePlaybook({ name: 'secrets', plays: [{ hosts: 'directors', roles: [${role}] }] });
`,
  );
  return path;
}

// One story: each part stands on the ones before it.
describe('a secret in every field that can hold one', () => {
  it('is known to all who need it, and the cluster is deployed', async () => {
    expect(await run('plan', 'playbooks/site.ts', ...inventory(), '-vv', '--out', join(folder, 'site.plan'))).toBe(2);
    expect(await run('plan', 'playbooks/site.ts', ...inventory(), '--json')).toBe(2);
    expect(await run('run', '--plan', join(folder, 'site.plan'), '--json')).toBe(0);
    const gone = textOf('plan playbooks/site.ts').match(/^ {6}-.*$/gm);
    expect(gone?.map((line) => line.trim()).slice(0, 3)).toEqual([
      '-# [secret]',
      '-[secret]',
      '-vrrp_instance OLD { ! [secret]',
    ]);
    expect(await tell(lab, 'lb1', `cat ${conf}`)).toContain(planted['VRRP password']);
  });

  it('is asked for at a terminal, and is another one from then on', async () => {
    const rekey = playbook('rekey.ts', 'keepalived()');
    const words = [process.execPath, program, 'run', rekey, '--yes', ...inventory('asking.yaml')];
    const command = `stty cols 120 rows 40; exec ${words.map(quote).join(' ')}`;
    const terminal = spawn('script', ['-qefc', command, '/dev/null'], { cwd: root, env: environment() });
    const ended = once(terminal, 'close');
    let text = '';
    terminal.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      const isAsked = text.includes('password?');
      text += chunk;
      if (!isAsked && text.includes('password?')) terminal.stdin.write(`${planted['next VRRP password']}\r`);
    });
    const [status] = (await ended) as [number | null];
    printed.set('run at a terminal', text);
    expect([status, status === 0 ? '' : text]).toEqual([0, '']);
    expect(await tell(lab, 'lb2', `cat ${conf}`)).toContain(planted['next VRRP password']);
    writeFileSync(join(folder, 'vrrp'), planted['next VRRP password']);
  });

  it('is quoted by keepalived and by a command, and the run that they fail tells it not', async () => {
    writeFileSync(join(folder, 'vrrp'), planted['next VRRP password']);
    mkdirSync(join(folder, 'templates'));
    writeFileSync(join(folder, 'templates/broken.hbs'), 'global_defs {\n  {{auth}} nonsense\n}\n');
    const broken = playbook(
      'broken.ts',
      `defineRole({ name: 'broken', resources: ({ cluster: { vrrp: { auth } } }) => [
         command({ id: 'tell', description: 'tell it', unless: sh\`false\`, script: sh\`cat ${conf}
           word=\${auth}; printf 'in pieces: %.3s' "$word"; sleep 0.3; echo "\\\${word#???}"\` }),
         file({ path: '${conf}', content: render('broken.hbs', { auth }), mode: '0600',
           redact: (text) => text, validate: (candidate) => sh\`keepalived -t -f \${candidate}\` }),
         file({ path: '/etc/in-the-clear', content: auth.reveal() }),
       ] })`,
    );
    expect(await run('run', broken, ...inventory(), '--yes', '-vv')).toBe(1);
    expect(await run('run', broken, ...inventory(), '--yes', '--json')).toBe(1);
    const [lines, data] = ['-vv', '--json'].map((form) => textOf(`run broken.ts -i inventory.yaml --yes ${form}`));
    for (const text of [lines, joinOutput(data ?? '')]) {
      for (const quoted of ["Unknown keyword '[secret]'", 'in pieces: [secret]', 'auth_pass [secret]']) {
        expect(text).toContain(quoted);
      }
    }
  });

  it('is verified, and refused where it is the wrong one', async () => {
    const status = await run('verify', ...inventory());
    expect([status, status === 0 ? '' : textOf('verify')]).toEqual([0, '']);
    expect(await run('verify', ...inventory(), '--json')).toBe(0);
    expect(await run('plan', 'playbooks/site.ts', '--limit', 'web*', ...inventory('wrong.yaml'))).toBe(3);
    expect(textOf('plan playbooks/site.ts --limit')).toMatch(/web1: sudo refused[^]*web2.* does not let us in/);
  });

  it('is in nothing that was printed', () => {
    const texts = [...printed.values()];
    report(`${String(texts.length)} outputs of ${String(texts.join('').length)} characters`);
    const found = [...printed].flatMap(([command, text]) =>
      findIn(`${text}\n${joinOutput(text)}`, planted).map((name) => `${command}: ${name}`),
    );
    expect(found).toEqual([]);
  });

  it('is in no file that the program wrote here', async () => {
    const written = ['tmp', 'state', 'site.plan'].map((name) => join(folder, name));
    const paths = (await mustRun('find', [...written, '-type', 'f'], { timeoutMs: 10_000 })).trim().split('\n');
    report(`${String(paths.length)} files of this machine`);
    expect(paths).toContain(join(folder, 'site.plan'));
    const found = paths.flatMap((path) =>
      findIn(readFileSync(path, 'utf8'), planted).map((name) => `${path}: ${name}`),
    );
    expect(found).toEqual([]);
  });

  it('was in the arguments and the environment of no process', async () => {
    canary = spawn('sleep', ['60'], { argv0: planted.canary, stdio: 'ignore' });
    await Promise.all(
      hosts.map((host) =>
        tell(lab, host, `setsid sh -c 'sleep 60; :' ${planted.canary} > /dev/null 2>&1 < /dev/null &`),
      ),
    );
    const found = await Promise.all(
      [...watchers].map(async ([machine, watcher]) => {
        await watcher.awaitSight(planted.canary);
        const sight = await watcher.stop();
        report(`all processes of ${machine} ${String(sight.looked)} times`);
        return [machine, sight.found] as const;
      }),
    );
    expect(found).toEqual([...watchers.keys()].map((machine) => [machine, ['canary']]));
  });

  it('is in no log and no file of a host, but in those that are meant to hold it', async () => {
    const found = await Promise.all(
      hosts.map(async (host) => {
        await tell(lab, host, `logger ${planted.canary}; echo ${planted.canary} > /tmp/canary`);
        const [log, files] = [await searchLog(lab, host, planted), await searchFiles(lab, host, planted)];
        report(`${String(log.looked)} lines of the log and ${String(files.looked)} files of ${host}`);
        expect(await tell(lab, host, 'stat -c %a /var/lib/lvsdeploy/manifest')).toBe('700');
        return [host, log.found, files.found] as const;
      }),
    );
    const canaries = [expect.stringMatching(/^\/run\/log\/journal\/.*: canary$/) as string, '/tmp/canary: canary'];
    // What was there before is kept for the day when the cluster leaves the host.
    const kept = expect.stringMatching(
      /^\/var\/lib\/lvsdeploy\/manifest\/\w+\/original: password of a hand$/,
    ) as string;
    expect(found).toEqual([
      ['lb1', ['canary'], [`${conf}: next VRRP password`, ...canaries, kept]],
      ['lb2', ['canary'], [`${conf}: next VRRP password`, ...canaries]],
      ['web1', ['canary'], canaries],
      ['web2', ['canary'], canaries],
    ]);
  });
});

function report(what: string): void {
  process.stdout.write(`looked through ${what}\n`);
}

/** @returns what the hosts printed during a `run --json`, in one piece: a secret could be split between two events. */
function joinOutput(text: string): string {
  const lines = text.split('\n').filter((line) => line.includes('"type":"task-output"'));
  return lines.map((line) => (JSON.parse(line) as { readonly text: string }).text).join('');
}
