import { expect, test } from 'vitest';
import { parse as load } from 'yaml';
import { change } from '../inventory/parse.ts';
import { importTexts, sample } from './samples.ts';

interface Loaded {
  readonly clusters: { readonly lvs: { readonly directors: Readonly<Record<string, object>> } };
}

const text = `vrrp_instance VI_1 {
  interface eth0
  virtual_router_id 51
  priority 100
  authentication {
    auth_pass s3cret8c
  }
  unicast_src_ip 10.0.0.2
  unicast_peer {
    10.0.0.3
  }
  virtual_ipaddress {
    10.0.0.1
  }
}
virtual_server 10.0.0.1 80 {
  lb_kind DR
  real_server 10.0.0.11 80 {
    weight 3
  }
}
`;
const other = change(
  change(change(text, 'priority 100', 'priority 120'), 'src_ip 10.0.0.2', 'src_ip 10.0.0.3'),
  '    10.0.0.3',
  '    10.0.0.2',
);

test('the higher priority comes first, whatever the order of the files', () => {
  const { data, notes } = importTexts([text, other]);
  expect(notes.map(({ why }) => why).filter((why) => !/no secret|no checker/.test(why))).toEqual([]);
  expect(data).toMatchObject({
    clusters: {
      lvs: {
        segment: '10.0.0.0/24',
        directors: { lb2: { address: '10.0.0.3', priority: 120 }, lb1: { address: '10.0.0.2', priority: 100 } },
        vrrp: { unicast: true },
      },
    },
  });
});

test('each has its own interface', () => {
  const { data } = importTexts([change(text, 'interface eth0', 'interface ens3'), other]);
  expect(data).toMatchObject({ clusters: { lvs: { interface: 'eth0', directors: { lb1: { interface: 'ens3' } } } } });
});

test.each<[string, string, string, string]>([
  ['id', 'virtual_router_id 51', 'virtual_router_id 52', 'b.conf:3 vrrp.virtualRouterId (52 here, 51 there)'],
  ['interval', 'priority 100', 'priority 100\nadvert_int 2', 'b.conf:5 vrrp.advertInterval (2 here, nothing there)'],
  ['secret', 's3cret8c', 'an0ther', 'b.conf:6 auth_pass'],
  [
    'VIP',
    '    10.0.0.1\n',
    '    10.0.0.1\n    10.0.0.9\n',
    'b.conf:14 the VIP 10.0.0.9 (10.0.0.9/whole here, nothing there)',
  ],
  ['weight', 'weight 3', 'weight 4', 'b.conf:18 the weight of 10.0.0.11 (4 here, 3 there)'],
  [
    'server',
    '10.0.0.11',
    '10.0.0.12',
    'b.conf:18 the real server 10.0.0.12 of 10.0.0.1:80 tcp (it here, nothing there)',
  ],
  ['service', '10.0.0.1 80', '10.0.0.1 81', 'b.conf:16 the virtual server 10.0.0.1:81 tcp (it here, nothing there)'],
  ['method', 'lb_kind DR', 'lb_kind TUN', 'b.conf:16 method of 10.0.0.1:80 tcp (tun here, dr there)'],
])('what must be equal and is not is named: %s', (_, part, replacement, note) => {
  const notes = importTexts([other, change(text, part, replacement)]).notes.flatMap(({ place, why }) => {
    const what = /do not agree on (.*): that of a\.conf is taken/.exec(why)?.[1];
    return what === undefined ? [] : [`${place.file}:${place.line} ${what}`];
  });
  expect(notes).toContain(note);
});

test('one file for both, with lines for each', () => {
  const directors = ['high', 'low'].map((name, index) => ({ name, address: `10.1.0.${index + 2}`, address6: null }));
  const conditional = sample('conditional.conf');
  const { data, notes } = importTexts([conditional, conditional], { directors });
  expect(data).toMatchObject({
    clusters: {
      lvs: { directors: { high: { priority: 170 }, low: { priority: 85 } }, vrrp: { version: 3, advertInterval: 0.5 } },
    },
  });
  expect(notes.filter(({ why }) => why.includes('config-id'))).not.toEqual([]);
});

test.each<[string, string[], string[], string[]]>([
  ['the one that was named is lb2', [text], ['lb2'], ['lb1', 'lb2']],
  ['two files, the first of which is lb2', [text, other], ['lb2'], ['lb1', 'lb2']],
  [
    'the router_id of the other is the name of the first',
    [`global_defs {\nrouter_id b\n}\n${text}`, `global_defs {\nrouter_id lb1\n}\n${other}`],
    ['lb1'],
    ['lb1', 'lb2'],
  ],
  ['three', [text], ['lb3', 'lb1', 'lb2'], ['lb1', 'lb2', 'lb3']],
])('a director that nobody named takes the name of no other: %s', (_, texts, names, wanted) => {
  const said = names.map((name, index) => ({ name, address: `10.0.0.${index + 2}`, address6: null }));
  const { inventory } = importTexts(texts, { directors: said });
  const { clusters } = load(inventory) as Loaded;
  const { directors } = clusters.lvs;
  expect(Object.keys(directors).toSorted()).toEqual(wanted);
  for (const { name, address } of said) expect(directors[name]).toMatchObject({ address });
});
