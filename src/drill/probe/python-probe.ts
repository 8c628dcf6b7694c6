/**
 * The probe for a client that has python3, 3.4 or later: one process that sends requests at a steady rate whether or not
 * earlier ones were answered, and keeps one connection open. It writes nothing to the disk and ends with whoever reads it.
 *
 * Arguments: address, port, path (`-` for services that are only connected to, `udp:` and hexadecimal for a datagram), host for
 * HTTP (`-` for the address), requests a second, timeout in seconds, seconds until it ends by itself, source addresses. Lines: see `read-probe.ts`. Times are milliseconds since it began.
 */
export const pythonProbe = `import binascii, errno, os, select, signal, socket, struct, sys, time

address, port, path = sys.argv[1], int(sys.argv[2]), sys.argv[3]
rate, timeout, seconds = float(sys.argv[5]), float(sys.argv[6]), float(sys.argv[7])
sources = sys.argv[8:] or [""]
family = socket.AF_INET6 if ":" in address else socket.AF_INET
host = sys.argv[4] if sys.argv[4] != "-" else "[%s]" % address if ":" in address else address
datagram = binascii.unhexlify(path[4:].encode()) if path.startswith("udp:") else None
query = ("GET %s HTTP/1.0\\r\\nHost: %s\\r\\nUser-Agent: lvsdeploy-drill\\r\\nConnection: close\\r\\n\\r\\n" % (path, host)).encode()
began = time.monotonic()
poller = select.epoll()
running = {}
order = []
stopped = []
signal.signal(signal.SIGTERM, lambda *_: stopped.append(True))


def now():
    return time.monotonic() - began


def say(*words):
    os.write(1, (" ".join(str(word) for word in words) + "\\n").encode("ascii", "replace"))


def milliseconds(moment):
    return "%.1f" % (moment * 1000)


def name_of(error):
    return {errno.ECONNREFUSED: "refused", errno.ECONNRESET: "reset", errno.EPIPE: "reset"}.get(error, errno.errorcode.get(error, "error-%d" % error))


def dial(source):
    sock = socket.socket(family, socket.SOCK_STREAM if datagram is None else socket.SOCK_DGRAM)
    sock.setblocking(False)
    if source:
        sock.bind((source, 0))
    error = sock.connect_ex((address, port))
    if error not in (0, errno.EINPROGRESS):
        sock.close()
        raise OSError(error, "connect")
    return sock


def ask(number):
    sent = now()
    try:
        sock = dial(sources[number % len(sources)])
        if datagram is not None:
            sock.send(datagram)
    except OSError as error:
        say("r", milliseconds(sent), "-", name_of(error.errno))
        return
    request = {"sock": sock, "sent": sent, "query": b"", "reply": b""}
    running[sock.fileno()] = request
    order.append(request)
    poller.register(sock.fileno(), select.EPOLLOUT if datagram is None else select.EPOLLIN)


def end(request, word, is_answer):
    sock = request["sock"]
    poller.unregister(sock.fileno())
    del running[sock.fileno()]
    sock.close()
    request["sock"] = None
    at = milliseconds(now()) if is_answer else "-"
    body = request["reply"] if datagram is not None else request["reply"].partition(b"\\r\\n\\r\\n")[2]
    say("r", milliseconds(request["sent"]), at, word, *body[:400].split())


def go_on(request, event):
    sock = request["sock"]
    try:
        if event & select.EPOLLOUT and not request["query"]:
            error = sock.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
            if error:
                raise OSError(error, "connect")
            if path == "-":
                end(request, "connected", True)
                return
            sock.send(query)
            request["query"] = query
            poller.modify(sock.fileno(), select.EPOLLIN)
            return
        piece = sock.recv(4096)
    except BlockingIOError:
        return
    except OSError as error:
        end(request, name_of(error.errno), False)
        return
    if datagram is not None:
        request["reply"] = piece
        end(request, "answered", True)
        return
    if piece:
        request["reply"] = (request["reply"] + piece)[:65536]
        return
    words = request["reply"].split(b"\\r\\n", 1)[0].split()
    if len(words) > 1 and words[0].startswith(b"HTTP/"):
        end(request, words[1].decode("ascii", "replace"), True)
    else:
        end(request, "no-answer", False)


held = None
held_is_open = False
redial_at = 0.0


def hold():
    global held, held_is_open, redial_at
    redial_at = now() + 1
    try:
        held = dial(sources[0])
    except OSError as error:
        say("l failed", milliseconds(now()), name_of(error.errno))
        return
    held_is_open = False
    held.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    held.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPIDLE, 1)
    held.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPINTVL, 1)
    held.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPCNT, 120)
    poller.register(held.fileno(), select.EPOLLOUT)


def let_go(word):
    global held, redial_at
    say("l " + ("closed" if word == "closed" else "died" if held_is_open else "failed"), milliseconds(now()), word)
    poller.unregister(held.fileno())
    held.close()
    held = None
    redial_at = now() + 1


def go_on_holding():
    global held_is_open
    if not held_is_open:
        error = held.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
        if error:
            let_go(name_of(error))
            return
        held_is_open = True
        poller.modify(held.fileno(), select.EPOLLIN)
        say("l open", milliseconds(now()), *held.getsockname()[:2])
        return
    try:
        if not held.recv(4096):
            let_go("closed")
    except BlockingIOError:
        pass
    except OSError as error:
        let_go(name_of(error.errno))


say("p", os.getpid(), "python3")
number = 0
beat = 0.0
try:
    while not stopped and now() < seconds:
        if datagram is None and held is None and now() >= redial_at:
            hold()
        while now() >= number / rate:
            ask(number)
            number += 1
        while order and (order[0]["sock"] is None or now() - order[0]["sent"] >= timeout):
            request = order.pop(0)
            if request["sock"] is not None:
                end(request, "timeout", False)
        if now() >= beat:
            say("t", milliseconds(now()))
            beat = now() + 0.1
        pause = min([number / rate - now(), beat - now()] + [first["sent"] + timeout - now() for first in order[:1]])
        for descriptor, event in poller.poll(max(0.0, pause)):
            if held is not None and descriptor == held.fileno():
                go_on_holding()
            elif descriptor in running:
                go_on(running[descriptor], event)
    if held is not None and held_is_open:
        # Offset 56 of struct tcp_info of linux/tcp.h: milliseconds since the last acknowledgement came.
        info = held.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 60)
        say("l end", milliseconds(now()), struct.unpack_from("I", info, 56)[0])
    say("e", milliseconds(now()))
except (BrokenPipeError, KeyboardInterrupt):
    pass
`;
