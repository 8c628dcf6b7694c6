import type { Lab } from '../../src/lab/index.ts';
import { sh } from '../../src/shell/shell.ts';

/** Connections of the client to one service, one after the other. */
export interface Question {
  readonly label: string;
  readonly protocol: 'tcp' | 'udp';
  readonly address: string;
  readonly port: number;
  /** Whether each connection stays open until all are. */
  readonly held: boolean;
  /** The client's address of each. */
  readonly sources: readonly string[];
}

/** Who answered, null for nobody, and then why. */
export interface Answer {
  readonly source: string;
  readonly server: string | null;
  readonly problem?: string;
}

// A question that nobody answers three times in a row is given up, so that a matrix of failures comes to its end, too.
const program = `import socket, sys

def ask(protocol, address, port, source):
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    kind = socket.SOCK_STREAM if protocol == "tcp" else socket.SOCK_DGRAM
    sock = socket.socket(family, kind)
    # A guest may stand still for a second or two while the machine has much to do; what is lost never comes.
    sock.settimeout(6)
    sock.bind((source, 0))
    sock.connect((address, port))
    sock.send(b"GET / HTTP/1.1\\r\\nHost: lab\\r\\n\\r\\n" if protocol == "tcp" else b"who")
    said = sock.recv(2048)
    while protocol == "tcp" and not said.endswith(b"\\n"):
        more = sock.recv(2048)
        if not more:
            break
        said += more
    return sock, said.split()[-1].decode("ascii", "replace")

for line in sys.stdin:
    number, protocol, address, port, held, *sources = line.split()
    kept, failures = [], 0
    for source in sources:
        name, problem = "-", "given up"
        if failures < 3:
            try:
                sock, name = ask(protocol, address, int(port), source)
                failures = 0
                if held == "held":
                    kept.append(sock)
                else:
                    sock.close()
            except (OSError, IndexError) as error:
                failures, problem = failures + 1, type(error).__name__
        print(number, source, name, problem, flush=True)
    for sock in kept:
        sock.close()
`;

/** @returns the answers to each question, by its label. */
export async function askAll(
  lab: Lab,
  questions: readonly Question[],
): Promise<ReadonlyMap<string, readonly Answer[]>> {
  const lines = questions.map(({ protocol, address, port, held, sources }, index) =>
    [index, protocol, address, port, held ? 'held' : 'closed', ...sources].join(' '),
  );
  const script = sh`printf '%s\\n' ${lines.join('\n')} | python3 -c ${program}`;
  const { status, stdout, stderr } = await lab.exec('client', script.text, { asRoot: true, timeoutMs: 300_000 });
  if (status !== 0) throw new Error(`the client could not ask: ${stderr}`);
  const answers = new Map<string, Answer[]>(questions.map(({ label }) => [label, []]));
  for (const line of stdout.trim().split('\n')) {
    const [index = '', source = '', server = '-', ...problem] = line.split(' ');
    const label = questions[Number(index)]?.label ?? '';
    answers
      .get(label)
      ?.push(server === '-' ? { source, server: null, problem: problem.join(' ') } : { source, server });
  }
  return answers;
}
