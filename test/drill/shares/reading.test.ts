import { describe, expect, it } from 'vitest';
import { readAnswers, momentOf } from '../../../src/drill/shares/ask-in-turn.ts';
import { countFrom, readCounters } from '../../../src/drill/shares/counters.ts';
import { readKernelTable, tellDeviation, wantedServers } from '../../../src/drill/shares/kernel-table.ts';
import { planSample } from '../../../src/drill/shares/plan-sample.ts';
import { mixedServices } from '../../verify/mixed-cluster.ts';
import { serviceOf } from './services.ts';

const stats = `IP Virtual Server version 1.2.1 (size=4096)
Prot LocalAddress:Port               Conns   InPkts  OutPkts  InBytes OutBytes
  -> RemoteAddress:Port
TCP  192.168.1.229:80                   52      260        0    20800        0
  -> 192.168.1.226:80                   39      195        0    15600        0
  -> 192.168.1.9:80                      1        5        0      400        0
  -> 192.168.1.227:80                   12       60        0     4800        0
TCP  192.168.1.229:443                   7       35        0     2800        0
  -> 192.168.1.226:443                   7       35        0     2800        0
UDP  192.168.1.229:80                    3       15        0     1200        0
  -> 192.168.1.226:80                    3       15        0     1200        0
`;

describe('the counters', () => {
  const service = serviceOf('wrr', { web1: 3, web2: 1 });

  it('are those of the service alone, by names where the inventory has one', () => {
    expect(readCounters(stats, service)).toEqual({ web1: 39, web2: 12, '192.168.1.9:80': 1 });
    expect(readCounters(stats, { ...service, port: 8080 })).toBeNull();
  });

  it('are those of a mark, or of IPv6, where that is what the service has', () => {
    const text = `${stats}TCP  [fd00:1::229]:80                    9       45        0     3600        0
  -> [fd00:1::220]:80                    9       45        0     3600        0
FWM  1                                   4       20        0     1600        0
  -> 10.0.0.221:0                        3       15        0     1200        0
  -> 10.0.0.222:0                        1        5        0      400        0
FWM  1 IPv6                              2       10        0      800        0
  -> [fd00:1::231]:0                     2       10        0      800        0
`;
    const counted = mixedServices.map((one) => readCounters(text, one)).filter((one) => one !== null);
    expect(counted).toEqual([
      { '192.168.1.226:80': 39, '192.168.1.9:80': 1, '192.168.1.227:80': 12 },
      { web1: 9 },
      { app1: 3, app2: 1 },
      { web2: 2 },
    ]);
  });

  it('are compared with those of before, and of no use when somebody set them to zero', () => {
    expect(countFrom({ web1: 9 }, { web1: 39, web2: 10 })).toEqual({ web1: 30, web2: 10 });
    expect(countFrom({ web1: 40 }, { web1: 39, web2: 10 })).toBeNull();
  });
});

describe("the kernel's table", () => {
  const service = serviceOf('wrr', { web1: 3, web2: 1, web3: 2 });
  const table = readKernelTable(
    `IP Virtual Server version 1.2.1 (size=4096)
Prot LocalAddress:Port Scheduler Flags
  -> RemoteAddress:Port           Forward Weight ActiveConn InActConn
TCP  192.168.1.229:80 wrr
  -> 192.168.1.227:80             Route   1      2          7
  -> 192.168.1.226:80             Route   1      0          4
`,
    service,
  );

  it('gives the order, the inventory the weights', () => {
    expect(table === null ? null : wantedServers(service, table)).toEqual([
      { name: 'web2', weight: 1, active: 2, inactive: 7 },
      { name: 'web1', weight: 3, active: 0, inactive: 4 },
      { name: 'web3', weight: 2, active: 0, inactive: 0 },
    ]);
    expect(table === null ? null : tellDeviation(service, table)).toBe(
      '; the kernel has wrr with the weights web2 1, web1 1',
    );
    expect(table === null ? null : tellDeviation(serviceOf('wrr', { web1: 1, web2: 1 }), table)).toBe('');
  });
});

describe('the sample', () => {
  const many = Array.from({ length: 41 }, (_, index) => `192.168.1.${index + 100}`);
  const sources = (
    scheduler: Parameters<typeof serviceOf>[0],
    weights: Record<string, number>,
    persistence: number | null = null,
  ) => planSample({ ...serviceOf(scheduler, weights), persistence }, many);

  it('is whole rounds, from all addresses in turn', () => {
    expect(sources('wrr', { web1: 3, web2: 1 })).toEqual(many.slice(0, 40));
    expect(sources('wrr', { web1: 4, web2: 3, web3: 2 })).toHaveLength(45);
    expect(sources('rr', { web1: 9, web2: 1, web3: 5 })).toEqual([...many, many[0]]);
    expect(sources('wrr', { web1: 400, web2: 1 })).toHaveLength(400);
    expect(sources('sh', { web1: 1, web2: 1 })).toEqual(many);
  });

  it('uses each address once with persistence, as many as make whole rounds', () => {
    expect(sources('wrr', { web1: 3, web2: 1 }, 60)).toEqual(many.slice(0, 40));
    expect(sources('wrr', { web1: 39, web2: 1 }, 60)).toEqual(many.slice(0, 40));
    expect(sources('wrr', { web1: 99, web2: 1 }, 60)).toEqual(many);
  });
});

describe('the answers', () => {
  it('have their times, sources and servers, and why one did not come', () => {
    const text = `a 812.40 192.168.1.100 0 200 0.012 web1
a 812.55 192.168.1.101 0 503 0.004 busy
noise
a 812.60 192.168.1.102 7 000 0.001 `;
    expect(readAnswers(text, serviceOf('rr', { web1: 1, web2: 1 }))).toEqual([
      { source: '192.168.1.100', sentAt: 0, answeredAt: 12, server: 'web1', error: null },
      { source: '192.168.1.101', sentAt: 150, answeredAt: null, server: null, error: 'HTTP 503' },
      { source: '192.168.1.102', sentAt: 200, answeredAt: null, server: null, error: 'refused' },
    ]);
    expect(momentOf('a 812.40 192.168.1.100 0 200 0.012 web1')).toBe(812_400);
    expect(momentOf('noise')).toBeNull();
  });
});

it('reads datagrams as requests', () => {
  const service = mixedServices.find(({ protocol }) => protocol === 'udp');
  if (service === undefined) throw new Error('the mixed cluster has a UDP service');
  const text = 'u 10.00 192.168.1.101 answered 0.002 77656231 web1\nu 10.05 192.168.1.102 silent 1.000 - \n';
  expect(readAnswers(text, service)).toEqual([
    { source: '192.168.1.101', sentAt: 0, answeredAt: 2, server: 'web1', error: null },
    { source: '192.168.1.102', sentAt: 50, answeredAt: null, server: null, error: 'timeout' },
  ]);
  expect(momentOf('u 10.05 192.168.1.102 silent 1.000 -')).toBe(10_050);
});
