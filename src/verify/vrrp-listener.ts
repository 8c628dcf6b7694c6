import { sh, type Shell } from '../shell/shell.ts';
import { findAnyPython } from './find-python.ts';

/** Where to listen: VRRP of one family on one interface. */
export interface Ear {
  readonly device: string;
  readonly family: 4 | 6;
}

/**
 * @returns a script that prints `DEVICE SOURCE HEX` for each advertisement that arrives, and `deaf DEVICE FAMILY REASON` where
 * it cannot listen, by what the host has: perl is part of every Debian, python of the Red Hat family. Where there is neither
 * it says so, after the same time.
 */
export function listen(seconds: number, ears: readonly Ear[]): Shell {
  const time = seconds.toFixed(1);
  const words = ears.flatMap(({ device, family }) => [device, String(family)]);
  return sh`${findAnyPython}
if command -v perl > /dev/null 2>&1; then perl -e ${perlListener} ${time} ${words} || echo 'perl failed'
elif [ -n "$python" ]; then "$python" -c ${pythonListener} ${time} ${words} || echo "$python failed"
else
  echo 'neither perl nor python is installed'
  sleep ${time} 2> /dev/null || sleep ${Math.ceil(seconds)}
fi`;
}

// A socket for protocol 112 on each interface and family, in the group 224.0.0.18 or ff02::12. Of each packet the interface, the
// sender, and what comes before the password; a packet of IPv6 comes without its header.
const perlListener = `
my ($left, @ears) = @ARGV;
my ($set, @open) = ("");
while (my ($device, $family) = splice(@ears, 0, 2)) {
  my $index = -e "/sys/class/net/$device" && open(F, "/sys/class/net/$device/ifindex") ? <F> + 0 : 0;
  my $socket;
  if (!$index) { print "deaf $device $family no such interface\\n"; next }
  if (!socket($socket, $family == 6 ? 10 : 2, 3, 112) || !setsockopt($socket, 1, 25, "$device\\0")) {
    print "deaf $device $family $!\\n"; next
  }
  if ($family == 6) { setsockopt($socket, 41, 20, pack("n8 I", 0xff02, 0, 0, 0, 0, 0, 0, 0x12, $index)) }
  else { setsockopt($socket, 0, 35, pack("C4 C4 i", 224, 0, 0, 18, 0, 0, 0, 0, $index)) }
  vec($set, fileno($socket), 1) = 1;
  push @open, [$socket, $device, $family];
}
my ($ready, $found, $packet) = ("");
while ($left > 0) {
  ($found, $left) = select($ready = $set, undef, undef, $left);
  last if $found <= 0;
  for (@open) {
    my ($socket, $device, $family) = @$_;
    next unless vec($ready, fileno($socket), 1);
    my $from = recv($socket, $packet, 1500, 0);
    next unless defined $from;
    my $start = $family == 6 ? 0 : 4 * (ord($packet) & 15);
    my $length = 8 + ($family == 6 ? 16 : 4) * ord(substr($packet, $start + 3, 1));
    my $source = $family == 6 ? unpack("H*", substr($from, 8, 16)) : join(".", unpack("C4", substr($packet, 12, 4)));
    print "$device $source ", unpack("H*", substr($packet, $start, $length)), "\\n";
  }
}`;

const pythonListener = `
import binascii, select, socket, struct, sys, time
end = time.time() + float(sys.argv[1])
ears = {}
for device, family in zip(sys.argv[2::2], sys.argv[3::2]):
  try:
    index = int(open("/sys/class/net/%s/ifindex" % device).read())
    s = socket.socket(socket.AF_INET6 if family == "6" else socket.AF_INET, socket.SOCK_RAW, 112)
    s.setsockopt(1, 25, (device + "\\0").encode())
  except Exception as error:
    print("deaf %s %s %s" % (device, family, error))
    continue
  try:
    if family == "6": s.setsockopt(41, 20, socket.inet_pton(socket.AF_INET6, "ff02::12") + struct.pack("I", index))
    else: s.setsockopt(0, 35, socket.inet_aton("224.0.0.18") + struct.pack("4xi", index))
  except Exception: pass
  ears[s] = (device, family)
while ears:
  left = end - time.time()
  found = select.select(list(ears), [], [], left)[0] if left > 0 else []
  if not found: break
  for s in found:
    device, family = ears[s]
    packet, sender = s.recvfrom(1500)
    p = bytearray(packet)
    start = 0 if family == "6" else 4 * (p[0] & 15)
    head = bytes(p[start:start + 8 + (16 if family == "6" else 4) * p[start + 3]])
    if family == "6": source = binascii.hexlify(socket.inet_pton(socket.AF_INET6, sender[0].split("%")[0])).decode()
    else: source = ".".join([str(b) for b in p[12:16]])
    print(device + " " + source + " " + binascii.hexlify(head).decode())
`;
