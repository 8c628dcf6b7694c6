import { expect, vi } from 'vitest';
import { openLab, type Lab } from '../../src/lab/index.ts';
import { lvsdeploy, lvsdeployWithin } from './program.ts';

export { lvsdeploy };

/** Brings up a lab of the test's own. */
export async function bootLab(name: string, topology: string, ...options: readonly string[]): Promise<Lab> {
  const words = ['lab', 'up', '--name', name, '--topology', topology, ...options];
  // The images of a lab are built when they are first needed.
  const { status, stdout, stderr } = await lvsdeployWithin(14, ...words);
  expect(`${String(status)} ${status === 0 ? '' : stdout + stderr}`).toBe('0 ');
  return openLab(name);
}

/** @returns what a command prints on a lab host, as root there. */
export async function tell(lab: Lab, host: string, script: string): Promise<string> {
  const { status, stdout, stderr } = await lab.exec(host, script, { asRoot: true });
  if (status !== 0) throw new Error(`${host}: ${script} ended with ${String(status)}: ${stdout}${stderr}`);
  return stdout.trim();
}

/** @returns the names of the directors that hold the VIP now; a host that does not answer holds none that counts. */
export async function holders(lab: Lab, vip: string): Promise<readonly string[]> {
  const directors = lab.hosts.filter(({ name }) => name.startsWith('lb'));
  const found = await Promise.all(
    directors.map(async ({ name }) => {
      const { stdout } = await lab.exec(name, `ip -o addr show to ${vip}`, { timeoutMs: 5_000 });
      return stdout.includes(vip) ? [name] : [];
    }),
  );
  return found.flat();
}

export async function awaitHolder(lab: Lab, vip: string, host: string): Promise<void> {
  await vi.waitFor(async () => expect(await holders(lab, vip)).toEqual([host]), { timeout: 30_000, interval: 300 });
}

/** A stream of requests from the client, timed by its own clock. */
export interface Probe {
  /** Ends it. @returns how many got no answer, and the longest time between two answers in milliseconds. */
  stop(): Promise<{ readonly answered: number; readonly failed: number; readonly longestGap: number }>;
}

/** Starts asking for a URL from the client about twenty times a second; each request may take as long as a patient client waits. */
export async function startProbe(lab: Lab, url: string): Promise<Probe> {
  const log = '/tmp/probe.log';
  const flag = '/tmp/probe.on';
  const loop = `while [ -e ${flag} ]; do
    if curl -s -o /dev/null -m 5 ${url}; then echo ok; else echo failed; fi
    date +%s%3N
    sleep 0.05
  done > ${log} 2>&1; : > ${log}.done`;
  await tell(
    lab,
    'client',
    `rm -f ${log} ${log}.done; : > ${flag}; setsid sh -c '${loop}' > /dev/null 2>&1 < /dev/null &`,
  );
  await vi.waitFor(async () => expect(await tell(lab, 'client', `cat ${log}`)).toContain('ok'), { timeout: 10_000 });
  return {
    async stop() {
      await tell(lab, 'client', `rm -f ${flag}`);
      await vi.waitFor(() => tell(lab, 'client', `cat ${log}.done`), { timeout: 10_000 });
      return readProbe(await tell(lab, 'client', `cat ${log}`));
    },
  };
}

function readProbe(text: string) {
  const answers = [...text.matchAll(/^(ok|failed)\n(\d+)/gm)].map(([, word, at]) => ({
    ok: word === 'ok',
    at: Number(at),
  }));
  const times = answers.filter(({ ok }) => ok).map(({ at }) => at);
  const gaps = times.slice(1).map((at, index) => at - (times[index] ?? at));
  return { answered: times.length, failed: answers.length - times.length, longestGap: Math.max(0, ...gaps) };
}

/** One line of `run --json`. */
export interface RunLine {
  readonly type: string;
  readonly host?: string;
  readonly changed?: number;
  readonly roundTrips?: number;
  readonly resource?: string;
}

/** @returns the events of a `run --json`. */
export function readEvents(stdout: string): readonly RunLine[] {
  return stdout
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as RunLine);
}
