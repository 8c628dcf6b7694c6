import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Lab } from '../../src/lab/index.ts';
import { load, plainTrips, render, seldomTrips } from '../import/round-trips.ts';
import { importTexts } from '../import/samples.ts';
import { bootLab, lvsdeploy, tell } from './deployment.ts';

let lab: Lab;

beforeAll(async () => {
  lab = await bootLab('test-import', 'small');
  await tell(lab, 'lb1', 'apt-get -q update && DEBIAN_FRONTEND=noninteractive apt-get -qy install keepalived');
  // What a configuration refers to has to be there: a script, and the network inside.
  await tell(lab, 'lb1', "install -D -m 755 /dev/stdin /etc/keepalived/checks/script.sh <<'END'\n#!/bin/sh\nEND");
  await tell(lab, 'lb1', 'ip link add eth1 type dummy && ip link set eth1 multicast on');
});
afterAll(() => lvsdeploy('lab', 'down', '--name', 'test-import'));

it.each([...plainTrips, ...seldomTrips])(
  'keepalived takes what was imported and rendered again: %s',
  async (_, trip) => {
    for (const text of render(load(importTexts(trip.texts, trip.options).inventory))) {
      const file = '/etc/keepalived/candidate.conf';
      const inBase64 = Buffer.from(text).toString('base64');
      const script = `(umask 077; echo ${inBase64} | base64 -d > ${file}); keepalived -t -f ${file} 2>&1; echo "status $?"`;
      expect(await tell(lab, 'lb1', script)).toBe('status 0');
    }
  },
);
