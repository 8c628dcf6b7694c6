import { describe, expect, it } from 'vitest';
import type { HealthCheck } from '../../src/cluster/cluster.ts';
import { readUdpReplies, udpProbeBy, wrongAnswer } from '../../src/verify/udp-probe.ts';
import { judgeUdp } from '../../src/verify/udp-verdict.ts';

const tries = { port: null, connectTimeout: 1, retry: 1, delayBeforeRetry: 1 };
const dns: HealthCheck = { kind: 'dns', ...tries, name: 'example.com', type: 'AAAA' };

describe('what a UDP service is asked', () => {
  it.each<{ what: string; check: HealthCheck | null; payload: string }>([
    { what: 'nothing known', check: null, payload: '' },
    { what: 'a payload', check: { kind: 'udp', ...tries, payload: '0A0b', requireReply: null }, payload: '0a0b' },
    {
      what: 'a name',
      check: dns,
      payload: '6c7601000001000000000000' + '076578616d706c6503636f6d00' + '001c' + '0001',
    },
    {
      what: 'the root',
      check: { ...dns, name: '.', type: 'SOA' },
      payload: '6c7601000001000000000000' + '00' + '00060001',
    },
  ])('$what', ({ check, payload }) => {
    expect(udpProbeBy(check).payload).toBe(payload);
  });
});

describe('what it answers', () => {
  const answer = (hex: string) => readUdpReplies(`u 1.00 - answered 0.001 ${hex} x\n`)[0];
  const probe = udpProbeBy(dns);

  it.each([
    ['6c768180000100010000', null],
    ['6c768183000100000000', 'the error 3 of DNS'],
    ['6c760100000100000000', 'what is no answer of DNS'],
    ['77656231', 'what is no answer of DNS'],
  ])('to a question of DNS: %s', (hex, wrong) => {
    const reply = answer(hex);
    expect(reply && wrongAnswer(reply, probe)).toBe(wrong);
  });

  it('has to begin as its health check says', () => {
    const strict = udpProbeBy({ kind: 'udp', ...tries, payload: null, requireReply: '7765' });
    expect(judgeUdp('u 1.00 - answered 0.001 77656231 web1\n', strict, 'it').outcome).toBe('ok');
    expect(judgeUdp('u 1.00 - answered 0.001 61707031 app1\n', strict, 'it')).toMatchObject({
      outcome: 'failed',
      found: 'it answers with 61707031, not 7765',
    });
    expect(judgeUdp('u 1.00 - silent 3.000 - \n', strict, 'it').outcome).toBe('failed');
  });

  it.each([
    ['u 1.00 - answered 0.001 61 a\n', 'ok'],
    ['u 1.00 - answered 0.001 - \n', 'ok'],
    ['u 1.00 - silent 3.000 - \n', 'cannot tell'],
    ['u 1.00 - refused 0.000 - \n', 'failed'],
    ['u 1.00 - failed 0.000 - \n', 'cannot tell'],
    ['neither python nor perl is installed\n', 'cannot tell'],
    ['', 'cannot tell'],
  ])('need not come where none is promised: %j', (output, outcome) => {
    expect(judgeUdp(output, udpProbeBy(null), 'it').outcome).toBe(outcome);
  });
});
