import { describe, expect, test } from 'vitest';
import { change, parse, problemsOf } from '../inventory/parse.ts';
import { surroundings } from '../inventory/surroundings.ts';
import { importTexts, sample } from './samples.ts';

// The document prints one file, and says behind // what differs on the backup.
const master = sample('tutorial-master.conf');
const backup = sample('tutorial-backup.conf');
const directors = [
  { name: 'lb1', address: '192.168.1.252', address6: null },
  { name: 'lb2', address: '192.168.1.230', address6: null },
];
const secret = surroundings({}, { '/etc/lvs/secrets/vrrp-auth': 's3cret8c' });

describe('the printed keepalived.conf of the document', () => {
  test('its errata are named, each at its place', () => {
    const found = importTexts([master, backup]).notes.map(({ kind, id, place: { file, line } }) => {
      expect(kind).toBe('erratum');
      return `${id ?? ''} ${file}:${line}`;
    });
    expect(found.filter((one) => !one.startsWith('slash'))).toEqual([
      'printed-password a.conf:19',
      'pinned-clients a.conf:29',
      'misplaced-inhibit a.conf:30',
      'nb-get-retry a.conf:36',
      'nb-get-retry a.conf:44',
      'word-case b.conf:12',
      'printed-password b.conf:19',
      'pinned-clients b.conf:29',
      'misplaced-inhibit b.conf:30',
      'nb-get-retry b.conf:36',
      'nb-get-retry b.conf:44',
    ]);
    const slashes = [12, 15, 26, 27, 28, 29, 30, 31, 33, 35].map((line) => `slash-comment a.conf:${line}`);
    expect(found.filter((one) => one.startsWith('slash') && one.includes('a.conf'))).toEqual(slashes);
  });

  test('it becomes the cluster that the document means', () => {
    const { inventory, open } = importTexts([master, backup], { directors });
    expect(open.map(({ path }) => path)).toEqual(['clusters.lvs.vrrp.auth']);
    const { clusters, warnings } = parse(inventory, secret);
    expect(warnings).toEqual([]);
    expect(clusters).toMatchObject([
      {
        segment: '192.168.1.0/24',
        directors: [
          { name: 'lb1', priority: 100, routerId: 'LVS_DEVEL' },
          { name: 'lb2', priority: 90, routerId: 'LVS_DEVEL' },
        ],
        vips: [{ address: '192.168.1.229', prefixLength: 32 }],
        vrrp: { instance: 'VI_1', virtualRouterId: 51, advertInterval: 1, preempt: true },
        notification: { to: ['dalianlxw@139.com'], smtpServer: '222.73.214.147', smtpTimeout: 30 },
        virtualServices: [
          {
            address: '192.168.1.229',
            port: 80,
            scheduler: 'wrr',
            method: 'dr',
            persistence: 60,
            delayLoop: 6,
            realServers: [
              {
                address: '192.168.1.220',
                weight: 3,
                inhibitOnFailure: true,
                healthCheck: { kind: 'tcp', connectTimeout: 10, retry: 3, delayBeforeRetry: 3 },
              },
              { address: '192.168.1.231', weight: 1, inhibitOnFailure: true },
            ],
          },
        ],
      },
    ]);
  });

  test('what no file says is refused at its line until a person has said it', () => {
    const { inventory, open } = importTexts([master]);
    expect(open.map(({ path }) => path)).toContain('clusters.lvs.directors.lb2');
    const lines = inventory.split('\n');
    const wanted = lines.flatMap((line, index) => (/^ *lb\d:.*CHANGE-ME/.test(line) ? [`${index + 1}:`] : []));
    expect(wanted).toHaveLength(2);
    const problems = problemsOf(inventory, secret).filter((line) => line.includes('CHANGE-ME'));
    expect(problems.map((line) => line.replace(/\d+: .*/, ''))).toEqual(wanted);
  });

  test('both with one priority, as it is printed: that they elect by their addresses is named', () => {
    const same = change(backup, 'priority 90', 'priority 100');
    const found = importTexts([master, same]).notes.filter(({ id }) => id === 'equal-priorities');
    expect(found.map(({ place }) => place)).toEqual([{ file: 'b.conf', line: 15, column: 1 }]);
  });

  test('the secret is in nothing that is shown', () => {
    const secrets = [master, backup].map((text) => change(text, 'auth_pass 1111', 'auth_pass hunter22hunter'));
    const { inventory, notes, open } = importTexts(secrets);
    expect(JSON.stringify([inventory, notes, open])).not.toContain('hunter');
    expect(notes.map(({ id }) => id)).toContain('long-password');
  });
});
