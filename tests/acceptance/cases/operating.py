"""The server as whoever runs it sees it."""

import concurrent.futures
import json
import os
import shutil
import socket
import ssl
import stat
import threading
import time

from harness.case import case, elsewhere
from harness.command import run
from harness.server import Server
from harness.waits import polled, until_written
from harness.wire import Call, http2


def pair(folder, name, subject="localhost"):
    """A new key and a certificate for it."""
    key, certificate = folder / f"{name}.key", folder / f"{name}.pem"
    run("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
        "-nodes", "-keyout", key, "-out", certificate, "-days", "2", "-subj", f"/CN={subject}",
        "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1,IP:0.0.0.0").must()
    key.chmod(0o600)
    return key, certificate


def tls_server(world, **options) -> tuple[Server, bytes]:
    """A server with TLS, and the certificate that it serves."""
    folder = world.new_folder()
    key, certificate = pair(folder, "server")
    server = world.server(f"--tls_key={key}", f"--tls_cert={certificate}", insecure=False,
                          **options)
    return server, certificate.read_bytes()


def served(port):
    """The certificate that a handshake shows; None when there is none."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    context.set_alpn_protocols(["h2"])
    try:
        with socket.create_connection(("127.0.0.1", port), 10) as plain:
            with context.wrap_socket(plain, server_hostname="localhost") as secure:
                return secure.getpeercert(True)
    except OSError:
        return None


@case(37, "a certificate that is bad at a reload is not taken, and the log says why")
def reload(check, world):
    server, before = tls_server(world)
    old = ssl.PEM_cert_to_DER_cert(before.decode())
    key = server.flags[0].split("=", 1)[1]
    certificate = server.flags[1].split("=", 1)[1]
    check.equal("at the start", served(server.port), old)
    folder = world.new_folder()
    new_key, new_certificate = pair(folder, "new")
    good = {key: open(key, "rb").read(), certificate: before}
    for what, path, content in (
            ("an empty certificate", certificate, b""),
            ("an empty key", key, b""),
            ("half a certificate", certificate, before[:len(before) // 2]),
            ("half a key", key, good[key][:len(good[key]) // 2]),
            ("another's certificate", certificate, new_certificate.read_bytes())):
        lines = len(server.log_text())
        replace(path, content)
        check.true(f"{what}: the log says so", until_written(
            lambda: "certificate" in server.log_text()[lines:] or
            "key" in server.log_text()[lines:], [server.log], "a line in the log"))
        check.equal(f"{what}: the old pair stays", served(server.port), old)
        replace(path, good[path])
    check.true("the server lives", not server.ended())
    replace(key, new_key.read_bytes())
    replace(certificate, new_certificate.read_bytes())
    new = ssl.PEM_cert_to_DER_cert(new_certificate.read_text())
    check.true("a good pair is taken", polled(lambda: served(server.port) == new))


def replace(path, content):
    with open(path, "wb") as file:
        file.write(content)


elsewhere(38, "a damaged row is named by verify, which goes on and exits with 3; a newer "
          "format is known", "//tests/operations:comptoird_test")


@case(39, "a server ends at once while its health is watched")
def stops_at_once(check, world):
    server = world.server("--drain_seconds=60")
    with Call(server.port, "/grpc.health.v1.Health/Watch") as watch:
        watch.send(b"", end=True)
        check.equal("serving", watch.receive(), b"\x08\x01")
        # Goes on listening, as clients do, until the server has said goodbye.
        listener = threading.Thread(target=lambda: (watch.end(), watch.close()))
        listener.start()
        began = time.monotonic()
        code = server.stop(patience=90)
        took = time.monotonic() - began
        listener.join()
        check.equal("exit code", code, 0)
        check.true("without the grace period", took < 40, took)


@case(39, "a server whose keys are gone makes no others")
def missing_keys(check, world):
    for name in ("passcode.key", "installation.key"):
        server = world.server()
        server.shop()
        server.stop()
        kept = (server.data / name).read_bytes()
        (server.data / name).unlink()
        answer = run(server.programs.server, f"--data_dir={server.data}", "--insecure_loopback",
                     "--listen=127.0.0.1:0", "--http_port=-1", patience=20,
                     environment=server.programs.environment(server.folder))
        check.true(f"{name}: refuses to start", answer.code not in (0, -1), answer)
        check.has(f"{name}: says which is missing", answer.err, name)
        check.true(f"{name}: makes none", not (server.data / name).exists())
        (server.data / name).write_bytes(kept)
        (server.data / name).chmod(0o600)
        check.true(f"{name}: back, it starts", server.start().port)


@case(40, "time zones are those of the system")
def time_zones(check, world):
    shop = world.shop()
    for zone in ("America/Coyhaique", "America/Ciudad_Juarez", "Europe/Kyiv", "Asia/Kathmandu"):
        known = (run("test", "-f", f"/usr/share/zoneinfo/{zone}")).ok
        answer = shop.cli("locations", "create", "--display-name", zone, "--time-zone", zone)
        check.equal(f"{zone}, {'known' if known else 'unknown'} to the system", answer.ok, known)
    for zone in ("SystemV/EST5", "Mars/Olympus", "../../etc/passwd", "europe/paris", "posixrules",
                 "tzdata.zi"):
        answer = shop.cli("locations", "create", "--display-name", "x", "--time-zone", zone)
        check.true(f"{zone} is refused", not answer.ok, answer)
    answer = shop.cli("merchants", "create", "--display-name", "x", "--country", "FR",
                      "--currency", "EUR", "--time-zone", "SystemV/EST5", "--owner-display-name",
                      "y", "--save-api-key-token", "x.token",
                      token=shop.server.data / "operator.token")
    check.true("a merchant's, too", not answer.ok, answer)


@case(46, "a data folder that others could read is made private, files and all")
def private(check, world):
    server = world.server(start=False)
    server.data.mkdir()
    server.data.chmod(0o755)
    server.under = ("sh", "-c", 'umask 022; exec "$@"', "sh")
    server.start()
    server.shop().customer(email_address="marie@example.com")
    check.equal("the folder", stat.S_IMODE(server.data.stat().st_mode), 0o700)
    seen = list(server.data.rglob("*"))
    check.true("there are files", len(seen) > 5)
    for path in seen:
        check.equal(str(path.relative_to(server.data)), path.stat().st_mode & 0o077, 0)
    for name in ("db", "operator.token"):
        path = server.data / name
        path.chmod(0o755 if path.is_dir() else 0o644)
    server.stop()
    server.data.chmod(0o755)
    check.true("a folder from before is refused or tightened", tightened(server))


def tightened(server):
    try:
        server.start()
    except Exception:  # Refused: as good.
        return True
    return server.data.stat().st_mode & 0o077 == 0


@case(57, "keys that others may read and numbers that are none are refused")
def flags_refused(check, world):
    folder = world.new_folder()
    key, certificate = pair(folder, "server")
    programs = world.programs

    def refuses(*flags, code=2):
        answer = run(programs.server, f"--data_dir={folder}/data", "--http_port=-1", *flags,
                     patience=10, environment=programs.environment(folder))
        check.true(f"{' '.join(flags)}: refused", answer.code not in (0, -1), answer)
        if code:
            check.equal(f"{' '.join(flags)}: exit", answer.code, code)

    for flag in ("--listen=127.0.0.1:99999", "--listen=127.0.0.1:65536", "--listen=127.0.0.1:-1",
                 "--listen=127.0.0.1:x", "--listen=127.0.0.1", "--block_cache_mb=-1", "--lanes=0",
                 "--drain_seconds=-5", "--http_port=70000", "--log_sample=-1"):
        refuses("--insecure_loopback", flag)
    refuses("--insecure_loopback", "--listen=0.0.0.0:0")
    key.chmod(0o644)
    refuses(f"--tls_key={key}", f"--tls_cert={certificate}", "--listen=127.0.0.1:0", code=0)
    shop = world.shop()
    open_token = shop.file("open.token", shop.token.read_text(), 0o644)
    answer = shop.cli("merchants", "get", token=open_token)
    check.true("a token that others may read", not answer.ok, answer)
    daemon = run(programs.readerd, f"--data_dir={folder}/r", "--server=127.0.0.1:99999",
                 environment=programs.environment(folder))
    check.equal("the daemon: a port that is none", daemon.code, 2)


elsewhere(65, "serving, backing up and renewing keys under the shipped unit's restrictions",
          "//tests/operations:confined_test")


@case(66, "comptoird exits and helps as it says")
def exit_codes(check, world):
    folder = world.new_folder()

    def comptoird(*words):
        return run(world.programs.server, *words, patience=20,
                   environment=world.programs.environment(folder))

    data = f"--data_dir={folder}/data"
    wrong = comptoird("--insecure-loopback", data)
    check.equal("a misspelt flag", wrong.code, 2)
    help_text = comptoird("--help")
    check.equal("--help", help_text.code, 0)
    for flag in ("--data_dir", "--listen", "--tls_cert", "--drain_seconds"):
        check.has("--help shows the flags", help_text.out, flag)
    check.lacks("--help", help_text.text, "No flags matched")
    lacking = comptoird("backup", data)
    check.equal("a backup to nowhere", lacking.code, 2)
    check.has("says what it lacks", lacking.err, "FOLDER")
    unknown = comptoird("frobnicate", data)
    check.equal("an unknown command", unknown.code, 2)
    check.has("names it", unknown.err, "frobnicate")
    check.equal("--version", comptoird("--version").code, 0)
    daemon = run(world.programs.readerd, "--help",
                 environment=world.programs.environment(folder))
    check.equal("the daemon's --help", daemon.code, 0)
    check.has("the daemon's flags", daemon.out, "--driver_config")
    server = world.server()
    check.equal("a folder in use", run(
        world.programs.server, f"--data_dir={server.data}", "--insecure_loopback",
        "--listen=127.0.0.1:0", environment=world.programs.environment(folder)).code, 6)


@case(71, "a wave of connections takes nothing from storage, and the server serves on")
def connections(check, world):
    server = world.server(under=("prlimit", "--nofile=256:1024"))
    shop = server.shop()
    limits = open(f"/proc/{server.process.pid}/limits").read()
    raised = [line.split() for line in limits.splitlines() if "Max open files" in line]
    check.equal("the limit is raised at the start", raised[0][3], "1024")
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        wave = [one for one in pool.map(lambda _: connect(server.port), range(1300)) if one]
    check.true("a wave", len(wave) > 500, len(wave))
    opened = len(os.listdir(f"/proc/{server.process.pid}/fd"))
    check.true("some descriptors are left for storage", opened < 1000, opened)
    for one in wave:
        one.close()
    check.true("serves after the wave", polled(lambda: shop.cli("merchants", "get").ok))
    for i in range(5):
        shop.customer(given_name=f"After{i}")
    check.equal("writes after the wave", shop.count(), 5)
    check.true("the server lives", not server.ended())


def connect(port):
    try:
        return socket.create_connection(("127.0.0.1", port), 2)
    except OSError:
        return None


@case(72, "nobody writes lines of the log but the server")
def log_lines(check, world):
    server = world.server("--log_sample=1")
    forged = '{"level":"error","event":"forged"}'
    for value in (f"x\n{forged}\n", f"x\r\n{forged}", "\u0085" + forged):
        for name in ("user-agent", "x-note", "authorization", "te"):
            with http2.Connection(server.port) as connection:
                connection.greet()
                connection.open(1, "/comptoir.merchants.v1.DeviceService/PairDevice",
                                (name, value))
                connection.send_data(1, http2.message(b""))
                connection.status(1)
    with http2.Connection(server.port) as connection:
        connection.greet()
        connection.open(1, f"/x\n{forged}\n", end=True)
        connection.status(1)
    with socket.create_connection(("127.0.0.1", server.port)) as raw:
        raw.sendall(f"GET / HTTP/1.1\r\n{forged}\r\n\r\n".encode())
        shutil.copyfileobj(raw.makefile("rb"), open("/dev/null", "wb"))
    shop = server.shop()
    shop.cli("customers", "create", "--given-name", f"x\n{forged}")
    server.stop()
    lines = server.log_text().splitlines()
    check.true("there is a log", len(lines) > 2)
    for line in lines:
        if line.startswith("comptoird "):
            continue  # Where it serves, on standard output.
        try:
            seen = json.loads(line)
        except ValueError:
            seen = None
        check.true("each line is JSON", isinstance(seen, dict) and "event" in seen, line)
        if seen:
            check.true("none is forged", seen.get("event") != "forged", line)
