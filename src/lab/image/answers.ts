/** The ports on which a real server of the lab answers; it has another web server on port 80. */
export const answeringPorts = { tcp: '8001-8060', udp: '53,8001-8060' } as const;

/** Bytes of what is downloaded from `/large`. */
export const largeSize = 10_000_000;

/**
 * What a real server of the lab answers with, for python3 without its optional modules: one process for all ports, of
 * IPv4 and IPv6. Arguments: the host's name, the ports of TCP, those of UDP: `53,8001-8042`.
 *
 * HTTP: `GET /` says the name of the host, `GET /large` is a file, a body that is sent by POST or PUT is answered with its size and
 * its SHA-256. A connection stays open until the client closes it. UDP: the name of the host, whatever was sent.
 */
export const answersProgram = `import hashlib, selectors, socket, sys, threading

LARGE = ${largeSize}
SOL_IPV6, IPV6_RECVPKTINFO, IPV6_PKTINFO = 41, 49, 50
name = sys.argv[1].encode() + b"\\n"


def ports(word):
    first, _, last = word.partition("-")
    return range(int(first), int(last or first) + 1)


def pieces_of_large():
    piece = b"".join(hashlib.sha256(b"%d" % number).digest() for number in range(2000))
    for sent in range(0, LARGE, len(piece)):
        yield piece[: LARGE - sent]


def answer(connection):
    stream = connection.makefile("rwb")
    with connection, stream:
        try:
            while answer_one(stream):
                stream.flush()
        except (OSError, ValueError):
            pass


def answer_one(stream):
    words = stream.readline(4096).split()
    if len(words) < 2:
        return False
    headers = {}
    for line in iter(lambda: stream.readline(4096).strip(), b""):
        key, _, value = line.partition(b":")
        headers[key.strip().lower()] = value.strip()
    method, path = words[0], words[1]
    if method in (b"POST", b"PUT"):
        if headers.get(b"expect", b"").lower() == b"100-continue":
            stream.write(b"HTTP/1.1 100 Continue\\r\\n\\r\\n")
            stream.flush()
        size, digest = receive(stream, int(headers[b"content-length"]))
        body = b"%d %s\\n" % (size, digest.encode())
        head(stream, b"200 OK", len(body))
        stream.write(body)
    elif path == b"/large":
        head(stream, b"200 OK", LARGE)
        if method != b"HEAD":
            for piece in pieces_of_large():
                stream.write(piece)
    else:
        is_there = path == b"/"
        head(stream, b"200 OK" if is_there else b"404 Not Found", len(name) if is_there else 0)
        if is_there and method != b"HEAD":
            stream.write(name)
    stays = headers.get(b"connection", b"").lower() != b"close" and words[-1] != b"HTTP/1.0"
    if not stays:
        stream.flush()
    return stays


def receive(stream, size):
    digest = hashlib.sha256()
    left = size
    while left > 0:
        piece = stream.read1(min(left, 65536))
        if not piece:
            break
        digest.update(piece)
        left -= len(piece)
    return size - left, digest.hexdigest()


def head(stream, status, size):
    stream.write(b"HTTP/1.1 %s\\r\\nContent-Type: text/plain\\r\\nContent-Length: %d\\r\\n\\r\\n" % (status, size))


def accept(listener):
    connection, _ = listener.accept()
    threading.Thread(target=answer, args=(connection,), daemon=True).start()


# From the address that was asked: that of a virtual service is not what the routes would choose. The interface that the
# question came in by does not count, which is a tunnel's with TUN.
def reply(listener):
    _, extras, _, sender = listener.recvmsg(2048, 64)
    asked = [data[:16] + bytes(4) for level, kind, data in extras if (level, kind) == (SOL_IPV6, IPV6_PKTINFO)]
    listener.sendmsg([name], [(SOL_IPV6, IPV6_PKTINFO, data) for data in asked], 0, sender)


def listen(kind, port):
    listener = socket.socket(socket.AF_INET6, kind)
    listener.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
    if kind == socket.SOCK_STREAM:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    else:
        listener.setsockopt(SOL_IPV6, IPV6_RECVPKTINFO, 1)
    listener.bind(("::", port))
    if kind == socket.SOCK_STREAM:
        listener.listen(128)
    return listener


selector = selectors.DefaultSelector()
for kind, serve, words in ((socket.SOCK_STREAM, accept, sys.argv[2]), (socket.SOCK_DGRAM, reply, sys.argv[3])):
    for word in words.split(","):
        for port in ports(word):
            selector.register(listen(kind, port), selectors.EVENT_READ, serve)
threading.stack_size(256 * 1024)
while True:
    for key, _ in selector.select():
        try:
            key.data(key.fileobj)
        except OSError:
            pass
`;
