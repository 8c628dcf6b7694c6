import { describe, expect, test } from 'vitest';
import { renderImported } from '../../src/report/import-text.ts';
import { change } from '../inventory/parse.ts';
import { importTexts } from './samples.ts';

const text = `vrrp_instance VI_1 {
  state MASTER
  interface eth0
  virtual_router_id 51
  priority 150
  virtual_ipaddress {
    10.0.0.1
    web.example.com
  }
}
vrrp_instance VI_2 {
  state BACKUP
  interface eth0
  priority 50
  virtual_ipaddress {
    10.0.0.4
  }
}
virtual_server 10.0.0.1 80 {
  lb_kind DR
  real_server 10.0.0.11 80 {
    TCP_CHECK {
    }
  }
  real_server 10.0.0.12 http {
    TCP_CHECK {
    }
  }
}
virtual_server 10.0.0.1 https {
  lb_kind DR
  real_server 10.0.0.11 443 {
  }
  real_server 10.0.0.12 443 {
  }
}
`;
const wanted = [
  'lost: 1 virtual service, 3 real servers, 1 VIP',
  '  VIP web.example.com (a.conf:8)',
  '  real server 10.0.0.12 http of 10.0.0.1 80 (a.conf:25)',
  '  virtual service 10.0.0.1 https (a.conf:30)',
  '  real server 10.0.0.11 443 of 10.0.0.1 https (a.conf:32)',
  '  real server 10.0.0.12 443 of 10.0.0.1 https (a.conf:34)',
];

function render(...texts: readonly string[]): string[] {
  return renderImported(importTexts(texts), { colour: false }).split('\n').slice(0, -1);
}

describe('what is lost', () => {
  test('is counted and named at the end', () => {
    expect(render(text).slice(-6)).toEqual(wanted);
  });

  test('is counted once when both files have it', () => {
    expect(render(text, change(text, 'priority 150', 'priority 140')).slice(-6)).toEqual(wanted);
  });

  test.each<[string, string, string, string]>([
    [
      'an instance elsewhere',
      'VI_2 {\n  state BACKUP\n  interface eth0',
      'VI_2 {\n  interface eth9',
      'VIP 10.0.0.4 (a',
    ],
    ['a service of SCTP', 'lb_kind DR', 'protocol SCTP', 'virtual service 10.0.0.1 80 (a'],
    ['all ports', '10.0.0.1 80', '10.0.0.1', 'virtual service 10.0.0.1 (a'],
    ['a server of another family', '10.0.0.12 http', 'fd00::12 80', 'real server fd00::12 80 of 10.0.0.1 80 (a'],
    ['a server again', '10.0.0.12 http', '10.0.0.11 81', 'real server 10.0.0.11 81 of 10.0.0.1 80 (a'],
    ['a server alone', '10.0.0.11 80', '10.0.0.11 x', 'virtual service 10.0.0.1 80 (a'],
  ])('%s', (_, part, replacement, named) => {
    expect(render(change(text, part, replacement)).join('\n')).toContain(`\n  ${named}`);
  });

  test('in the file of the other director alone', () => {
    const other = change(change(text, 'priority 150', 'priority 140'), '10.0.0.4', '10.0.0.5');
    const more = `${other}virtual_server 10.0.0.5 53 {\nreal_server 10.0.0.13 53 {\n}\n}\n`;
    const lines = render(text, more).join('\n');
    expect(lines).toContain('\n  VIP 10.0.0.5 (b.conf:16)');
    expect(lines).toContain('\n  virtual service 10.0.0.5 53 (b.conf:');
    expect(lines).toContain('\n  real server 10.0.0.13 53 of 10.0.0.5 53 (b.conf:');
  });

  test('is not spoken of when there is nothing', () => {
    const whole = change(change(text, '    web.example.com\n', ''), 'http', '80').replace(
      /virtual_server .* 80s[^]*/,
      '',
    );
    expect(importTexts([whole]).lost).toEqual([]);
    expect(render(whole).join('\n')).not.toContain('lost:');
  });
});

describe('an active/active pair', () => {
  const active = (texts: readonly string[]) =>
    importTexts(texts).notes.filter(({ why }) => why.includes('active/active'));

  test('is told of by one file', () => {
    expect(active([text])).toMatchObject([
      {
        place: { file: 'a.conf', line: 11 },
        why: expect.stringContaining('all VIPs are on one director, lb1') as string,
      },
    ]);
    expect(active([change(text, 'state BACKUP', 'state MASTER')])).toEqual([]);
  });

  test('is told of by the priorities of two files', () => {
    const plain = text.replace(/ *state .*\n/g, '');
    const other = change(change(plain, 'priority 150', 'priority 100'), 'priority 50', 'priority 90');
    expect(active([plain, other])).toHaveLength(1);
    expect(active([plain, change(other, 'priority 90', 'priority 40')])).toEqual([]);
  });
});

test('notes that two files share are one line with both places', () => {
  const lines = render(text, change(text, 'priority 150', 'priority 140'));
  const shared = lines.filter((line) => line.includes('web.example.com: '));
  expect(shared).toEqual([expect.stringMatching(/^a\.conf:8:5, b\.conf:8:5: not carried over: /)]);
  const twice = render(change(text, '10.0.0.4', 'web.example.com'));
  expect(twice.filter((line) => line.includes('web.example.com: '))).toHaveLength(2);
});
