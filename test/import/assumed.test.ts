import { describe, expect, test } from 'vitest';
import { problemsOf } from '../inventory/parse.ts';
import { importTexts } from './samples.ts';

const directors = [
  { name: 'lb1', address: '10.0.0.2', address6: null },
  { name: 'lb2', address: '10.0.0.3', address6: null },
];
const check = 'TCP_CHECK {\n}';

interface Parts {
  readonly vrrp?: string;
  readonly head?: string;
  readonly service?: string;
  readonly server?: string;
}

function importWith({ vrrp = '', head = '10.0.0.1 80', service = '', server = check }: Parts) {
  const id = vrrp.includes('virtual_router_id') ? '' : 'virtual_router_id 7\n';
  const where = vrrp.includes('interface') ? '' : 'interface eth0\n';
  const kind = service.includes('lb_kind') ? '' : 'lb_kind DR\n';
  const text = `vrrp_instance VI_1 {\n${where}${id}${vrrp}\nvirtual_ipaddress {\n10.0.0.1\n}\n}
virtual_server ${head} {\n${kind}${service}
real_server 10.0.0.11 80 {\nweight 1\n${server}\n}
real_server 10.0.0.12 80 {\nweight 1\n${server}\n}\n}\n`;
  return importTexts([text], { directors });
}

interface Found {
  readonly clusters: { readonly lvs: { readonly virtualServices: readonly Readonly<Record<string, unknown>>[] } };
}

function serviceOf({ data }: ReturnType<typeof importWith>): Readonly<Record<string, unknown>> {
  return (data as unknown as Found).clusters.lvs.virtualServices[0] ?? {};
}

function reasonsOf({ notes }: ReturnType<typeof importWith>): string[] {
  return notes.map(({ what, why }) => `${what}: ${why}`);
}

describe('servers without a checker', () => {
  test('of UDP leave the check unsaid, so that lint points it out', () => {
    const imported = importWith({ service: 'protocol UDP', server: '' });
    expect(serviceOf(imported)).not.toHaveProperty('healthCheck');
    expect(reasonsOf(imported).join('\n')).toContain('virtual_server 10.0.0.1 80: its real servers have no checker');
  });

  test('of TCP have none, which is named', () => {
    const imported = importWith({ server: '' });
    expect(serviceOf(imported)).toMatchObject({ healthCheck: 'none' });
    expect(reasonsOf(imported).join('\n')).toContain('its real servers have no checker');
    expect(reasonsOf(importWith({})).join('\n')).not.toContain('no checker');
  });
});

test.each(['351', '0', 'x'])('virtual_router_id %s is left to a person', (id) => {
  const imported = importWith({ vrrp: `virtual_router_id ${id}` });
  expect(imported.data).toMatchObject({ clusters: { lvs: { vrrp: { virtualRouterId: 'CHANGE-ME' } } } });
  expect(imported.open.map(({ path }) => path)).toContain('clusters.lvs.vrrp.virtualRouterId');
  expect(reasonsOf(imported)).toEqual([
    expect.stringContaining(`virtual_router_id ${id}: expected a number from 1 to 255`),
  ]);
});

test.each<[string, Parts, object, string | null]>([
  ['a quorum', { service: 'quorum 5' }, { quorum: 2 }, 'quorum 5: all weights are 2'],
  ['a quorum that can be', { service: 'quorum 2' }, { quorum: 2 }, null],
  ['a hysteresis', { service: 'quorum 2\nhysteresis 1' }, { quorum: 2 }, 'hysteresis 1: beside a quorum of 2 of 2'],
  [
    'a quorum and its hysteresis',
    { service: 'quorum 5\nhysteresis 4' },
    { quorum: 2 },
    'hysteresis 4: beside a quorum of 2 of 2',
  ],
  ['a sorry server on the director', { service: 'sorry_server 127.0.0.1 80' }, {}, 'the director itself'],
  ['a sorry server elsewhere', { service: 'sorry_server 10.9.0.1 80' }, {}, 'by DR a sorry server is in 10.0.0.0/24'],
  ['a sorry server of another family', { service: 'sorry_server fd00::1 80' }, {}, 'of the family of its service'],
  [
    'another port of it',
    { service: 'sorry_server 10.0.0.9 8080' },
    { sorryServer: { address: '10.0.0.9' } },
    'DR translates no ports: 80 is taken',
  ],
  ['a label for an interface', { vrrp: 'interface eth0:1' }, {}, 'eth0:1 is the label of an address, and no interface'],
])('loading refuses nothing that was brought near: %s', (_, parts, wanted, why) => {
  const imported = importWith(parts);
  expect(problemsOf(imported.inventory)).toEqual([]);
  const { quorum, hysteresis, sorryServer } = serviceOf(imported);
  expect(JSON.parse(JSON.stringify({ quorum, hysteresis, sorryServer }))).toEqual(wanted);
  expect(
    imported.notes.filter((note) =>
      reasonsOf({ ...imported, notes: [note] })
        .join('')
        .includes(why ?? ''),
    ),
  ).toHaveLength(why === null ? imported.notes.length : 1);
  if (why === null) expect(imported.notes).toEqual([]);
});

test.each<[string, Parts, string]>([
  ['a method', { service: 'lb_kind DRR' }, 'expected NAT, DR or TUN (did you mean DR?): NAT is taken'],
  ['a method of a server', { server: `${check}\nlvs_method DRR` }, 'the method of the service is taken'],
  ['a scheduler', { service: 'lb_algo wrrr' }, 'wlc is taken'],
  ['the name of a port', { head: '10.0.0.1 http' }, 'http is no number of one, write the number'],
  ['an address', { head: 'web.example.com 80' }, 'web.example.com is no address'],
  ['a mark', { head: 'fwmark x' }, 'expected a mark'],
  ['a group', { head: 'group x' }, 'there is no virtual_server_group x'],
])('what is taken instead, or why nothing can be, is said: %s', (_, parts, why) => {
  expect(reasonsOf(importWith(parts)).join('\n')).toContain(why);
});

test('an include without a file says what to do', () => {
  const imported = importTexts(['vrrp_instance VI_1 {\n}\ninclude conf.d/*.conf\n']);
  expect(imported.notes.map(({ why }) => why).join('\n')).toContain('copy what it means from the director');
});

test('of a VIP with an interface of its own only that is lost', () => {
  const imported = importTexts([
    'vrrp_instance VI_1 {\ninterface eth0\nvirtual_ipaddress {\n10.0.0.1 dev eth1\n}\n}\n',
  ]);
  expect(imported.lost).toEqual([]);
  expect(imported.data).toMatchObject({ clusters: { lvs: { vips: [{ address: '10.0.0.1' }] } } });
  expect(reasonsOf(imported).join('\n')).toContain('only dev eth1 is lost');
});

test('a definition with something behind its name says how it is written', () => {
  const text = (vip: string) => `$VIP=10.0.0.1\nvrrp_instance VI_1 {\nvirtual_ipaddress {\n${vip}\n}\n}\n`;
  expect(reasonsOf(importTexts([text('$VIP/24')])).join('\n')).toContain('write ${VIP} where something follows');
  expect(reasonsOf(importTexts([text('${VIP}/24')])).join('\n')).not.toContain('write ${VIP}');
});
