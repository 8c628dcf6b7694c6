import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { sshEngine } from '../../src/cli/engine.ts';
import { runProgram } from '../../src/cli/program.ts';
import { createVoice } from '../../src/cli/voice.ts';
import { file } from '../../src/resources/file.ts';
import { parseRecord } from '../../src/history/run-record.ts';
import { handler } from '../../src/resources/handler.ts';
import { sh } from '../../src/shell/shell.ts';
import { renderError } from '../../src/report/error-text.ts';
import { change, web } from '../inventory/parse.ts';
import { contextOf } from '../cli/console.ts';
import { answerCases } from './answer-cases.ts';

/** A message of the page, and how it comes about: by a command line, or by a call. */
export type Case = {
  readonly message: string;
  /** Files of the folder that the command starts in, beside inventory.yaml. */
  readonly files?: Readonly<Record<string, string>>;
} & ({ readonly args: string } | { readonly call: () => unknown });

const option = "error: option 'WORD' argument 'VALUE' is invalid. ";

const configured = { 'bad.yaml': `defaults: { ssh: { config: ssh_config } }\n${web}` };

/** None of these connects to a host. */
export const cases: readonly Case[] = [
  { message: "error: unknown command 'WORD'", args: 'frobnicate' },
  { message: 'there is no command WORD', args: 'help frobnicate' },
  { message: "error: unknown option 'WORD'", args: 'lint --frobnicate' },
  { message: "error: missing required argument 'NAME'", args: 'plan' },
  { message: `${option}It must be a number above 0.`, args: 'exec lb1 --timeout x -- true' },
  { message: `${option}It must be a whole number above 0.`, args: 'drill all --rounds 0' },
  { message: `${option}It is a number from 1 on.`, args: 'history --last 0' },
  { message: `${option}It must be a number of seconds, from 0.2 to 3600.`, args: 'status --interval 0' },
  { message: `${option}It is a name of letters, digits, and . _ -`, args: 'import ./keepalived.conf --cluster /' },
  {
    message: `${option}It is NAME=ADDRESS, such as lb1=192.168.1.252.`,
    args: 'import ./keepalived.conf --director lb1',
  },
  {
    message: `${option}NAME is a director already: each has a name of its own.`,
    args: 'import ./keepalived.conf --director lb1=10.0.0.1 --director lb1=10.0.0.2',
  },
  { message: `${option}It is a network, such as 192.168.1.0/24.`, args: 'import ./keepalived.conf --segment x' },
  { message: `${option}It is a network, such as fd00:1::/64.`, args: 'import ./keepalived.conf --segment6 x' },
  { message: '--quiet and --verbose are said together', args: 'ping --quiet -v' },
  { message: 'no playbook is named', args: 'run' },
  { message: 'nobody is there to confirm the plan', args: 'run -i ./inventory.yaml ./site.ts' },
  { message: 'nobody is there to agree to disruptive checks', args: 'verify --disruptive' },
  {
    message: 'the host pattern is empty',
    args: 'plan -i ./inventory.yaml ./site.ts --limit ,',
    files: playbook('all'),
  },
  {
    message: 'no host or group of the inventory is named "WORD"',
    args: 'plan -i ./inventory.yaml ./site.ts --limit lb9',
    files: playbook('all'),
  },
  {
    message: 'no host or group of the inventory is named "WORD" (in the pattern "VALUE")',
    args: 'plan -i ./inventory.yaml ./site.ts --limit lb1,lb9',
    files: playbook('all'),
  },
  {
    message: 'the host pattern "WORD" holds an expression that cannot be read: VALUE',
    args: 'plan -i ./inventory.yaml ./site.ts --limit ~(',
    files: playbook('all'),
  },
  {
    message: 'FILE: the file names no hosts',
    args: 'plan -i ./inventory.yaml ./site.ts --limit @./hosts',
    files: { ...playbook('all'), hosts: '\n' },
  },
  {
    message: 'FILE: cannot read the hosts to limit to: REASON',
    args: 'plan -i ./inventory.yaml ./site.ts --limit @./nowhere',
    files: playbook('all'),
  },
  { message: 'FILE: the inventory has no host NAME', args: 'inventory show lb9 -i ./inventory.yaml' },
  { message: 'FILE: there is no cluster NAME', args: 'verify --cluster nope -i ./inventory.yaml' },
  { message: 'there is no rule WORD', args: 'lint --explain nope' },
  { message: 'there is no inventory FILE', args: 'lint -i ./nowhere.yaml' },
  { message: 'cannot read the inventory FILE: REASON', args: 'lint -i ./' },
  { message: 'FILE:LINE:COLUMN: not valid YAML: REASON', args: 'lint -i ./bad.yaml', files: { 'bad.yaml': 'a: [' } },
  {
    message: 'FILE:LINE:COLUMN: this key stands here twice; one of the two would be ignored',
    args: 'lint -i ./bad.yaml',
    files: { 'bad.yaml': 'a: 1\na: 2\n' },
  },
  {
    message: 'FILE:LINE:COLUMN: found a second document (---); an inventory is one document',
    args: 'lint -i ./bad.yaml',
    files: { 'bad.yaml': 'a: 1\n---\na: 2\n' },
  },
  {
    message: 'FILE:1: no record of a run begins here, or one of another version',
    call: () => parseRecord('{}\n', 'runs/x.ndjson'),
  },
  { message: 'FILE: the inventory names no folder for archives', args: 'fetch -i ./inventory.yaml' },
  { message: 'there is no scenario WORD', args: 'drill nope' },
  { message: 'FILE: there is no such file', args: 'plan -i ./inventory.yaml ./nowhere.ts' },
  {
    message: 'FILE: it does not load: REASON',
    args: 'plan -i ./inventory.yaml ./site.ts',
    files: { 'site.ts': 'export default {' },
  },
  {
    message: 'FILE: the file has no playbook as its default export',
    args: 'plan -i ./inventory.yaml ./site.ts',
    files: { 'site.ts': 'export default 1;' },
  },
  {
    message: 'FILE, play NAME: unknown setting KEY; expected LIST',
    args: 'plan -i ./inventory.yaml ./site.ts',
    files: playbook('directors', 'serail: 1'),
  },
  {
    message: 'FILE, play NAME, KEY: missing; expected VALUE',
    args: 'plan -i ./inventory.yaml ./site.ts',
    files: { 'site.ts': "export default { name: 'site', plays: [{ roles: [] }] };" },
  },
  {
    message: 'FILE, play NAME, KEY: found VALUE; expected VALUE',
    args: 'plan -i ./inventory.yaml ./site.ts',
    files: playbook('directors', "order: 'standby'"),
  },
  {
    message: 'FILE, play NAME, role ROLE: unknown setting KEY; expected LIST',
    args: 'plan -i ./inventory.yaml ./site.ts',
    files: playbook('directors', "roles: [{ name: 'house', resource: () => [] }]"),
  },
  {
    message: 'FILE, play NAME, role ROLE, KEY: missing; expected VALUE',
    args: 'plan -i ./inventory.yaml ./site.ts',
    files: playbook('directors', "roles: [{ name: 'house' }]"),
  },
  {
    message: 'FILE, play NAME, role ROLE: found VALUE; expected VALUE',
    args: 'plan -i ./inventory.yaml ./site.ts',
    files: playbook('directors', 'roles: [function house() {}]'),
  },
  {
    message: 'play NAME, serial: "VALUE" is no number of hosts',
    args: 'plan -i ./inventory.yaml ./site.ts',
    files: playbook('clients', "serial: ['x']"),
  },
  {
    message: 'play NAME, serial: it lists no batch',
    args: 'plan -i ./inventory.yaml ./site.ts',
    files: playbook('clients', 'serial: []'),
  },
  {
    message: 'RESOURCE: the content is NUMBER bytes, more than NUMBER',
    call: () => file({ path: '/etc/large', content: 'x'.repeat(1_000_000) }),
  },
  { message: '"VALUE" is no file mode', call: () => file({ path: '/etc/a', content: '', mode: 'rw-r--r--' }) },
  {
    message: '"NAME" cannot name a handler',
    call: () => handler('reload it', { description: 'reload it', script: sh`true` }),
  },
  { message: 'VALUE is not an absolute path', call: () => file({ path: 'etc/a', content: '' }) },
  {
    message: 'FILE: it is no plan of this version',
    args: 'run --plan ./plan.json --yes',
    files: { 'plan.json': '{}' },
  },
  { message: 'FILE: cannot read the plan: REASON', args: 'run --plan ./nowhere.json --yes' },
  {
    message: 'FILE: a kept plan cannot be narrowed or widened',
    args: 'run --plan ./plan.json --limit lb1 --yes',
  },
  { message: 'FILE: there is no folder FOLDER for the report', args: 'verify --html ./nowhere/page.html' },
  { message: 'FILE: the report cannot be written: there is a folder', args: 'verify --html ./' },
  { message: 'FILE: the report cannot be written: there is no plain file', args: 'verify --html /dev/null' },
  { message: 'FILE: two reports cannot be one file', args: 'verify --html ./page --junit ./page' },
  { message: 'history has no command WORD', args: 'history nope' },
  { message: 'no run is recorded', args: 'history show x' },
  { message: 'setup asks questions, and nobody is at a terminal to answer them', args: 'setup' },
  { message: '--yes is for --answers: at the terminal each step is asked for', args: 'setup --yes' },
  {
    message: 'there is no FILE',
    args: 'setup --answers ./answers.yaml -i ./new.yaml --ssh-config ./nowhere',
    files: { 'answers.yaml': 'user: root\n' },
  },
  { message: 'cannot read FILE: REASON', args: 'import ./nowhere.conf' },
  {
    message: 'FILE is there already, and --answers writes over nothing',
    args: 'setup --answers ./answers.yaml -i ./inventory.yaml',
    files: { 'answers.yaml': 'user: root\n' },
  },
  {
    message: 'FILE: found no vrrp_instance and no virtual_server that could be read',
    args: 'import ./keepalived.conf',
    files: { 'keepalived.conf': '# nothing\n' },
  },
  { message: 'not a name for a lab: "NAME"', args: 'lab status --name X' },
  { message: 'the lab NAME is not up', args: 'lab ssh lb1 --name nobodys-lab' },
  {
    message: 'KEY: found an empty list; expected one VIP at least',
    args: 'lint -i ./bad.yaml',
    files: broken('    vips:\n      - address: 192.168.1.229', '    vips: []'),
  },
  {
    message: 'KEY: expected a port, or a range such as 8000-8010, from 1 to 65535',
    args: 'lint -i ./bad.yaml',
    files: broken(
      '      - vip: 192.168.1.229\n        port: 80',
      '      - mark: 1\n        traffic: [{ vip: 192.168.1.229, protocol: tcp, ports: [8010-8000] }]',
    ),
  },
  {
    message: 'KEY: missing; expected what gets the mark: - { vip: …, protocol: tcp, ports: [80, 443] }',
    args: 'lint -i ./bad.yaml',
    files: broken('      - vip: 192.168.1.229\n        port: 80', '      - mark: 1'),
  },
  {
    message: 'KEY: found an empty list; expected [program, argument, …]',
    args: 'lint -i ./bad.yaml',
    files: broken('priority: 100', 'priority: 100, power: { off: [], on: [] }'),
  },
  {
    message: 'KEY: found none; expected two or more in the form ha, or "form: standalone"',
    args: 'lint -i ./bad.yaml',
    files: broken(
      '    directors:\n      lb1: { address: 192.168.1.252, priority: 100 }\n      lb2: { address: 192.168.1.230, priority: 99 }',
      '    directors: {}',
    ),
  },
  {
    message: 'FILE:LINE: found a quote that does not end',
    args: 'lint -i ./bad.yaml',
    files: { ...configured, ssh_config: 'Host "lb1\n' },
  },
  {
    message: 'FILE: cannot read it: REASON',
    args: 'lint -i ./bad.yaml',
    files: { ...configured, 'ssh_config/there': '' },
  },
  {
    message: 'CLUSTER: CLUSTER is not marked as one that may be drilled, and nobody is there to confirm it',
    args: 'drill reload -i ./inventory.yaml',
  },
  {
    message: 'FILE is there already, and import writes over nothing',
    args: 'import ./keepalived.conf --out ./inventory.yaml',
    files: { 'keepalived.conf': 'vrrp_instance VI_1 {\n}\n' },
  },
  ...answerCases,
];

function broken(part: string, by: string): Readonly<Record<string, string>> {
  return { 'bad.yaml': change(web, part, by) };
}

function playbook(hosts: string, more = ''): Readonly<Record<string, string>> {
  const play = `{ hosts: '${hosts}', roles: [], ${more} }`;
  return {
    'site.ts': `import { definePlaybook } from 'lvsdeploy';\nexport default definePlaybook({ name: 'site', plays: [${play}] });\n`,
  };
}

/** @returns what the program prints on standard error. */
export async function provoke(one: Case): Promise<string> {
  if ('call' in one) {
    try {
      one.call();
    } catch (error) {
      return renderError(error, { colour: false });
    }
    throw new Error('nothing was thrown');
  }
  const folder = mkdtempSync(join(tmpdir(), 'lvsdeploy-message-'));
  try {
    for (const [name, text] of Object.entries({ 'inventory.yaml': web, ...one.files })) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), text);
    }
    return await printedBy(one.args, folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function printedBy(args: string, folder: string): Promise<string> {
  const words = args.split(' ').map((word) => word.replace(/^(@?)\.\//, (_, at: string) => `${at}${folder}/`));
  const { context, ended } = contextOf({}, { folder });
  const { stderr } = context.io;
  const voice = createVoice(stderr);
  const engine = sshEngine({ warn: voice.warn, onWait: () => undefined, askSecret: null, voice, waiting: null });
  await runProgram(words, { ...context, voice, engine });
  return ended().stderr;
}
