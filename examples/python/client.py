"""Joins a room by its link, prints its text, adds a line at the end and waits until that is stored.

    python3 client.py http://localhost:8787/r/<room> "a line"      (the standard library is enough)
"""
import base64, json, os, socket, ssl, struct, sys
from urllib.parse import urlsplit


def connect(link):
    url = urlsplit(link)
    try:
        line = socket.create_connection((url.hostname, url.port or (443 if url.scheme == "https" else 80)))
    except OSError as error:
        sys.exit(f"Nobody answers at this link: {error}")
    if url.scheme == "https":
        line = ssl.create_default_context().wrap_socket(line, server_hostname=url.hostname)
    key = base64.b64encode(os.urandom(16)).decode()
    path = url.path.replace("/r/", "/ws/") + "?name=Script"
    line.sendall(
        f"GET {path} HTTP/1.1\r\nHost: {url.netloc}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
        f"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {key}\r\n\r\n".encode()
    )
    stream = line.makefile("rb")
    if b" 101 " not in stream.readline():
        sys.exit("This is not the link of a room")
    while stream.readline() != b"\r\n":
        pass
    return line, stream


def send(line, message):
    data, mask = json.dumps(message).encode(), os.urandom(4)
    kind, form = (len(data), "") if len(data) < 126 else (126, "H") if len(data) < 65536 else (127, "Q")
    size = struct.pack("!BB" + form, 0x81, 0x80 | kind, *([len(data)] if form else []))
    line.sendall(size + mask + bytes(byte ^ mask[i % 4] for i, byte in enumerate(data)))


def receive(stream):
    head = stream.read(2)
    if len(head) < 2:
        sys.exit("The line was lost")
    opcode, size = struct.unpack("!BB", head)
    if size > 125:
        size = int.from_bytes(stream.read(2 if size == 126 else 8), "big")
    data = stream.read(size)
    return json.loads(data) if opcode == 0x81 else sys.exit(f"The room closed: {data[2:].decode()}")


if len(sys.argv) != 3 or not sys.argv[1].startswith("http"):
    print('Usage: python3 client.py http://localhost:8787/r/<room> "a line"', file=sys.stderr)
    sys.exit(2)
line, stream = connect(sys.argv[1])
while True:
    message = receive(stream)
    if message["type"] == "init":
        code, added = message["code"], sys.argv[2] + "\n"
        print(code)
        # Positions count UTF-16 units. Whatever others type meanwhile, the room moves this edit over it.
        end = len(code.encode("utf-16-le")) // 2
        text = added if code == "" or code.endswith("\n") else "\n" + added
        send(line, {"type": "code_update", "version": message["version"], "diff": {"start": end, "end": end, "text": text}})
    elif message["type"] == "ack":
        print("stored as version", message["version"])
        break
    elif message["type"] == "error":
        sys.exit(message["message"])
