import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { sh } from '../../src/shell/shell.ts';
import { dumpFunctions } from '../../src/verify/keepalived-dump.ts';

/** As keepalived does it: the file is open and grows while it is written, with a pause as on a busy host. */
const daemon = `trap '{ echo one; sleep 0.12; echo two; } > "$TMPDIR/keepalived.data"' USR1
echo ready
while :; do sleep 0.02; done`;

let folder: string;
let child: ChildProcess;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'lvsdeploy-dump-'));
  child = spawn('sh', ['-c', daemon], { env: { ...process.env, TMPDIR: folder }, stdio: ['ignore', 'pipe', 'ignore'] });
  await new Promise((resolve) => child.stdout?.once('data', resolve));
});
afterEach(() => {
  child.kill('SIGKILL');
  rmSync(folder, { recursive: true });
});

test.runIf(process.getuid?.() === 0)('each of several who ask at once gets the whole file', async () => {
  const script = sh`${dumpFunctions}
pid=${child.pid ?? 0}
dump USR1 keepalived.data`;
  const ask = () =>
    new Promise<string>((resolve) => {
      execFile('sh', ['-c', script.text], (error, stdout) => resolve(error === null ? stdout : `failed: ${stdout}`));
    });
  const said = await Promise.all(Array.from({ length: 3 }, ask));
  expect(said).toEqual(Array.from({ length: 3 }, () => 'one\ntwo\n'));
});
