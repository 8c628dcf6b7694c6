import { expect, test } from 'vitest';
import { hideSecrets } from '../../src/import/secrets.ts';
import { importTexts } from './samples.ts';

test.each<[string, string]>([
  ['auth_pass hunter2 hunter2', 'auth_pass [secret] [secret]'],
  ['down.sh --password=hunter2 -v', 'down.sh --password=[secret] -v'],
  ['down.sh --password hunter2 -v', 'down.sh --password [secret] -v'],
  ["down.sh --pass 'hunter2 hunter2' -v", 'down.sh --pass [secret] -v'],
  ['up --token xoxb-123 --api-key hunter2', 'up --token [secret] --api-key [secret]'],
  ['up --db-password hunter2', 'up --db-password [secret]'],
  ['PASSWORD=hunter2 up', 'PASSWORD=[secret] up'],
  ['/health?token=hunter2&a=b', '/health?token=[secret]&a=b'],
  ['get https://mon:hunter2@host/', 'get https://mon:[secret]@host/'],
  [
    'curl -u mon:hunter2 -H "Authorization: Bearer hunter2"',
    'curl -u mon:[secret] -H "Authorization: Bearer [secret]"',
  ],
  ['c.sh --user mon -p hunter2', 'c.sh --user mon -p [secret]'],
  ['check_mysql -p 1234 -P 3306', 'check_mysql -p [secret] -P 3306'],
  ['mysqladmin -phunter2 ping', 'mysqladmin -p[secret] ping'],
  ['check_http -u /page -p 80', 'check_http -u /page -p 80'],
  ['check_tcp -p 80 -H 10.0.0.1', 'check_tcp -p 80 -H 10.0.0.1'],
  ['auth_type PASS', 'auth_type PASS'],
  ['notify_down /etc/keepalived/password.sh', 'notify_down /etc/keepalived/password.sh'],
])('%s', (line, shown) => {
  expect(hideSecrets([line])).toEqual([shown]);
});

test('words that are cut already', () => {
  expect(hideSecrets(['notify_down', 'down.sh --password', 'hunter 2', '-v'])).toEqual([
    'notify_down',
    'down.sh --password',
    '[secret]',
    '-v',
  ]);
});

test('nothing that is shown has what a script of keepalived.conf is told', () => {
  const shown = importTexts([
    `vrrp_instance VI_1 {
      notify_master "/bin/up.sh --token hunter2"
      virtual_ipaddress {
        10.0.0.1
      }
    }
    @other notify_backup "/bin/up.sh --token hunter2"
    virtual_server 10.0.0.1 80 {
      quorum_down "down.sh -u mon -p hunter2"
      real_server 10.0.0.2 80 {
        notify_down "down.sh --password=hunter2"
        notify_up down.sh --password hunter2
        HTTP_GET {
          url {
            path /health?token=hunter2
          }
        }
      }
    }`,
  ]);
  expect(JSON.stringify([shown.inventory, shown.notes, shown.open])).not.toContain('hunter2');
  expect(shown.notes.filter(({ what }) => what.includes('[secret]'))).toHaveLength(6);
  expect(shown.data).toMatchObject({
    clusters: { lvs: { virtualServices: [{ healthCheck: { http: { path: 'CHANGE-ME' } } }] } },
  });
});
