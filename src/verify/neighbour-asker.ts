import { sh, type Shell } from '../shell/shell.ts';
import { findPython3 } from './find-python.ts';

export const noNeighbourTool = 'neither python3 nor perl is installed';

/**
 * @returns a script that asks the link for IPv6 addresses, all at once, and prints `ADDRESS MAC` for each answer: neighbour
 * solicitations to the solicited-node groups, twice, with a hop limit of 255 (RFC 4861, 4.3 and 7.1.2). The kernel's own table
 * would name but one of those who answer.
 */
export function askNeighbours(device: string, addresses: readonly string[]): Shell {
  return sh`${findPython3}
if [ -n "$python" ]; then "$python" -c ${pythonAsker} ${device} ${addresses}
elif command -v perl > /dev/null 2>&1; then perl -e ${perlAsker} ${device} ${addresses}
else echo ${noNeighbourTool}; fi`;
}

/** An advertisement is taken only for an address that was asked for, and with the option that holds the target's MAC. */
const pythonAsker = `
import select, socket, struct, sys, time
device, targets = sys.argv[1], dict((socket.inet_pton(socket.AF_INET6, a), a) for a in sys.argv[2:])
index = socket.if_nametoindex(device)
mac = bytes(bytearray(int(part, 16) for part in open("/sys/class/net/%s/address" % device).read().strip().split(":")))
s = socket.socket(socket.AF_INET6, socket.SOCK_RAW, 58)
s.setsockopt(1, 25, (device + "\\0").encode())
s.setsockopt(41, 18, 255)
seen = set()
for turn in (1, 2):
  for target in targets:
    group = socket.inet_ntop(socket.AF_INET6, b"\\xff\\x02" + b"\\0" * 9 + b"\\x01\\xff" + target[13:])
    s.sendto(struct.pack("!BBHI", 135, 0, 0, 0) + target + b"\\x01\\x01" + mac, (group, 0, 0, index))
  end = time.time() + 0.7
  while True:
    left = end - time.time()
    if left <= 0 or not select.select([s], [], [], left)[0]: break
    packet = s.recv(1500)
    if len(packet) < 32 or bytearray(packet)[0] != 136 or packet[8:24] not in targets or packet[24:26] != b"\\x02\\x01": continue
    seen.add((targets[packet[8:24]], ":".join("%02x" % b for b in bytearray(packet[26:32]))))
print("asked")
for address, found in sorted(seen): print(address + " " + found)
`;

const perlAsker = `
use Socket;
my ($device, @addresses) = @ARGV;
my %targets = map { (Socket::inet_pton(10, $_), $_) } @addresses;
sub line { open(my $file, "/sys/class/net/$device/$_[0]") or die "$device: $!\\n"; my $text = <$file>; chomp $text; $text }
my ($index, $mac) = (line("ifindex"), pack("C6", map { hex } split(/:/, line("address"))));
socket(S, 10, 3, 58) or die "$!\\n";
setsockopt(S, 1, 25, "$device\\0"); setsockopt(S, 41, 18, pack("i", 255));
my ($set, %seen) = ("");
vec($set, fileno(S), 1) = 1;
for (1, 2) {
  for my $target (keys %targets) {
    my $group = "\\xff\\x02" . "\\0" x 9 . "\\x01\\xff" . substr($target, 13);
    send(S, pack("C2 n N", 135, 0, 0, 0) . $target . "\\x01\\x01" . $mac, 0, pack("S n N a16 L", 10, 0, 0, $group, $index)) or die "$!\\n";
  }
  my ($left, $found, $ready) = (0.7);
  while ($left > 0) {
    ($found, $left) = select($ready = $set, undef, undef, $left);
    last if $found <= 0;
    recv(S, my $packet, 1500, 0);
    next if length($packet) < 32 || ord($packet) != 136 || !$targets{substr($packet, 8, 16)} || substr($packet, 24, 2) ne "\\x02\\x01";
    $seen{$targets{substr($packet, 8, 16)} . " " . join(":", map { sprintf "%02x", $_ } unpack("C6", substr($packet, 26, 6)))} = 1;
  }
}
print "asked\\n", map { "$_\\n" } sort keys %seen;
`;
