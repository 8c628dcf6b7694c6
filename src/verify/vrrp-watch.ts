import type { Cluster, Director, Vrrp } from '../cluster/cluster.ts';
import { sh, type Shell } from '../shell/shell.ts';
import type { Answer, Question } from './check.ts';
import { dumpFunctions } from './keepalived-dump.ts';
import { parseAdverts, type Advert } from './vrrp-advert.ts';

/** What was to be seen of VRRP on one director while it was watched. */
export interface VrrpWatch {
  /** What keepalived says of its instance, or null when it does not run or says nothing. */
  readonly instance: InstanceState | null;
  /** What keepalived counted meanwhile, or null. */
  readonly counted: Counted | null;
  /** What arrived at the host, whoever sent it, or null: no tool there can listen. */
  readonly heard: readonly Advert[] | null;
  /** Why nothing could be heard. */
  readonly deaf: string;
}

export interface InstanceState {
  /** `MASTER`, `BACKUP`, `FAULT`. */
  readonly state: string;
  /** The address of the master that a backup follows. */
  readonly master: string | null;
  readonly virtualRouterId: number | null;
  readonly priority: number | null;
  /** With what tracked scripts and files add to it. */
  readonly effectivePriority: number | null;
}

export interface Counted {
  readonly sent: number;
  readonly received: number;
  /** Why advertisements were refused, and how many: `Authentication Errors, Failure`. */
  readonly refused: readonly (readonly [reason: string, count: number])[];
}

const longest = 20;

/** @returns for how many seconds to listen so that each sender is heard, as far as anybody wants to wait. */
export function watchedSeconds({ advertInterval }: Vrrp): number {
  return Math.min(longest, 1.5 * advertInterval + 0.3);
}

/** One question for all checks of VRRP: watching takes its time. */
export function askVrrp({ vrrp, directors }: Cluster): readonly Question[] {
  return vrrp === null ? [] : directors.map((director) => ask(vrrp, director));
}

function ask(vrrp: Vrrp, director: Director): Question {
  return { host: director.name, script: watchScript(vrrp, director) };
}

export interface WatchedDirector {
  readonly director: Director;
  readonly watch: VrrpWatch;
}

/** @returns what was seen on each director that could be asked. */
export function watchedDirectors(
  { vrrp, directors }: Cluster,
  answer: (question: Question) => Answer,
): readonly WatchedDirector[] {
  if (vrrp === null) return [];
  return directors.flatMap((director) => {
    const watch = readWatch(answer(ask(vrrp, director)), vrrp);
    return watch === null ? [] : [{ director, watch }];
  });
}

/** The line that begins with `State = ` follows that of its instance; a password is on none of these lines. */
function watchScript(vrrp: Vrrp, director: Director): Shell {
  const seconds = watchedSeconds(vrrp).toFixed(1);
  return sh`${dumpFunctions}
runs=; ! child vrrp || runs=1
echo '== counted'
[ -z "$runs" ] || dump USR2 keepalived.stats
echo '== heard'
python=
for name in python3 python /usr/libexec/platform-python; do
  [ -n "$python" ] || ! command -v "$name" > /dev/null 2>&1 || python=$name
done
if command -v perl > /dev/null 2>&1; then perl -e ${perlListener} ${seconds} ${director.address} || echo 'perl failed'
elif [ -n "$python" ]; then "$python" -c ${pythonListener} ${seconds} ${director.address} || echo "$python failed"
else
  echo 'neither perl nor python is installed'
  sleep ${seconds} 2> /dev/null || sleep ${Math.ceil(watchedSeconds(vrrp))}
fi
echo '== counted again'
[ -z "$runs" ] || dump USR2 keepalived.stats
echo '== state'
[ -z "$runs" ] || dump USR1 keepalived.data | grep -E ${instanceLines}`;
}

const instanceLines = '^ VRRP Instance = |^   (State|Master router|Virtual Router ID|Priority|Effective priority) = ';

// A socket of its own for protocol 112, in the group 224.0.0.18. Of each packet the sender, and what comes before the password.
const perlListener = `
my ($left, $own) = @ARGV;
socket(S, 2, 3, 112) or die "$!\\n";
setsockopt(S, 0, 35, pack("C8", 224, 0, 0, 18, split(/\\./, $own)));
my ($ready, $set, $found, $packet) = ("", "");
vec($set, fileno(S), 1) = 1;
while ($left > 0) {
  ($found, $left) = select($ready = $set, undef, undef, $left);
  last if $found <= 0;
  defined(recv(S, $packet, 1500, 0)) or last;
  my $start = 4 * (ord($packet) & 15);
  my $length = 8 + 4 * ord(substr($packet, $start + 3, 1));
  print join(".", unpack("C4", substr($packet, 12, 4))), " ", unpack("H*", substr($packet, $start, $length)), "\\n";
}`;

const pythonListener = `
import binascii, select, socket, sys, time
s = socket.socket(socket.AF_INET, socket.SOCK_RAW, 112)
try: s.setsockopt(0, 35, socket.inet_aton("224.0.0.18") + socket.inet_aton(sys.argv[2]))
except Exception: pass
end = time.time() + float(sys.argv[1])
while True:
  left = end - time.time()
  if left <= 0 or not select.select([s], [], [], left)[0]: break
  p = bytearray(s.recv(1500))
  start = 4 * (p[0] & 15)
  head = bytes(p[start:start + 8 + 4 * p[start + 3]])
  print(".".join([str(b) for b in p[12:16]]) + " " + binascii.hexlify(head).decode())
`;

/** @returns what was seen, or null when the host could not be asked. */
function readWatch(answer: Answer, { instance }: Vrrp): VrrpWatch | null {
  if (answer.kind === 'unreachable') return null;
  const [, before = '', heard = '', after = '', state = ''] = answer.stdout.split(/^== .*\n/m);
  const isDeaf = /failed$|installed$/m.test(heard);
  return {
    instance: instanceIn(state, instance),
    counted: countedBetween(countersIn(before, instance), countersIn(after, instance)),
    heard: isDeaf ? null : parseAdverts(heard),
    deaf: isDeaf ? [heard.trim(), answer.stderr.trim()].filter((text) => text !== '').join(': ') : '',
  };
}

function instanceIn(text: string, name: string): InstanceState | null {
  const part = text.split(/^(?= VRRP Instance = )/m).find((one) => one.startsWith(` VRRP Instance = ${name}\n`));
  const value = (key: string) => new RegExp(`^   ${key} = (.*)$`, 'm').exec(part ?? '')?.[1]?.trim() ?? null;
  const number = (key: string) => (value(key) === null ? null : Number(value(key)));
  const state = value('State');
  if (state === null) return null;
  return {
    state,
    master: masterIn(value('Master router')),
    virtualRouterId: number('Virtual Router ID'),
    priority: number('Priority'),
    effectivePriority: number('Effective priority'),
  };
}

/** After a reload keepalived 2.2.7 shows a group address in the place of a master that it has not heard yet. */
function masterIn(value: string | null): string | null {
  return value === null || /^(?:0\.0\.0\.0|22[4-9]\.|ff|\(|unknown)/.test(value) ? null : value;
}

/** @returns the counters of an instance by their names with the heading, `Advertisements, Sent`. */
function countersIn(text: string, name: string): ReadonlyMap<string, number> {
  const part = text.split(/^(?=VRRP Instance: )/m).find((one) => one.startsWith(`VRRP Instance: ${name}\n`)) ?? '';
  let heading = '';
  const counters = new Map<string, number>();
  for (const [, indent = '', key = '', value = ''] of part.matchAll(/^( +)([^:\n]+):[ \t]*(\d*)$/gm)) {
    if (value === '') heading = key;
    else counters.set(indent.length > 2 ? `${heading}, ${key}` : key, Number(value));
  }
  return counters;
}

function countedBetween(before: ReadonlyMap<string, number>, after: ReadonlyMap<string, number>): Counted | null {
  if (before.size === 0 || after.size === 0) return null;
  const growth = (key: string) => (after.get(key) ?? 0) - (before.get(key) ?? 0);
  const refused = [...after.keys()].filter((key) => /^(?:Packet|Authentication) Errors, /.test(key));
  return {
    sent: growth('Advertisements, Sent'),
    received: growth('Advertisements, Received'),
    refused: refused.map((key) => [key, growth(key)] as const).filter(([, count]) => count > 0),
  };
}
