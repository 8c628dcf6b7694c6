import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { loadInventory } from '../../src/inventory/load.ts';
import { openTerminal } from './terminal.ts';

let folder: string;
let inventory: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lvsdeploy-terminal-'));
  inventory = join(folder, 'inventory.yaml');
});
afterEach(() => rmSync(folder, { recursive: true }));

const enter = '\r';
const interrupt = '\u0003';
const down = '\u001b[B';

/** What is shown, and what a person types then. */
const beginning: readonly (readonly [string, string])[] = [
  ['What is the cluster called?', enter],
  ['Log in to the hosts as which user?', `root${enter}`],
  ['Director 1', `?${enter}`],
  ['director: a host that takes connections', ''],
  ['Director 1', `lb1 192.168.1.252${enter}`],
  ['lb1: debian 12, Linux 6.1.0', ''],
  ['Director 2', `lb2 192.168.1.230${enter}`],
  ['lb2: debian 12', ''],
];

const rest: readonly (readonly [string, string])[] = [
  ['Director 3', enter],
  ['By which interface are the directors on the segment? (ens3)', enter],
  ['Which network is that segment? (192.168.1.0/24)', `back${enter}`],
  ['By which interface', enter],
  ['Which network is that segment?', enter],
  ['Real server 1', `web1 192.168.1.220${enter}`],
  ['Real server 2', `web2 192.168.1.231${enter}`],
  ['Trust this key from now on?', `y${enter}`],
  ['web2: debian 12', ''],
  ['Real server 3', enter],
  ['Client to test from', enter],
  ['Under which VIP do clients reach the service? (192.168.1.228)', enter],
  ['Which protocol', enter],
  ['At which port', enter],
  ['By which forwarding method', enter],
  ['Which scheduler', enter],
  ['Which weight', `web1=3, web2=1${enter}`],
  ['For how many seconds', `60${enter}`],
  ['By which health check', enter],
  ['Which VRID', enter],
  ['Generate a secret', enter],
  ['| MASTER', ''],
  ['virtualServices:', ''],
  ['Write ', enter],
  ['Wrote the secret of VRRP', ''],
  ['And now?', `${down}${down}${down}${enter}`],
];

it('leads from nothing to an inventory, with a break by ^C in between', async () => {
  const first = openTerminal('terminal-main.ts', ['-i', inventory]);
  for (const [text, keys] of beginning) {
    await first.see(text);
    first.type(keys);
  }
  await first.see('Director 3');
  first.type(interrupt);
  await first.see('takes them up again');
  expect(await first.ended()).toBe(130);
  expect(existsSync(inventory)).toBe(false);
  expect(statSync(`${inventory}.draft`).mode & 0o777).toBe(0o600);

  const second = openTerminal('terminal-main.ts', ['-i', inventory]);
  await second.see('Go on from there?');
  second.type(enter);
  for (const [text, keys] of rest) {
    await second.see(text);
    second.type(keys);
  }
  expect(await second.ended()).toBe(0);
  expect(existsSync(`${inventory}.draft`)).toBe(false);
  expect(readFileSync(inventory, 'utf8')).toContain('interface: ens3');
  const { clusters, warnings } = await loadInventory(inventory);
  expect(warnings).toEqual([]);
  expect(clusters[0]?.virtualServices[0]).toMatchObject({ address: '192.168.1.228', port: 80, persistence: 60 });
}, 120_000);

it('takes what is typed after a fault for a new answer', async () => {
  const terminal = openTerminal('terminal-main.ts', ['-i', inventory]);
  const talk: readonly (readonly [string, string])[] = [
    ['What is the cluster called?', `all${enter}`],
    ['found all, a word of lvsdeploy', `back${enter}`],
    ['This is the first question.', ''],
    ['What is the cluster called? (web)', interrupt],
  ];
  for (const [text, keys] of talk) {
    await terminal.see(text);
    terminal.type(keys);
  }
  expect(await terminal.ended()).toBe(130);
  expect(terminal.shown()).not.toContain('allback');
}, 60_000);
