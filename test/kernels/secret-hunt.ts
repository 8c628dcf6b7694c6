import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { vi } from 'vitest';
import type { Lab } from '../../src/lab/index.ts';
import { quote } from '../../src/shell/shell.ts';
import { tell } from './deployment.ts';

/** Secrets by what they are for: messages say that, and never the value. */
export type Planted = Readonly<Record<string, string>>;

/** @returns a value that stands nowhere by chance, as long as keepalived takes. */
export function plantedValue(): string {
  return `k${randomBytes(4).toString('hex').slice(0, 7)}`;
}

/** @returns the names of those that stand in the text. */
export function findIn(text: string, planted: Planted): readonly string[] {
  return Object.entries(planted).flatMap(([name, value]) => (text.includes(value) ? [name] : []));
}

/** What was found, and how much was looked through. */
export interface Found {
  readonly found: readonly string[];
  readonly looked: number;
}

/** Somebody who looks at the arguments and the environment of all processes of a machine, again and again. */
export interface Watcher {
  /** Resolves once the value was seen. */
  awaitSight(value: string): Promise<void>;
  /** @returns what was seen of the planted values, and in how many rounds. */
  stop(): Promise<Found>;
}

const watch = '/run/watch';

/**
 * Looks at new processes a thousand times a second (the last field of proc_loadavg(5) says that there are some), until they
 * end or are half a second old, and at all processes now and then. A process of some milliseconds is seen every other time.
 */
const watchScript = `
use strict;
my (%seen, %words, %young, $newest, $rounds);
local $/;
open my $out, '>', '${watch}/seen';
select $out;
$| = 1;
while (-e '${watch}/on') {
  open my $load, '<', '/proc/loadavg';
  my ($last) = <$load> =~ /(\\d+)$/;
  $young{++$newest} = $rounds while $newest < $last;
  $newest = $last;
  for my $pid ($rounds++ % 500 ? keys %young : map { m{(\\d+)$} } glob '/proc/[0-9]*') {
    delete $young{$pid} if $rounds - $young{$pid} > 500;
    open my $file, '<', "/proc/$pid/cmdline" or delete $young{$pid}, next;
    my $words = <$file>;
    next if $words{$pid} eq $words;
    $words{$pid} = $words;
    open $file, '<', "/proc/$pid/environ" and $words .= <$file>;
    $seen{$_}++ or print "$_\\n" for split /\\0/, $words;
  }
  select undef, undef, undef, 0.001;
}
open $out, '>', '${watch}/rounds';
print $out $rounds;
`;

/** Watches a lab host. */
export async function watchHost(lab: Lab, host: string, planted: Planted): Promise<Watcher> {
  const start = `setsid sh -c 'nice -n -19 perl ${watch}/script; : > ${watch}/end' > /dev/null 2>&1 < /dev/null &`;
  await tell(
    lab,
    host,
    `mkdir ${watch}; : > ${watch}/on; printf '%s' ${quote(watchScript)} > ${watch}/script; ${start}`,
  );
  const look = { timeout: 20_000, interval: 200 };
  return {
    async awaitSight(value) {
      await vi.waitFor(() => tell(lab, host, `grep -qF ${quote(value)} ${watch}/seen`), look);
    },
    async stop() {
      await tell(lab, host, `rm ${watch}/on`);
      await vi.waitFor(() => tell(lab, host, `cat ${watch}/end`), look);
      const looked = Number(await tell(lab, host, `cat ${watch}/rounds`));
      return { found: findIn(await tell(lab, host, `cat ${watch}/seen; rm -r ${watch}`), planted), looked };
    },
  };
}

/**
 * Watches this machine.
 * @param variables those that may stand in no environment: what the inventory takes from there is in some.
 */
export function watchControl(planted: Planted, variables: Planted): Watcher {
  const seen = new Set<string>();
  const known = new Map<string, string>();
  let looked = 0;
  const look = () => {
    for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
      const words = readProcess(pid, 'cmdline');
      // A program gets both at once.
      if (known.get(pid) === words) continue;
      known.set(pid, words);
      findIn(words, planted).forEach((name) => seen.add(name));
      findIn(readProcess(pid, 'environ'), variables).forEach((name) => seen.add(name));
    }
    looked += 1;
  };
  const timer = setInterval(look, 30);
  return {
    async awaitSight(value) {
      await vi.waitUntil(() => [...seen].some((name) => planted[name] === value), 20_000);
    },
    stop() {
      clearInterval(timer);
      return Promise.resolve({ found: [...seen], looked });
    },
  };
}

const folders = '/etc /var /tmp /run /root /home';

/** @returns the files of a host that hold a planted value: `path: name`. */
export async function searchFiles(lab: Lab, host: string, planted: Planted): Promise<Found> {
  const matches = await tell(lab, host, `grep -raoF -D skip -f - ${folders} 2> /dev/null ${patterns(planted)}`);
  const looked = Number(await tell(lab, host, `find ${folders} -type f 2> /dev/null | wc -l`));
  return { found: named(matches, planted), looked };
}

/** @returns what the log of a host holds, all fields of all its entries. */
export async function searchLog(lab: Lab, host: string, planted: Planted): Promise<Found> {
  const log = '/dev/shm/log';
  const looked = Number(await tell(lab, host, `journalctl -o verbose --no-pager > ${log}; wc -l < ${log}`));
  const matches = await tell(lab, host, `grep -aoHF -f - ${log} ${patterns(planted)}; rm ${log}`);
  return { found: named(matches, planted).map((match) => match.replace(`${log}: `, '')), looked };
}

/** On standard input: as arguments they would be found. */
function patterns(planted: Planted): string {
  return `<<'end' || [ $? -le 2 ]\n${Object.values(planted).join('\n')}\nend\n:`;
}

function named(matches: string, planted: Planted): readonly string[] {
  const lines = matches.split('\n').filter((line) => line !== '');
  const found = lines.map((line) => line.slice(0, line.lastIndexOf(':') + 1) + ` ${findIn(line, planted).join(', ')}`);
  return [...new Set(found)].sort();
}

function readProcess(pid: string, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return ''; // It has ended.
  }
}
