import { describe, expect, test } from 'vitest';
import { problemsOf } from '../inventory/parse.ts';
import { surroundings } from '../inventory/surroundings.ts';
import { importTexts } from './samples.ts';

interface Found {
  readonly clusters: {
    readonly lvs: {
      readonly virtualServices: readonly {
        readonly healthCheck: { readonly misc: Readonly<Record<string, unknown>> };
      }[];
    };
  };
}

const around = surroundings({}, { '/etc/lvs/checks/c.sh': '#!/bin/sh\n' });
const directors = [
  { name: 'lb1', address: '10.0.0.2', address6: null },
  { name: 'lb2', address: '10.0.0.3', address6: null },
];

function importChecks(...paths: readonly string[]) {
  const servers = paths.map((path, index) => {
    const port = path.includes(':') ? 80 + index : 80;
    const call = path.replace('PORT', String(port)).replace(':', '');
    return `real_server 10.0.0.${index + 11} ${port} {\nMISC_CHECK {\nmisc_path ${call}\nretry 1\n}\n}`;
  });
  const text = `vrrp_instance VI_1 {\ninterface eth0\nvirtual_router_id 7\nvirtual_ipaddress {\n10.0.0.1\n}\n}
virtual_server 10.0.0.1 80 {\nlb_kind NAT\n${servers.join('\n')}\n}\n`;
  return importTexts([text], { directors, segment: '10.0.0.0/24' });
}

function argumentsOf({ data }: ReturnType<typeof importTexts>): unknown {
  return (data as unknown as Found).clusters.lvs.virtualServices[0]?.healthCheck.misc['arguments'];
}

describe('what a script is told of its own server', () => {
  test.each<[string, string[], unknown]>([
    ['first, as lvsdeploy does', ['"c.sh 10.0.0.11 80 -x"', '"c.sh 10.0.0.12 80 -x"'], ['-x']],
    ['the address alone', ['"c.sh 10.0.0.11"', '"c.sh 10.0.0.12"'], undefined],
    ['one server', ['"c.sh -H 10.0.0.11"'], ['-H', '10.0.0.11']],
    ['nothing', ['"c.sh -p 80"', '"c.sh -p 80"'], ['-p', '80']],
  ])('is as it was: %s', (_, paths, wanted) => {
    const imported = importChecks(...paths);
    expect(argumentsOf(imported)).toEqual(wanted);
    expect(imported.open.filter(({ path }) => path.includes('virtualServices'))).toHaveLength(1);
  });

  test.each<[string, string[], string[]]>([
    ['its address', ['"c.sh -H 10.0.0.11 -p 80"', '"c.sh -H 10.0.0.12 -p 80"'], ['-H', 'CHANGE-ME', '-p', '80']],
    ['in a word', ['"c.sh --url=http://10.0.0.11/"', '"c.sh --url=http://10.0.0.12/"'], ['CHANGE-ME']],
    ['its port', [':"c.sh -p PORT"', ':"c.sh -p PORT"'], ['-p', 'CHANGE-ME']],
  ])('is left to the author, who is told how: %s', (_, paths, wanted) => {
    const imported = importChecks(...paths);
    expect(argumentsOf(imported)).toEqual(wanted);
    expect(imported.notes.filter(({ why }) => why.includes('$1 and $2'))).toHaveLength(2);
    expect(imported.notes.filter(({ why }) => why.includes('that of 10.0.0.11 is taken'))).toEqual([]);
    expect(imported.inventory).toMatch(/# CHANGE-ME: the address or the port/);
    expect(problemsOf(imported.inventory, around).join('\n')).toContain('CHANGE-ME');
  });

  test('other arguments that differ are named, and the check asks nobody for all', () => {
    const imported = importChecks('"c.sh -H 10.0.0.11 -a"', '"c.sh -H 10.0.0.12 -b"');
    expect(argumentsOf(imported)).toEqual(['-H', 'CHANGE-ME', '-a']);
    expect(imported.notes.map(({ why }) => why).join('\n')).toContain('that of 10.0.0.11 is taken');
  });
});

describe('a secret among the arguments', () => {
  test.each<[string, string[]]>([
    ['"check_mysql -u mon -p hunter2"', ['-u', 'mon', '-p', 'CHANGE-ME']],
    ['"c.sh --password=hunter2 -x"', ['--password=CHANGE-ME', '-x']],
    ['"c.sh --token hunter2 -x"', ['--token', 'CHANGE-ME', '-x']],
    ['"c.sh -p hunter2"', ['-p', 'hunter2']],
    ['"c.sh -u /page -p 80"', ['-u', '/page', '-p', '80']],
  ])('%s', (call, wanted) => {
    const imported = importChecks(call);
    expect(argumentsOf(imported)).toEqual(wanted);
    if (!JSON.stringify(wanted).includes('CHANGE-ME')) return;
    expect(JSON.stringify([imported.inventory, imported.notes, imported.open])).not.toContain('hunter2');
    expect(imported.inventory).toContain('# CHANGE-ME: a secret stood there');
    expect(problemsOf(imported.inventory, around).join('\n')).toContain('CHANGE-ME');
  });
});
