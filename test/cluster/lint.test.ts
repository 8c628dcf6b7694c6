import { describe, expect, test } from 'vitest';
import { change, parse, web } from '../inventory/parse.ts';
import { surroundings } from '../inventory/surroundings.ts';

const warningsOf = (text: string) =>
  parse(text, surroundings({ AUTH: 'secret' })).warnings.map((warning) => warning.replace('/etc/lvs/i.yaml:', ''));
const service = 'clusters.web.virtualServices[0]';

describe('a doubt', () => {
  test('is not had about a plain cluster', () => {
    expect(warningsOf(web)).toEqual([]);
  });

  test.each(['scheduler: wrr\n        persistence: 60\n        inhibitOnFailure: true', 'scheduler: wlc'])(
    'is not had about what the document does: %j',
    (part) => {
      expect(warningsOf(change(web, 'scheduler: wrr', part))).toEqual([]);
    },
  );

  test.each([
    [
      'scheduler: wrr',
      'scheduler: rr',
      `17:20: ${service}.scheduler: rr does not look at weights, and they differ here; wrr does`,
    ],
    [
      'scheduler: wrr',
      'protocol: udp',
      `15:9: ${service}.healthCheck: missing, so that a dead server keeps its share; there is no default for udp: say tcp, http or none`,
    ],
    ['          web2: {}\n', '', '9:7: clusters.web.realServers.web2: web2 is a real server of no virtual service'],
  ])('is had about %j as %j', (part, replacement, warning) => {
    expect(warningsOf(change(web, part, replacement))).toEqual([warning]);
  });
});
