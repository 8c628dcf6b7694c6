import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { parse, stringify } from 'yaml';
import { filesOf, type DocCommand } from '../docs/blocks.ts';
import { readPage, story } from '../docs/pages.ts';
import { openReader, type Ended, type Reader } from '../docs/reader.ts';
import { program } from './program.ts';

const vip = '192.168.1.229';
let home: string;
let reader: Reader;

beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), 'lvs-'));
  reader = openReader({ folder: home, program, lab: 'test-docs' });
});
afterAll(async () => {
  await reader.type('lvsdeploy lab down');
  rmSync(home, { recursive: true, force: true });
});

/** How a command ends where the page says that it is not with 0, or what it has to show there. */
interface Ending {
  readonly status?: number;
  readonly shows?: string | RegExp;
}

/** A block of a page: what its reader does. */
interface Block {
  /** What happens on the lab or in the inventory before, of which the page speaks. */
  readonly before?: () => Promise<unknown>;
  /** By command, one after the other where it is typed more than once. */
  readonly ends?: Readonly<Record<string, readonly Ending[]>>;
}

interface Service {
  vip: string;
  realServers: Record<string, { weight: number }>;
}
interface Inventory {
  hosts?: Record<string, object>;
  clusters: { web: { realServers: Record<string, object>; vips: { address: string }[]; virtualServices: Service[] } };
}

/** Changes the inventory as a person would, in an editor. */
function edit(change: (cluster: Inventory['clusters']['web'], inventory: Inventory) => void): Promise<void> {
  const path = join(reader.folder, 'inventory.yaml');
  const inventory = parse(readFileSync(path, 'utf8')) as Inventory;
  change(inventory.clusters.web, inventory);
  writeFileSync(path, stringify(inventory));
  return Promise.resolve();
}

async function done(command: string): Promise<Ended> {
  const ended = await reader.type(command);
  expect(ended.status, ended.shown).toBe(0);
  return ended;
}

const onHost = (host: string, script: string) => done(`lvsdeploy exec ${host} --shell -- '${script}'`);
const dropVrrp = `modprobe -a sch_ingress cls_u32 act_gact; tc qdisc add dev eth0 ingress;
tc filter add dev eth0 parent ffff: protocol ip u32 match ip protocol 112 0xff action drop`;

/** Writes the files that the page shows to where its reader has them. */
function writeFiles(): Promise<void> {
  for (const { path, text } of filesOf(readPage('docs/playbooks.md'))) {
    const file = join(reader.folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  return Promise.resolve();
}

/** By heading, and the number of the block under it where there are several. */
const blocks: Readonly<Record<string, Block>> = {
  'Looking before touching': {
    ends: { 'lvsdeploy plan playbooks/site.ts': [{ status: 2, shows: /site: \d+ to change/ }] },
  },
  Deploying: { ends: { 'lvsdeploy verify': [{ shows: '0 failed, 0 cannot tell' }] } },
  'Deploying 2': { ends: { 'lvsdeploy run playbooks/site.ts': [{ shows: '0 to change, 0 pending' }] } },
  'Seeing it work': {
    ends: {
      'lvsdeploy status': [{ shows: /lb1 +MASTER/ }],
      'lvsdeploy lab ssh client curl -s http://192.168.1.229/': [{ shows: /^web[12]$/m }],
    },
  },
  'Seeing it work 2': {
    ends: {
      'lvsdeploy lab ssh client curl -s -m 9 http://192.168.1.229/': [{ shows: /^web[12]$/m }],
      'lvsdeploy verify': [{ status: 4, shows: 'lb1 (192.168.1.252) did not answer' }, {}],
    },
  },
  'Moving the VIP to the other director': { ends: { 'lvsdeploy status': [{ shows: /lb2 +MASTER +99 +192/ }] } },
  'Draining a real server': { ends: { 'lvsdeploy status': [{ shows: /web1 .* 0\/3 / }] } },
  'Changing a weight': {
    before: () =>
      edit(({ virtualServices: [service] }) => void Object.assign(service?.realServers ?? {}, { web2: { weight: 2 } })),
    ends: { 'lvsdeploy plan playbooks/site.ts --out site.plan': [{ status: 2, shows: '+    weight 2' }] },
  },
  'Removing a real server': {
    before: () =>
      edit((cluster, inventory) => {
        inventory.hosts = { web2: cluster.realServers['web2'] ?? {} };
        delete cluster.realServers['web2'];
        for (const service of cluster.virtualServices) delete service.realServers['web2'];
      }),
    ends: { 'lvsdeploy run playbooks/site.ts': [{ shows: 'removal:file:/sbin/realdr.sh' }] },
  },
  'Adding a real server': {
    before: () =>
      edit((cluster, inventory) => {
        Object.assign(cluster.realServers, inventory.hosts);
        delete inventory.hosts;
        for (const service of cluster.virtualServices) service.realServers['web2'] = { weight: 1 };
      }),
    ends: { 'lvsdeploy run playbooks/site.ts': [{ shows: /web2 +.*file:\/sbin\/realdr\.sh/ }] },
  },
  // The same commands as for a new VIP: one time for both.
  'The VRRP password': {
    before: () =>
      edit(({ vips, virtualServices }) => {
        vips.push({ address: '192.168.1.228' });
        virtualServices.push(...virtualServices.map((service) => ({ ...service, vip: '192.168.1.228' })));
      }),
    ends: { "lvsdeploy run playbooks/site.ts --limit 'all:!lb2'": [{ shows: '+VIPS=' }] },
  },
  'Both directors hold the VIP': {
    before: async () => {
      await onHost('lb2', dropVrrp);
      await shown('lvsdeploy status', { shows: `lb1 and lb2 have ${vip}` });
    },
    ends: { 'lvsdeploy status': [{ shows: /lb1 +MASTER.*\nlb2 +–/ }] },
  },
  'Both directors hold the VIP 2': { before: () => onHost('lb2', 'tc qdisc del dev eth0 ingress') },
  'The table is empty or edited': {
    before: () => onHost('lb1', 'ipvsadm -C'),
    ends: { 'lvsdeploy verify -q': [{ status: 4, shows: 'on lb1: /sbin/lvsdr.sh restart' }] },
  },
  'A run was interrupted 2': { ends: { 'lvsdeploy unlock': [{ shows: 'No lock was found.' }] } },
  'Running it': {
    before: writeFiles,
    ends: {
      'lvsdeploy plan house.ts': [
        { status: 2, shows: '+web1: realServer of the cluster web, 192.168.1.229' },
        { shows: 'house: 0 to change, 0 pending' },
      ],
      'lvsdeploy run house.ts --check': [{ status: 2 }],
    },
  },
  'Taking it away': { ends: { 'lvsdeploy run playbooks/teardown.ts': [{ shows: 'removal:command:no sleep' }] } },
};

/** What an election, a health check or a busy machine may make wait for: a person looks again. */
const mayTakeTime = /^lvsdeploy (verify|status|ping)/;

/** Types a command until it ends as it should, or in vain. */
async function shown(command: string, { status = 0, shows = '' }: Ending): Promise<void> {
  const once = async () => {
    const ended = await reader.type(command);
    expect(ended.status, `${command}\n${ended.shown}`).toBe(status);
    expect(ended.shown, command).toMatch(shows);
  };
  if (mayTakeTime.test(command)) await vi.waitFor(once, { timeout: 60_000, interval: 500 });
  else await once();
}

const inBlocks = new Map<string, DocCommand[]>();
for (const command of story()) {
  const { page, heading, block } = command;
  const name = `${page}: ${heading}${block > 1 ? ` ${block}` : ''}`;
  inBlocks.set(name, [...(inBlocks.get(name) ?? []), command]);
}

/**
 * Where nothing happens before a block and nothing is looked for, commands that were typed before need not be typed once more:
 * what they undo of the blocks above is undone by those below.
 */
const typed = new Set<string>();
const toType = [...inBlocks].filter(([name, commands]) => {
  const isNew = nameOf(name) in blocks || commands.some(({ text }) => !typed.has(text));
  for (const { text } of commands) typed.add(text);
  return isNew;
});

function nameOf(title: string): string {
  return title.replace(/^.*?: /, '');
}

describe('the pages, typed by their reader', () => {
  it.each(toType)('%s', async (title, commands) => {
    const { before, ends = {} } = blocks[nameOf(title)] ?? {};
    await before?.();
    const left = new Map(Object.entries(ends).map(([command, endings]) => [command, [...endings]]));
    for (const { text } of commands) await shown(text, left.get(text)?.shift() ?? {});
    expect([...left.values()].flat()).toEqual([]);
  });

  it('are all that was prepared for', () => {
    const names = [...inBlocks.keys()].map(nameOf);
    expect(Object.keys(blocks).filter((name) => !names.includes(name))).toEqual([]);
  });
});
