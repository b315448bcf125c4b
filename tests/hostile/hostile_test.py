"""Attacks a real server; its memory stays flat and others are still served."""

import contextlib
import gzip
import json
import os
import pathlib
import re
import resource
import signal
import socket
import subprocess
import sys
import tempfile
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import http2  # noqa: E402

PAIR = "/comptoir.merchants.v1.DeviceService/PairDevice"
GET_CUSTOMER = "/comptoir.customers.v1.CustomerService/GetCustomer"
AREAS = ("customers", "events", "merchants", "readers", "sales")
OK, INVALID_ARGUMENT, RESOURCE_EXHAUSTED = 0, 3, 8
UNIMPLEMENTED, UNAUTHENTICATED = 12, 16
MEMORY_MIB_MAX = 256
# Those that a server may have open, where they are few.
FILES = 300
# On a machine that is busy with other tests.
ANSWER_SECONDS_MAX = 5.0


def methods_of_protos():
    """Paths of all methods, and whether anybody may call them."""
    folders = [pathlib.Path("protos/comptoir", area, "v1") for area in AREAS]
    for proto in (file for folder in folders for file in folder.glob("*_service.proto")):
        text = proto.read_text()
        package = re.search(r"^package (\S+);", text, re.MULTILINE).group(1)
        service = re.search(r"^service (\w+)", text, re.MULTILINE).group(1)
        for name, body in re.findall(r"rpc (\w+)\(.*?\{(.*?)\n  \}", text, re.DOTALL):
            yield f"/{package}.{service}/{name}", "PERMISSION_PUBLIC" in body


class Server:
    """comptoird on a folder of its own."""

    def __init__(self, environment: dict[str, str] | None = None, files: int | None = None):
        self.folder = tempfile.TemporaryDirectory(prefix="hostile", dir="/tmp")
        self.log = pathlib.Path(self.folder.name) / "log"

        def limit_files() -> None:
            if files is not None:
                resource.setrlimit(resource.RLIMIT_NOFILE, (files // 2, files))

        self.process = subprocess.Popen(
            [
                os.environ["COMPTOIRD"],
                f"--data_dir={self.folder.name}/data",
                "--listen=127.0.0.1:0",
                "--insecure_loopback",
                "--http_port=-1",
                "--drain_seconds=1",
            ],
            env={**os.environ, **(environment or {})},
            stderr=self.log.open("wb"),
            stdout=subprocess.PIPE,
            text=True,
            preexec_fn=limit_files,
        )
        self.port = self.await_port()

    def await_port(self) -> int:
        """Waits for the line that says where it serves, or for its end."""
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        serves = re.search(r" serves on \S+:(\d+)$", line.rstrip())
        if serves is None:
            self.kill()
            raise RuntimeError(f"comptoird does not start: {line!r}")
        return int(serves.group(1))

    def stop(self) -> int:
        self.process.send_signal(signal.SIGTERM)
        code = self.process.wait(30)
        self.close()
        return code

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()
        self.close()

    def close(self) -> None:
        assert self.process.stdout is not None
        self.process.stdout.close()
        self.folder.cleanup()

    def peak_mib(self) -> float:
        for line in pathlib.Path(f"/proc/{self.process.pid}/status").read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) / 1024
        raise RuntimeError("no VmHWM")


class HostileTest(unittest.TestCase):
    """Each test attacks; then the server must live, be small, and serve."""

    def setUp(self) -> None:
        self.server = Server()
        self.port = self.server.port

    def tearDown(self) -> None:
        self.assertIsNone(self.server.process.poll(), "the server died")
        start = time.monotonic()
        self.assertTrue(http2.is_serving(self.port), "the server is deaf")
        self.assertLess(time.monotonic() - start, ANSWER_SECONDS_MAX)
        self.assertLess(self.server.peak_mib(), MEMORY_MIB_MAX)
        self.assertEqual(self.server.stop(), 0)

    def call(self, path: str, body: bytes, *more: tuple[str, str], **options) -> int | None:
        return http2.call(self.port, path, body, *more, **options)

    def test_calls_without_a_credential(self) -> None:
        self.assertEqual(self.call(GET_CUSTOMER, b""), UNAUTHENTICATED)
        forged = ("authorization", "Bearer cmp_key_" + "0" * 26 + "_" + "A" * 43 + "_000000")
        self.assertEqual(self.call(GET_CUSTOMER, b"", forged), UNAUTHENTICATED)

    def test_no_method_is_left_open(self) -> None:
        methods = list(methods_of_protos())
        self.assertGreater(len(methods), 50)
        for path, is_public in methods:
            status = self.call(path, b"\xff")
            expected = INVALID_ARGUMENT if is_public else UNAUTHENTICATED
            self.assertEqual(status, expected, path)

    def test_messages_that_are_none(self) -> None:
        self.assertEqual(self.call(PAIR, b"\xff\xff\xff"), INVALID_ARGUMENT)

    def test_text_that_is_not_utf8(self) -> None:
        self.assertEqual(self.call(PAIR, b"\x0a\x02\xc3\x28"), INVALID_ARGUMENT)

    def test_deep_nesting(self) -> None:
        self.assertEqual(self.call(PAIR, b"\x4b" * 100_000), INVALID_ARGUMENT)

    def test_fields_that_nobody_knows(self) -> None:
        # Field 2000 is ignored; what is refused is that there is no code.
        self.assertEqual(self.call(PAIR, b"\x80\x7d\x01"), INVALID_ARGUMENT)

    def test_messages_that_are_too_large(self) -> None:
        self.assertEqual(self.call(PAIR, b"\x0a" + b"x" * (256 << 10)), RESOURCE_EXHAUSTED)

    def test_messages_that_never_end(self) -> None:
        with http2.Connection(self.port) as connection:
            connection.greet()
            connection.open(1, PAIR)
            # gRPC looks at a message's size only when it is whole: its memory
            # quota has to stop this one.
            connection.send_data(1, b"\0\x7f\xff\xff\xff", end=False)
            for _ in range(600):
                connection.send_data(1, b"x" * (1 << 20), end=False)
            self.assertTrue(http2.is_serving(self.port))

    def test_bombs(self) -> None:
        bomb = gzip.compress(b"\0" * (48 << 20), 9)
        self.assertLess(len(bomb), 60_000)
        status = self.call(PAIR, bomb, ("grpc-encoding", "gzip"), compressed=True)
        self.assertEqual(status, UNIMPLEMENTED)

    def test_metadata_that_is_too_large(self) -> None:
        with http2.Connection(self.port) as connection:
            connection.greet()
            connection.open(1, PAIR, ("x", "y" * 9000))
            connection.send_data(1, http2.message(b""))
            self.assertNotEqual(connection.status(1), OK)

    def test_metadata_of_who_does_not_listen(self) -> None:
        # Never acknowledges the server's settings, so gRPC 1.51 does not hold
        # it to them.
        with http2.Connection(self.port) as connection:
            connection.send(http2.frame(http2.SETTINGS, 0, 0))
            for stream in range(1, 401, 2):
                if not connection.open(stream, PAIR, ("x", "y" * 16000)):
                    break

    def test_more_streams_than_allowed(self) -> None:
        with http2.Connection(self.port) as connection:
            connection.send(http2.frame(http2.SETTINGS, 0, 0))
            for stream in range(1, 4001, 2):
                if not connection.open(stream, PAIR):
                    break
            self.assertTrue(http2.is_serving(self.port))

    def test_streams_that_are_reset_at_once(self) -> None:
        with http2.Connection(self.port) as connection:
            connection.greet()
            cancel = b"\0\0\0\x08"
            for stream in range(1, 10_001, 2):
                if not connection.open(stream, PAIR):
                    break
                connection.send(http2.frame(http2.RST_STREAM, 0, stream, cancel))

    def test_pings_without_end(self) -> None:
        with http2.Connection(self.port) as connection:
            connection.greet()
            ping = http2.frame(http2.PING, 0, 0, b"12345678")
            for _ in range(100_000):
                if not connection.send(ping):
                    break
            self.assertTrue(connection.is_closed())

    def test_headers_without_end(self) -> None:
        with http2.Connection(self.port) as connection:
            connection.greet()
            connection.send(http2.frame(http2.HEADERS, 0, 1, http2.headers(("a", "b"))))
            piece = http2.frame(http2.CONTINUATION, 0, 1, http2.headers(("a", "b" * 8000)))
            for _ in range(5000):
                if not connection.send(piece):
                    break

    def test_noise(self) -> None:
        noise = (b"GET / HTTP/1.1\r\nHost: x\r\n\r\n", os.urandom(4096), http2.PREFACE[:10])
        for preface in noise:
            with http2.Connection(self.port, preface=preface):
                pass
        for kind in range(12):
            with http2.Connection(self.port) as connection:
                connection.greet()
                connection.send(http2.frame(kind, 0xFF, 0x7FFFFFFF, os.urandom(1000)))

    def test_connections_that_say_nothing(self) -> None:
        silent = [socket.create_connection(("127.0.0.1", self.port)) for _ in range(300)]
        self.assertTrue(http2.is_serving(self.port))
        end = time.monotonic() + 30
        for connection in silent:
            connection.settimeout(max(end - time.monotonic(), 0.1))
            while connection.recv(4096):  # The server's settings, then its end.
                pass
            connection.close()


class LogTest(unittest.TestCase):
    def test_headers_write_no_lines(self) -> None:
        server = Server()
        self.addCleanup(server.kill)
        forged = '\n{"level":"error","event":"forged"}\n'
        headers = [("x" + forged, "y")]
        for name in ("x", "te", "content-type", "user-agent", "grpc-encoding", "grpc-timeout",
                     "grpc-accept-encoding", "grpc-tags-bin"):
            headers.append((name, forged))
        for header in headers * 20:
            with http2.Connection(server.port) as connection:
                connection.greet()
                connection.open(1, PAIR, header, end=True)
                connection.read_frame()
        server.process.send_signal(signal.SIGTERM)
        self.assertEqual(server.process.wait(30), 0)

        lines = [json.loads(line) for line in server.log.read_text().splitlines()]
        told = [line["text"] for line in lines if line["event"] == "library"]
        self.assertTrue(any("forged" in text for text in told), "gRPC did not say it")
        self.assertLess(len(told), len(headers) * 20, "gRPC is not limited")
        self.assertNotIn("forged", [line["event"] for line in lines])


class ManyConnectionsTest(unittest.TestCase):
    """More connections than the server may have files."""

    def setUp(self) -> None:
        self.server = Server(files=FILES)
        self.addCleanup(self.server.kill)

    def connect(self, count: int) -> list[socket.socket]:
        held = [socket.create_connection(("127.0.0.1", self.server.port)) for _ in range(count)]
        for connection in held:
            self.addCleanup(connection.close)
        return held

    def await_serving(self) -> None:
        """As soon as the server has seen that connections are gone."""
        end = time.monotonic() + 30
        while not http2.is_serving(self.server.port):
            self.assertLess(time.monotonic(), end, "the server is deaf")

    def test_serves_on_after_the_wave(self) -> None:
        for _ in range(3):
            held = self.connect(FILES + 60)
            for connection in held:
                connection.close()
            self.await_serving()
        self.assertEqual(self.server.stop(), 0)

    def test_keeps_away_from_what_storage_needs(self) -> None:
        # Those that greet stay longer than those that say nothing.
        held = [http2.Connection(self.server.port) for _ in range(FILES + 60)]
        for connection in held:
            self.addCleanup(connection.__exit__, None, None, None)
            with contextlib.suppress(OSError):
                connection.greet()
        files = pathlib.Path(f"/proc/{self.server.process.pid}/fd")
        self.assertLess(len(list(files.iterdir())), FILES * 3 // 4)
        self.assertIsNone(self.server.process.poll())
        for connection in held:
            connection.__exit__(None, None, None)
        self.await_serving()
        self.assertEqual(self.server.stop(), 0)

    def test_raises_its_limit(self) -> None:
        limits = pathlib.Path(f"/proc/{self.server.process.pid}/limits").read_text()
        soft, hard = re.search(r"Max open files +(\d+) +(\d+)", limits).groups()
        self.assertEqual(soft, hard)


class WatchdogTest(unittest.TestCase):
    def test_is_pet_during_a_wave_of_connections(self) -> None:
        with tempfile.TemporaryDirectory(dir="/tmp") as folder:
            path = f"{folder}/notify"
            notify = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
            self.addCleanup(notify.close)
            notify.bind(path)
            notify.settimeout(20)
            server = Server({"NOTIFY_SOCKET": path, "WATCHDOG_USEC": "1000000"}, files=FILES)
            self.addCleanup(server.kill)
            held = [socket.create_connection(("127.0.0.1", server.port)) for _ in range(FILES)]
            for connection in held:
                self.addCleanup(connection.close)

            # Whoever is let in is served: starting again would help nobody.
            pets = 0
            while pets < 3:
                pets += notify.recv(256) == b"WATCHDOG=1"


if __name__ == "__main__":
    unittest.main(verbosity=2)
