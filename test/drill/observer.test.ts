import { expect, it } from 'vitest';
import { remoteClock } from '../../src/drill/clock.ts';
import { splitLines } from '../../src/drill/lines.ts';
import { parseLook } from '../../src/drill/observer.ts';
import { isUnit } from '../../src/drill/listener.ts';

it('reads which VIPs a director holds, and when', () => {
  expect(parseLook('h 123.45 192.168.1.229 192.168.1.228')).toEqual({
    at: 123_450,
    vips: ['192.168.1.229', '192.168.1.228'],
  });
  expect(parseLook('h 0.07')).toEqual({ at: 70, vips: [] });
  expect(parseLook('Device "eth0" does not exist.')).toBe(null);
});

it('takes lines together that came in pieces', () => {
  const lines: string[] = [];
  const read = splitLines((line) => lines.push(line));
  ['h 1.', '00\nh 2', '.00 192', '.168.1.229\nh'].forEach(read);
  expect(lines).toEqual(['h 1.00', 'h 2.00 192.168.1.229']);
});

it('knows the clock of another machine by the line that was quickest', () => {
  const clock = remoteClock();
  expect(clock.at(0)).toBe(null);
  clock.hear(1000, 5300);
  clock.hear(2000, 6010);
  // This one waited in a connection that was cut.
  clock.hear(3000, 9000);
  expect(clock.at(6010)).toBe(2000);
  expect(clock.here(3000)).toBe(7010);
});

it('stops a service, and nothing that would lock us out', () => {
  expect(['nginx.service', 'lab-web.service', 'php@8.2.service'].every(isUnit)).toBe(true);
  expect(['ssh.service', 'systemd-journald.service', 'session-1.scope', '', 'a b.service'].some(isUnit)).toBe(false);
});
