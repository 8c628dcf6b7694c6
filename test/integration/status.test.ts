import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openSession } from '../../src/ssh/session.ts';
import { ssh2Transport } from '../../src/ssh/ssh2-transport.ts';
import { watchDirector, type DirectorWatch } from '../../src/status/director-watch.ts';
import { table, totals, withVip } from '../status/samples.ts';
import { documentCluster } from '../verify/document-cluster.ts';
import { startSshd, type Sshd } from './sshd.ts';

let sshd: Sshd;
let watch: DirectorWatch;

/** Ends the process of sshd that it is under, once the file `cut` is there. */
const ipvsadm = (folder: string) => `#!/bin/sh
if [ -e ${folder}/cut ]; then
  rm ${folder}/cut
  above=$PPID
  until read -r name < /proc/$above/comm && case $name in sshd*) true ;; *) false ;; esac; do
    read -r _ _ _ above _ < /proc/$above/stat
  done
  kill -9 $above
  exit
fi
case "$*" in
*--stats*) cat ${folder}/totals ;;
*--rate*) ;;
*) cat ${folder}/table ;;
esac
`;

beforeAll(async () => {
  sshd = await startSshd();
  const { folder } = sshd;
  sshd.file('table', table);
  sshd.file('totals', totals());
  sshd.file('addresses', withVip);
  sshd.file('bin/ipvsadm', ipvsadm(folder), 0o755);
  sshd.file('bin/ip', `#!/bin/sh\ncat ${folder}/addresses\n`, 0o755);
  const [lb1] = documentCluster.directors;
  if (lb1 === undefined) throw new Error('the cluster has no director');
  watch = watchDirector(documentCluster, lb1, () => openSession(ssh2Transport(), sshd.host()));
});
afterAll(async () => {
  watch.close();
  await sshd.stop();
});

test('reads a director over one connection, says when it is lost, and makes another', async () => {
  const well = { silence: null, holds: ['192.168.1.229'], vrrp: null, services: [{ total: { connections: 100 } }] };
  expect(await watch.look()).toMatchObject(well);
  expect(await watch.look()).toMatchObject(well);
  expect(sshd.logins()).toBe(1);
  sshd.file('cut', '');
  expect((await watch.look()).silence).toMatch(/lost|closed|ended/);
  expect(existsSync(join(sshd.folder, 'cut'))).toBe(false);
  expect(await watch.look()).toMatchObject(well);
  expect(sshd.logins()).toBe(2);
});
