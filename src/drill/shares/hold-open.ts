import type { VirtualService } from '../../cluster/cluster.ts';
import { sh, type Shell } from '../../shell/shell.ts';
import { findPython3 } from '../../verify/find-python.ts';
import { httpProbeOf } from '../../verify/http-service.ts';

/** Prints `python3` where many connections can be held open. */
export const sayWhetherItHolds = sh`${findPython3}
[ -z "$python" ] || echo python3`;

/**
 * Opens one connection after the other, leaves each open, and asks over all of them when the last one is there: so schedulers
 * that look at open connections see them, and servers say who they are. Lines as those of `askInTurn`.
 */
export function holdOpen(service: VirtualService, sources: readonly string[], timeout: number): Shell {
  const { address, port } = service;
  const http = httpProbeOf(service);
  const isPlain = http?.url.startsWith('http:') === true;
  const url = isPlain ? new URL(http.url) : null;
  const path = url === null ? '-' : url.pathname + url.search;
  const words = sh`${address} ${port} ${path} ${http?.virtualHost ?? '-'} ${timeout / 1000} ${sources}`;
  return sh`${findPython3}
[ -z "$python" ] || exec "$python" -c ${holder} ${words}
echo 'python3 is not installed' >&2; exit 127`;
}

const holder = `
import errno, socket, sys, time
address, port, path, host, timeout = sys.argv[1], int(sys.argv[2]), sys.argv[3], sys.argv[4], float(sys.argv[5])
family = socket.AF_INET6 if ":" in address else socket.AF_INET
if host == "-": host = "[%s]" % address if ":" in address else address
query = ("GET %s HTTP/1.0\\r\\nHost: %s\\r\\nConnection: close\\r\\n\\r\\n" % (path, host)).encode()

def say(up, source, status, code, took, body):
  print("a %s %s %d %s %.3f %s" % (up, source, status, code, took, body))
  sys.stdout.flush()

held = []
for source in sys.argv[6:]:
  up, began = open("/proc/uptime").read().split()[0], time.monotonic()
  s = socket.socket(family, socket.SOCK_STREAM)
  s.settimeout(timeout)
  try:
    s.bind((source, 0))
    s.connect((address, port))
  except socket.timeout: failed = 28
  except OSError as error: failed = 7 if error.errno == errno.ECONNREFUSED else 56
  else: failed = 0
  held.append((up, source, s, time.monotonic() - began, failed))
  if failed: break
  # The director counts it when it has seen it established.
  time.sleep(0.02)
for up, source, s, took, failed in held:
  if failed or path == "-":
    say(up, source, failed, "000", took, "")
    continue
  reply = b""
  try:
    s.sendall(query)
    while len(reply) < 65536:
      piece = s.recv(4096)
      if not piece: break
      reply += piece
    status = 0 if reply.startswith(b"HTTP/") else 52
  except socket.timeout: status = 28
  except OSError: status = 56
  head, _, body = reply.partition(b"\\r\\n\\r\\n")
  code = (head.split() + [b"", b"000"])[1].decode("ascii", "replace") if status == 0 else "000"
  say(up, source, status, code, took, " ".join(body[:400].decode("ascii", "replace").split()))
`;
