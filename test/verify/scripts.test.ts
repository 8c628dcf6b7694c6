import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Cluster, VirtualService } from '../../src/cluster/cluster.ts';
import { Shell } from '../../src/shell/shell.ts';
import type { Snippet } from '../../src/shell/session.ts';
import type { Answer } from '../../src/verify/check.ts';
import { directorAtBoot } from '../../src/verify/checks/rc-local.ts';
import { vipAnswers } from '../../src/verify/checks/vip-answers.ts';
import { vipShares } from '../../src/verify/checks/vip-shares.ts';
import { verify, type Ask } from '../../src/verify/verify.ts';
import { clusterWith, documentCluster, web1 } from './document-cluster.ts';

// What the scripts find on a host, as far as these tests need it: addresses of the client, and a curl that counts its calls.
const ip = `#!/bin/sh
[ "$*" = "-o -4 addr show dev eth0 to 192.168.1.0/24" ] || { echo "unexpected: $*" >&2; exit 1; }
for last in $ADDRESSES; do
  echo "2: eth0    inet 192.168.1.$last/24 scope global secondary eth0\\       valid_lft forever preferred_lft forever"
done
`;
const curl = `#!/bin/sh
while [ $# -gt 1 ]; do [ "$1" = --interface ] && source=$2; shift; done
echo "$source $1" >> "$CALLS"
calls=$(wc -l < "$CALLS")
[ "$calls" -ne "\${FAILS_AT:-0}" ] || exit 28
if [ $((calls % 4)) -eq 0 ]; then server=web2; else server=web1; fi
printf '<p>\\n  * served by %s $(touch /never) \\n</p>\\n' "$server"
`;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lvsdeploy-verify-'));
  await writeFile(join(folder, 'ip'), ip, { mode: 0o755 });
  await writeFile(join(folder, 'curl'), curl, { mode: 0o755 });
});
afterAll(() => rm(folder, { recursive: true }));

/** Runs every script in `sh`, as a session would. */
function askShell(environment: NodeJS.ProcessEnv): Ask {
  const run = ({ script }: Snippet) =>
    new Promise<Answer>((resolve) => {
      const child = execFile('sh', ['-s'], { env: { ...process.env, ...environment } }, (error, stdout, stderr) => {
        const status = error === null ? 0 : Number(error.code);
        resolve({ kind: 'answered', status, stdout, stderr });
      });
      child.stdin?.end(`( ${script.text}\n) < /dev/null`);
    });
  return (_host, snippets) => Promise.all(snippets.map(run));
}

async function measure(cluster: Cluster, environment: NodeJS.ProcessEnv) {
  const calls = join(folder, `calls-${Math.random()}`);
  const path = `${folder}:${process.env['PATH'] ?? ''}`;
  const ask = askShell({ PATH: path, CALLS: calls, ...environment });
  const report = await verify(cluster, [vipShares], ask);
  return report.results[0]?.verdicts[0];
}

const many = Array.from({ length: 45 }, (_, index) => 101 + index).join(' ');

describe('the requests that measure the shares', () => {
  it('come each from another address with persistence', async () => {
    const verdict = await measure(documentCluster, { ADDRESSES: many });
    expect(verdict).toMatchObject({ outcome: 'ok', found: 'of 40 requests web1 answered 30, web2 answered 10' });
    const sources =
      verdict?.evidence
        ?.trim()
        .split('\n')
        .map((line) => line.split(' ')[0]) ?? [];
    expect(new Set(sources).size).toBe(40);
  });

  it('are fewer with persistence and few addresses', async () => {
    const verdict = await measure(documentCluster, { ADDRESSES: '101 102 103 104 105 106' });
    expect(verdict).toMatchObject({ outcome: 'ok', found: 'of 4 requests web1 answered 3, web2 answered 1' });
    expect((await measure(documentCluster, { ADDRESSES: '101 102' }))?.found).toContain('the client has 2 addresses');
  });

  it('take turns among few addresses without persistence', async () => {
    const verdict = await measure(clusterWith({ persistence: null }), { ADDRESSES: '101 102 103' });
    expect(verdict).toMatchObject({ outcome: 'ok', found: 'of 40 requests web1 answered 30, web2 answered 10' });
  });

  it('stop at the first one that is lost', async () => {
    const verdict = await measure(documentCluster, { ADDRESSES: many, FAILS_AT: '5' });
    expect(verdict?.found).toBe('a request from 192.168.1.105 got no answer (curl ended with 28), after 4 that did');
    expect(verdict?.evidence?.trim().split('\n')).toHaveLength(5);
  });

  it('cannot be sent without an address on the segment', async () => {
    expect((await measure(documentCluster, { ADDRESSES: '' }))?.found).toContain('no address on the segment');
  });
});

describe('the question whether the VIP answers', () => {
  let server: Server;
  let status = 200;
  let port: number;
  beforeAll(async () => {
    server = createServer((_request, response) => response.writeHead(status).end('web1'));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    port = (server.address() as AddressInfo).port;
  });
  afterAll(() => server.close());

  const http = {
    kind: 'http',
    port: null,
    digest: null,
    virtualHost: null,
    path: '/health',
    status: 200,
    connectTimeout: 1,
    retry: 1,
    delayBeforeRetry: 1,
  } as const;

  async function outcome(service: Partial<VirtualService>) {
    const cluster = clusterWith({ address: '127.0.0.1', port, ...service });
    return (await verify(cluster, [vipAnswers], askShell({}))).results[0]?.verdicts[0];
  }

  it('is answered by a service that only takes connections', async () => {
    expect(await outcome({})).toMatchObject({
      outcome: 'ok',
      found: expect.stringContaining('takes connections') as string,
    });
  });

  it('is answered over HTTP where the model has an HTTP health check', async () => {
    status = 200;
    expect(await outcome({ realServers: [{ ...web1, healthCheck: http }] })).toMatchObject({ outcome: 'ok' });
    status = 404;
    expect(await outcome({ realServers: [{ ...web1, healthCheck: http }] })).toMatchObject({
      outcome: 'failed',
      found: `127.0.0.1:${port} answers with HTTP 404, not 200`,
    });
  });

  it('is not answered where nobody listens', async () => {
    const closed = createServer();
    await new Promise<void>((resolve) => closed.listen(0, '127.0.0.1', resolve));
    const unused = (closed.address() as AddressInfo).port;
    await new Promise((resolve) => closed.close(resolve));
    expect(await outcome({ port: unused })).toMatchObject({ outcome: 'failed' });
    const verdict = await outcome({ port: unused, realServers: [{ ...web1, healthCheck: http }] });
    expect(verdict).toMatchObject({ outcome: 'failed', found: expect.stringContaining('refused') as string });
  });

  it('cannot be asked without a client', async () => {
    const report = await verify({ ...documentCluster, clients: [] }, [vipAnswers, vipShares], askShell({}));
    expect(report.results).toMatchObject([{ check: { id: 'vip-answers' }, verdicts: [{ outcome: 'cannot tell' }] }]);
  });
});

describe('the question about rc.local', () => {
  const entry = '/sbin/lvsdr.sh start';
  it.each<readonly [string, Readonly<Record<string, string>>, string]>([
    ['none', {}, 'absent\n'],
    [
      'run by sysvinit',
      { 'etc/rc.local': `#!/bin/sh\ndate\n${entry}\nexit 0\n`, 'etc/rc2.d/S04rc.local': '' },
      `ETC/rc.local is executable\n${entry}\nexit 0\n`,
    ],
    ['run by nobody', { 'etc/rc.local': `${entry}\n` }, `ETC/rc.local is executable\nnothing runs it\n${entry}\n`],
    [
      'run by a unit of ours',
      { 'etc/rc.local': '', 'etc/systemd/system/multi-user.target.wants/rc-local.service': '' },
      'ETC/rc.local is executable\n',
    ],
    [
      'that of the Red Hat family, and another one that nobody runs',
      { 'etc/rc.d/rc.local': `${entry}\n`, 'etc/rc.local': 'date\n', 'etc/rc3.d/S99local': '' },
      `ETC/rc.d/rc.local is executable\n${entry}\n`,
    ],
  ])('%s', async (_, tree, expected) => {
    const root = await mkdtemp(join(folder, 'root-'));
    for (const [path, content] of Object.entries(tree)) {
      await mkdir(dirname(join(root, path)), { recursive: true });
      await writeFile(join(root, path), content, { mode: 0o755 });
    }
    const [question] = directorAtBoot.asks(documentCluster);
    const script = question?.script.text.replaceAll(/\/(?=(?:etc|lib|usr|run)\/)/g, `${root}/`) ?? 'exit 9';
    const [answer] = await askShell({})('lb1', [{ name: 'rc.local', script: new Shell(script) }]);
    expect(answer).toMatchObject({ status: 0, stdout: expected.replace('ETC', `${root}/etc`), stderr: '' });
  });
});
