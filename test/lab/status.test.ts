import { expect, test } from 'vitest';
import { isWhole, renderStatus, type HostStatus, type LabStatus } from '../../src/lab/status.ts';

const up: HostStatus = {
  name: 'lb1',
  address: '192.168.1.252',
  state: 'running',
  isReachable: true,
  uptimeSeconds: 12.3,
  kernel: '7.2.7',
};
const off: HostStatus = {
  ...up,
  name: 'client',
  state: 'off',
  isReachable: false,
  uptimeSeconds: undefined,
  kernel: undefined,
};
const live = (...hosts: HostStatus[]): LabStatus => ({ name: 'lab', phase: 'live', hosts });

test('the table has a row a host', () => {
  expect(renderStatus(live(up, off))).toEqual([
    'HOST    STATE    ADDRESS        UPTIME  KERNEL',
    'lb1     running  192.168.1.252  12 s    7.2.7',
    'client  off      192.168.1.252  -       -',
  ]);
});

test('a lab is whole when every host can be reached', () => {
  expect(isWhole(live(up, up))).toBe(true);
  expect(isWhole(live(up, off))).toBe(false);
  expect(isWhole(live())).toBe(false);
});

test('a crashed lab is not taken for a live one', () => {
  const [line] = renderStatus({ name: 'lab', phase: 'crashed', hosts: [] });
  expect(line).toMatch(/crashed.*lab down --name lab/);
});
