"""Calls by hand, for what no polite client sends."""

import functools
import pathlib
import re
import subprocess
import sys
import threading

from harness.case import Stop

ROOT = pathlib.Path(__file__).absolute().parents[3]
sys.path.insert(0, str(ROOT / "tests/hostile"))
import http2  # noqa: E402


@functools.lru_cache
def _protos() -> tuple[str, ...]:
    """All protos of the tree, since a message may hold any event."""
    return tuple(str(path.relative_to(ROOT / "protos"))
                 for path in sorted((ROOT / "protos/comptoir").glob("**/*.proto")))


def _protoc(option: str, given: bytes) -> bytes:
    done = subprocess.run(["protoc", "-Iprotos", option, *_protos()], input=given, cwd=ROOT,
                          capture_output=True, check=False)
    if done.returncode != 0:
        raise Stop(f"protoc {option}: {done.stderr.decode()} of {given!r}")
    return done.stdout


def encode(kind: str, text: str) -> bytes:
    """A message from protobuf's text format; `kind` without the leading comptoir."""
    return _protoc(f"--encode=comptoir.{kind}", text.encode())


def decode(kind: str, body: bytes) -> str:
    """A message in protobuf's text format."""
    return _protoc(f"--decode=comptoir.{kind}", body).decode()


def field(number: int, value: str | bytes) -> bytes:
    """A field of a message, where calling protoc for each would take long."""
    body = value.encode() if isinstance(value, str) else value
    assert number < 16 and len(body) < 128
    return bytes([number << 3 | 2, len(body)]) + body


class Call:
    """One call on a connection of its own, of one kind or the other."""

    def __init__(self, port: int, method: str, token: str = "", *more: tuple[str, str],
                 timeout: float = 60, window: int = 1 << 24) -> None:
        """`method` is such as customers.v1.CustomerService/GetCustomer."""
        self.connection = http2.Connection(port, timeout)
        self.connection.send(http2.frame(http2.SETTINGS, 0, 0,
                                         b"\0\x04" + window.to_bytes(4, "big")))
        settings = self.connection.read_frame()
        assert settings is not None
        self.connection.send(http2.frame(http2.SETTINGS, http2.ACK, 0))
        bearer = [("authorization", f"Bearer {token}")] if token else []
        path = method if method.startswith("/") else f"/comptoir.{method}"
        self.connection.open(1, path, *bearer, *more)
        self.received = b""
        self._sending = threading.Lock()
        self.status: int | None = None
        self.ended = False

    def __enter__(self) -> "Call":
        return self

    def __exit__(self, *_) -> None:
        self.close()

    def close(self) -> None:
        self.connection.socket.close()

    def send(self, body: bytes, end: bool = False) -> None:
        """From any thread."""
        with self._sending:
            self.connection.send_data(1, http2.message(body), end)

    def _send_frame(self, *parts) -> None:
        with self._sending:
            self.connection.send(http2.frame(*parts))

    def receive(self) -> bytes | None:
        """The next message; None when the call has ended or nothing comes in time."""
        while True:
            if len(self.received) >= 5:
                size = int.from_bytes(self.received[1:5], "big")
                if len(self.received) >= 5 + size:
                    body = self.received[5:5 + size]
                    self.received = self.received[5 + size:]
                    return body
            if self.ended or not self._read():
                return None

    def _read(self) -> bool:
        try:
            got = self.connection.read_frame()
        except TimeoutError:
            return False
        if got is None:
            self.ended = True
            return False
        kind, flags, stream, body = got
        if kind == http2.DATA:
            self.received += body
            size = len(body).to_bytes(4, "big")
            if body:
                self._send_frame(http2.WINDOW_UPDATE, 0, 0, size)
        elif kind == http2.PING and not flags & http2.ACK:
            self._send_frame(http2.PING, http2.ACK, 0, body)
        elif kind == http2.WINDOW_UPDATE:
            windows = self.connection.windows
            windows[stream] = self.connection.window(stream) + int.from_bytes(body, "big")
        elif kind == http2.HEADERS and b"grpc-status" in body:
            found = re.search(rb"grpc-status.(\d+)", body, re.DOTALL)
            self.status = int(found.group(1)) if found else None
            self.ended = True
        elif kind in (http2.RST_STREAM, http2.GOAWAY):
            self.ended = self.ended or kind == http2.RST_STREAM
        return True

    def open_window(self, size: int) -> None:
        """Lets the server send so many bytes more."""
        self._send_frame(http2.WINDOW_UPDATE, 0, 1, size.to_bytes(4, "big"))

    def end(self) -> int | None:
        """The status of the call, once it has ended; None when it does not."""
        while not self.ended and self._read():
            pass
        return self.status


def call(port: int, method: str, request: bytes, token: str = "",
         *more: tuple[str, str]) -> Call:
    """A unary call that has ended."""
    one = Call(port, method, token, *more)
    one.send(request, end=True)
    one.end()
    one.close()
    return one
