import { randomBytes } from 'node:crypto';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Session } from '../../src/shell/session.ts';
import { sendFile } from '../../src/ssh/send-file.ts';
import { openSession } from '../../src/ssh/session.ts';
import { ssh2Transport } from '../../src/ssh/ssh2-transport.ts';
import { startSshd, type Sshd } from './sshd.ts';

let sshd: Sshd;
let session: Session;

beforeAll(async () => {
  sshd = await startSshd();
  session = await openSession(ssh2Transport(), sshd.host());
});
afterAll(async () => {
  session.close();
  await sshd.stop();
});

test('2 MB of anything arrive as they are, in three round trips, readable by their owner alone', async () => {
  const content = randomBytes(2_000_000);
  const to = join(sshd.folder, "it's there/archive");
  writeFileSync(join(sshd.folder, 'archive'), content);
  const before = session.roundTrips;
  expect(await sendFile(session, { file: join(sshd.folder, 'archive'), to })).toEqual({
    status: 0,
    stdout: '',
    stderr: '',
  });
  expect(session.roundTrips - before).toBe(3);
  expect(readFileSync(to).equals(content)).toBe(true);
  expect(statSync(to).mode & 0o777).toBe(0o600);
});

test.each([0, 1, 786_432])('a file of %d bytes takes the place of what was there', async (size) => {
  const content = randomBytes(size);
  const to = join(sshd.folder, 'replaced');
  writeFileSync(to, 'older and longer'.repeat(100_000));
  writeFileSync(join(sshd.folder, 'small'), content);
  expect(await sendFile(session, { file: join(sshd.folder, 'small'), to })).toMatchObject({ status: 0 });
  expect(readFileSync(to).equals(content)).toBe(true);
});
