import type { DnsType, HealthCheck, VirtualService } from '../cluster/cluster.ts';
import { sh, type Shell } from '../shell/shell.ts';
import { findAnyPython } from './find-python.ts';

/** What a UDP service is asked, and what it must say to it. */
export interface UdpProbe {
  /** Hexadecimal; nothing is an empty datagram. */
  readonly payload: string;
  /** Whether an answer is promised: `dns` for one without an error, hexadecimal for one that begins so; null for none. */
  readonly promised: 'dns' | { readonly begins: string } | null;
}

/** @returns what to ask the service: what its health check asks, or an empty datagram, to which nobody need answer. */
export function udpProbeOf({ realServers }: VirtualService): UdpProbe {
  const checks = realServers.flatMap(({ healthCheck }) => (healthCheck === null ? [] : [healthCheck]));
  return udpProbeBy(checks[0] ?? null);
}

export function udpProbeBy(check: HealthCheck | null): UdpProbe {
  if (check?.kind === 'dns') return { payload: dnsQuery(check.name, check.type), promised: 'dns' };
  if (check?.kind !== 'udp') return { payload: '', promised: null };
  const { payload, requireReply } = check;
  return {
    payload: payload?.toLowerCase() ?? '',
    promised: requireReply === null ? null : { begins: requireReply.toLowerCase() },
  };
}

const types: Readonly<Record<DnsType, number>> = {
  A: 1,
  NS: 2,
  CNAME: 5,
  SOA: 6,
  MX: 15,
  TXT: 16,
  AAAA: 28,
  SRV: 33,
};

const dnsId = '6c76';

/** A question of RFC 1035, 4.1: one name, recursion wanted. */
function dnsQuery(name: string, type: DnsType): string {
  const labels = name.split('.').filter((label) => label !== '');
  const words = labels.map((label) => Buffer.from([label.length, ...Buffer.from(label)]).toString('hex'));
  return `${dnsId}01000001000000000000${words.join('')}00${types[type].toString(16).padStart(4, '0')}0001`;
}

/** One datagram, and what became of it. */
export interface UdpReply {
  readonly source: string;
  /** The uptime of the host when it was sent, in seconds. */
  readonly at: number;
  readonly outcome: 'answered' | 'refused' | 'silent' | 'failed';
  /** Seconds. */
  readonly took: number;
  /** Hexadecimal. */
  readonly answer: string;
  /** The same as text; what cannot be printed is a space. */
  readonly text: string;
}

export const noUdpTool = 'neither python nor perl is installed';

/**
 * @param count datagrams, one after the other, each from a port of its own, until one gets no answer.
 * @param sources words of the shell that are the addresses to send from, in turn; none: the host chooses.
 */
export function askUdp(
  { address, port }: { readonly address: string; readonly port: number },
  { payload }: UdpProbe,
  {
    count = 1,
    timeout = 3,
    sources = sh``,
  }: { readonly count?: number | Shell; readonly timeout?: number; readonly sources?: Shell } = {},
): Shell {
  const words = sh`${address} ${port} ${payload === '' ? '-' : payload} ${timeout} ${count} ${sources}`;
  return sh`${findAnyPython}
if [ -n "$python" ]; then "$python" -c ${pythonAsker} ${words}
elif command -v perl > /dev/null 2>&1; then perl -e ${perlAsker} ${words}
else echo ${noUdpTool}; fi`;
}

export function readUdpReplies(text: string): readonly UdpReply[] {
  const lines = text.matchAll(/^u (\d+\.\d+) (\S+) (answered|refused|silent|failed) (\d+\.\d+) ([\da-f]*|-) ?(.*)$/gm);
  return [...lines].map(([, at, source = '', outcome, took, hex = '', words = '']) => ({
    source,
    at: Number(at),
    outcome: outcome as UdpReply['outcome'],
    took: Number(took),
    answer: hex === '-' ? '' : hex,
    text: words,
  }));
}

/** @returns what is wrong with an answer, in words; null when nothing is. */
export function wrongAnswer({ answer }: UdpReply, { promised }: UdpProbe): string | null {
  if (promised === null) return null;
  if (promised === 'dns') {
    const flags = Number.parseInt(answer.slice(4, 8), 16);
    if (!answer.startsWith(dnsId) || Number.isNaN(flags) || (flags & 0x8000) === 0) return 'what is no answer of DNS';
    return (flags & 0x0f) === 0 ? null : `the error ${flags & 0x0f} of DNS`;
  }
  return answer.startsWith(promised.begins) ? null : `${answer || 'nothing'}, not ${promised.begins}`;
}

const pythonAsker = `
import binascii, errno, select, socket, sys, time
address, port, payload = sys.argv[1], int(sys.argv[2]), binascii.unhexlify(sys.argv[3].strip("-").encode())
timeout, count, sources = float(sys.argv[4]), int(sys.argv[5]), sys.argv[6:] or [""]
family = socket.AF_INET6 if ":" in address else socket.AF_INET
for number in range(count):
  source = sources[number % len(sources)]
  outcome, reply = "silent", b""
  up, began = open("/proc/uptime").read().split()[0], time.time()
  s = socket.socket(family, socket.SOCK_DGRAM)
  try:
    if source: s.bind((source, 0))
    s.connect((address, port))
    s.send(payload)
    if select.select([s], [], [], timeout)[0]:
      reply = s.recv(2048)
      outcome = "answered"
  except (socket.error, OSError) as error:
    outcome = "refused" if error.errno in (errno.ECONNREFUSED, errno.EHOSTUNREACH, errno.ENETUNREACH) else "failed"
  s.close()
  text = "".join([chr(b) if 32 <= b < 127 else " " for b in bytearray(reply[:400])])
  sys.stdout.write("u %s %s %s %.3f %s %s\\n" % (up, source or "-", outcome, time.time() - began, binascii.hexlify(reply[:400]).decode() or "-", text))
  sys.stdout.flush()
  if outcome != "answered": break
`;

const perlAsker = `
use Socket; $| = 1;
my ($address, $port, $payload, $timeout, $count, @sources) = @ARGV;
$payload = $payload eq "-" ? "" : pack("H*", $payload);
my $six = $address =~ /:/;
sub place { my ($text, $of) = @_;
  return $six ? Socket::pack_sockaddr_in6($of, Socket::inet_pton(Socket::AF_INET6(), $text)) : pack_sockaddr_in($of, inet_aton($text)) }
for my $number (0 .. $count - 1) {
  my $source = @sources ? $sources[$number % @sources] : "";
  my ($outcome, $reply, $took) = ("silent", "", 0);
  open(U, "/proc/uptime"); my ($up) = split(/ /, <U>);
  socket(S, $six ? Socket::AF_INET6() : AF_INET, SOCK_DGRAM, 0) or die "$!\\n";
  if (($source eq "" || bind(S, place($source, 0))) && connect(S, place($address, $port)) && defined(send(S, $payload, 0))) {
    my $set = ""; vec($set, fileno(S), 1) = 1;
    my ($found, $left) = select($set, undef, undef, $timeout); $took = $timeout - $left;
    if ($found > 0) { $outcome = defined(recv(S, $reply, 2048, 0)) ? "answered" : "refused" }
  } else { $outcome = $!{ECONNREFUSED} || $!{EHOSTUNREACH} || $!{ENETUNREACH} ? "refused" : "failed" }
  close(S);
  $reply = substr($reply, 0, 400); my $text = $reply; $text =~ s/[^ -~]/ /g;
  printf "u %s %s %s %.3f %s %s\\n", $up, $source || "-", $outcome, $took, unpack("H*", $reply) || "-", $text;
  last if $outcome ne "answered";
}`;
