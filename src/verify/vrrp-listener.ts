import { sh, type Shell } from '../shell/shell.ts';

/**
 * @param address of the host on the segment.
 * @returns a script that prints `SOURCE HEX` for each advertisement that arrives, by what the host has: perl is part of every
 * Debian, python of the Red Hat family. Where there is neither it says so, after the same time.
 */
export function listen(seconds: number, address: string): Shell {
  const time = seconds.toFixed(1);
  return sh`python=
for name in python3 python /usr/libexec/platform-python; do
  [ -n "$python" ] || ! command -v "$name" > /dev/null 2>&1 || python=$name
done
if command -v perl > /dev/null 2>&1; then perl -e ${perlListener} ${time} ${address} || echo 'perl failed'
elif [ -n "$python" ]; then "$python" -c ${pythonListener} ${time} ${address} || echo "$python failed"
else
  echo 'neither perl nor python is installed'
  sleep ${time} 2> /dev/null || sleep ${Math.ceil(seconds)}
fi`;
}

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
