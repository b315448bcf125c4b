"""A client that speaks HTTP/2 by hand, so that it may speak it badly."""

import re
import socket
import struct

DATA, HEADERS, RST_STREAM, SETTINGS, PING, GOAWAY = 0, 1, 3, 4, 6, 7
WINDOW_UPDATE, CONTINUATION = 8, 9
END_STREAM, END_HEADERS, ACK = 1, 4, 1
INITIAL_WINDOW_SIZE = 4
PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"


def frame(kind: int, flags: int, stream: int, payload: bytes = b"") -> bytes:
    return struct.pack(">I", len(payload))[1:] + struct.pack(">BBI", kind, flags, stream) + payload


def _number(value: int, bits: int) -> bytes:
    """HPACK's integers: what does not fit the prefix follows in sevens."""
    limit = (1 << bits) - 1
    if value < limit:
        return bytes([value])
    out = [limit]
    value -= limit
    while value >= 128:
        out.append(value % 128 + 128)
        value //= 128
    return bytes(out + [value])


def headers(*pairs: tuple[str, str]) -> bytes:
    """A header block of literals, which no table remembers."""
    block = b""
    for name, value in pairs:
        block += b"\x00"
        for text in (name.encode(), value.encode("latin-1")):
            block += _number(len(text), 7) + text
    return block


def message(body: bytes, compressed: bool = False) -> bytes:
    """A gRPC message with its five bytes in front."""
    return struct.pack(">BI", int(compressed), len(body)) + body


class Connection:
    """One TCP connection; sends its preface, reads when told to."""

    def __init__(self, port: int, timeout: float = 10, preface: bytes = PREFACE):
        self.socket = socket.create_connection(("127.0.0.1", port), timeout)
        self.socket.sendall(preface)
        self.received = b""
        self.kept: list[tuple[int, int, int, bytes]] = []
        self.first_window = 65535
        self.windows = {0: 65535}

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()

    def send(self, data: bytes) -> bool:
        """False when the server has closed the connection."""
        try:
            self.socket.sendall(data)
            return True
        except OSError:
            return False

    def greet(self) -> None:
        """Sends settings, and acknowledges the server's, as polite clients do."""
        self.send(frame(SETTINGS, 0, 0))
        settings = self.read_frame()
        for at in range(0, len(settings[3]) if settings else 0, 6):
            name, value = struct.unpack(">HI", settings[3][at : at + 6])
            if name == INITIAL_WINDOW_SIZE:
                self.first_window = value
        self.send(frame(SETTINGS, ACK, 0))

    def read_frame(self) -> tuple[int, int, int, bytes] | None:
        """The next frame; None when the connection is closed."""
        if self.kept:
            return self.kept.pop(0)
        head = self._read(9)
        if head is None:
            return None
        body = self._read(int.from_bytes(head[:3], "big"))
        if body is None:
            return None
        return head[3], head[4], int.from_bytes(head[5:9], "big"), body

    def _read(self, count: int) -> bytes | None:
        while len(self.received) < count:
            try:
                more = self.socket.recv(65536)
            except TimeoutError:
                raise
            except OSError:
                return None
            if not more:
                return None
            self.received += more
        out, self.received = self.received[:count], self.received[count:]
        return out

    def is_closed(self) -> bool:
        """Reads until the server closes; False when it does not in time."""
        try:
            while self.read_frame() is not None:
                pass
            return True
        except TimeoutError:
            return False

    def open(self, stream: int, path: str, *more: tuple[str, str], end: bool = False) -> bool:
        block = headers(
            (":method", "POST"),
            (":scheme", "http"),
            (":path", path),
            (":authority", "localhost"),
            ("te", "trailers"),
            ("content-type", "application/grpc"),
            *more,
        )
        flags = END_HEADERS | (END_STREAM if end else 0)
        return self.send(frame(HEADERS, flags, stream, block))

    def send_data(self, stream: int, data: bytes, end: bool = True) -> None:
        """Within the windows that the server gives, until it wants no more."""
        for at in range(0, max(len(data), 1), 16384):
            piece = data[at : at + 16384]
            while self.windows[0] < len(piece) or self.window(stream) < len(piece):
                if not self._read_window():
                    return
            self.windows[0] -= len(piece)
            self.windows[stream] -= len(piece)
            last = end and at + 16384 >= len(data)
            if not self.send(frame(DATA, END_STREAM if last else 0, stream, piece)):
                return

    def window(self, stream: int) -> int:
        return self.windows.setdefault(stream, self.first_window)

    def _read_window(self) -> bool:
        """Reads up to the next window; False when there will be none."""
        while (got := self.read_frame()) is not None:
            kind, _, number, body = got
            if kind == WINDOW_UPDATE:
                self.windows[number] = self.window(number) + int.from_bytes(body, "big")
                return True
            if kind in (HEADERS, RST_STREAM, GOAWAY):
                self.kept.append(got)
                return False
        return False

    def status(self, stream: int) -> int | None:
        """The grpc-status of a call; None when the connection or stream ends.

        gRPC writes its first trailers on a connection as literals.
        """
        while (got := self.read_frame()) is not None:
            kind, _, number, body = got
            if kind == RST_STREAM and number == stream:
                return None
            found = re.search(rb"grpc-status.(\d+)", body, re.DOTALL)
            if kind == HEADERS and number == stream and found:
                return int(found.group(1))
        return None


def call(port: int, path: str, body: bytes, *more: tuple[str, str], compressed: bool = False,
         timeout: float = 10) -> int | None:
    """The status of one call by a polite client on a connection of its own."""
    with Connection(port, timeout) as connection:
        connection.greet()
        connection.open(1, path, *more)
        connection.send_data(1, message(body, compressed))
        return connection.status(1)


def is_serving(port: int, timeout: float = 10) -> bool:
    """Whether the health service answers OK."""
    try:
        return call(port, "/grpc.health.v1.Health/Check", b"", timeout=timeout) == 0
    except OSError:
        return False
