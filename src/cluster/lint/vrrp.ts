import { isIpv6 } from '../address.ts';
import { type Rule, when } from './rule.ts';

// 0.1 s held in drills; a reload may take longer than three times less (k#754).
const shortestInterval = 0.1;
// RFC 5798, 6.1: three intervals and a skew.
const longestInterval = 3;

export const vrrpRules: readonly Rule[] = [
  {
    id: 'advert-too-fast',
    severity: 'warning',
    title: 'advertisements closer than a tenth of a second',
    reason: 'Three of them are missed when a host is busy or keepalived reloads, and the VIP moves without a fault.',
    source: 'keepalived issues 754, 2179 and 2649; measured down to 0.1 s',
    fix: 'Take 0.1 s or more.',
    find: ({ vrrp }) =>
      when(
        vrrp !== null && vrrp.advertInterval < shortestInterval,
        ['vrrp', 'advertInterval'],
        `three advertisements are missed within ${((vrrp?.advertInterval ?? 0) * 3).toFixed(2)} s: a busy director looks dead`,
      ),
  },
  {
    id: 'advert-too-slow',
    severity: 'warning',
    title: 'advertisements further apart than three seconds',
    reason: 'A dead director is missed after three of them, and clients are without service so long.',
    source: 'RFC 5798, 6.1, Master_Down_Interval',
    fix: 'Take 1 s, or less with version 3.',
    find: ({ vrrp }) =>
      when(
        vrrp !== null && vrrp.advertInterval > longestInterval,
        ['vrrp', 'advertInterval'],
        `a dead director is missed after ${(vrrp?.advertInterval ?? 0) * 3} s`,
      ),
  },
  {
    id: 'auth-in-clear',
    severity: 'note',
    title: 'VRRP authentication',
    reason:
      'The password is on the segment in clear text; later standards have none. It keeps accidents away, not attackers.',
    source: 'RFC 3768, 10; RFC 5798, 9',
    fix: 'Have a virtualRouterId of its own for each cluster, and a segment that others are not on.',
    find: ({ vrrp }) =>
      when((vrrp?.auth ?? null) !== null, ['vrrp', 'auth'], 'everybody on the segment reads the password'),
  },
  {
    id: 'auth-not-of-ipv6',
    severity: 'note',
    title: 'VRRP authentication beside addresses of IPv6',
    reason: 'The instances of IPv6 are VRRPv3, which has no authentication: only those of IPv4 have the password.',
    source: 'RFC 5798, 9; keepalived.conf(5), authentication',
    fix: 'Do not count on it; or take version 3 without auth.',
    find: ({ vrrp, vips, inside }) =>
      when(
        (vrrp?.auth ?? null) !== null &&
          (vips.some(({ address }) => isIpv6(address)) || (inside?.gateway6 ?? null) !== null),
        ['vrrp', 'auth'],
        'is for the instances of IPv4 only; those of IPv6 are VRRPv3 and have none',
      ),
  },
  {
    id: 'preempt-cuts-twice',
    severity: 'note',
    title: 'a director that is back takes the VIP at once',
    reason:
      'Each return of the first director moves the VIP once more. It does not know the connections that began meanwhile, unless a sync daemon has told it: they are reset.',
    source: 'RFC 5798, 6.1, Preempt_Mode; keepalived issues 237, 1076 and 1966',
    fix: 'Say "preempt: false", or a preemptDelay in which the sync daemon tells of the connections.',
    find: ({ vrrp }) =>
      when(
        vrrp !== null && vrrp.preempt && vrrp.preemptDelay === null,
        ['vrrp', 'preempt'],
        'a director that is back takes the VIP before it knows the connections',
      ),
  },
];
