"""comptoird on a folder of its own, and the merchants on it."""

import itertools
import os
import pathlib
import signal
import subprocess
from typing import Any

from harness.case import Stop
from harness.command import Answer, run
from harness.shop import Shop
from harness.waits import until_written

PROXIES = ("http_proxy", "https_proxy", "grpc_proxy", "all_proxy", "no_proxy")


class Programs:
    """Where the three programs are, and the environment that they get."""

    def __init__(self, server: str, cli: str, readerd: str) -> None:
        self.server = os.path.abspath(server)
        self.cli = os.path.abspath(cli)
        self.readerd = os.path.abspath(readerd)

    def environment(self, home: pathlib.Path, **more: str) -> dict[str, str]:
        kept = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith("COMPTOIR_") and name.lower() not in PROXIES
        }
        return {**kept, "HOME": str(home), "XDG_CONFIG_HOME": str(home / "config"), "LC_ALL":
                "C.UTF-8", "NO_COLOR": "1", **more}


class Server:
    """A server that runs, until it is stopped or killed."""

    def __init__(self, programs: Programs, folder: pathlib.Path, *flags: str,
                 environment: dict[str, str] | None = None, insecure: bool = True,
                 under: tuple[str, ...] = (), start: bool = True) -> None:
        """`under` is what starts it, such as prlimit with its options."""
        folder.mkdir(parents=True, exist_ok=True)
        self.programs = programs
        self.folder = folder
        self.data = folder / "data"
        self.log = folder / "server.log"
        self.flags = [*flags, *(["--insecure_loopback"] if insecure else [])]
        self.environment = environment or {}
        self.under = under
        self.process: subprocess.Popen | None = None
        self.port = 0
        self._shops = itertools.count(1)
        if start:
            self.start()

    def start(self) -> "Server":
        """Starts it, again on the port that it had, and waits until it serves."""
        port_file = self.folder / "port"
        port_file.unlink(missing_ok=True)
        defaults = [] if any("--http_port" in flag for flag in self.flags) else ["--http_port=-1"]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [*self.under, self.programs.server, f"--data_dir={self.data}",
                 f"--listen=127.0.0.1:{self.port}", f"--port_file={port_file}",
                 "--drain_seconds=2", *defaults, *self.flags],
                env=self.programs.environment(self.folder, **self.environment),
                stdout=log, stderr=log)
        until_written(
            lambda: self.ended() or port_file.exists() and port_file.read_text().strip(),
            [self.folder], "the server to serve", self.process)
        if self.ended():
            raise Stop(f"the server does not start: {self.log_text()[-600:]}")
        self.port = int(port_file.read_text())
        return self

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.port}"

    def ended(self) -> bool:
        return self.process is None or self.process.poll() is not None

    def log_text(self) -> str:
        return self.log.read_text(errors="replace") if self.log.exists() else ""

    def stop(self, patience: float = 30) -> int:
        """Asks it to end, and says how it ended."""
        if self.process is None:
            return 0
        self.process.send_signal(signal.SIGTERM)
        try:
            code = self.process.wait(patience)
        except subprocess.TimeoutExpired:
            self.kill()
            code = -9
        self.process = None
        return code

    def kill(self) -> None:
        """Ends it without warning, as a power cut does."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None

    def comptoird(self, *words: Any, **options: Any) -> Answer:
        """A command of the server's program on the data folder."""
        return run(self.programs.server, *words, f"--data_dir={self.data}",
                   environment=self.programs.environment(self.folder), **options)

    def shop(self, country: str = "FR", currency: str = "EUR",
             time_zone: str = "Europe/Paris", **fields: str) -> Shop:
        """Makes a merchant, with the owner's key in a profile of its own."""
        shop = Shop(self, self.folder / f"shop{next(self._shops)}")
        flags = [f"--{name.replace('_', '-')}={value}" for name, value in fields.items()]
        answer = shop.cli(
            "merchants", "create", "--display-name", "Au Comptoir", "--country", country,
            "--currency", currency, "--time-zone", time_zone, "--owner-display-name", "Awa",
            "--token-file", self.data / "operator.token", "--save-api-key-token",
            shop.token, *flags, "--json", token=None).json
        shop.owner = answer["owner"]["id"]
        shop.key = answer["apiKey"]["id"]
        return shop
