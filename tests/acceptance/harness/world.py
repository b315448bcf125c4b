"""What all cases of one run share, and what each has of its own."""

import itertools
import pathlib
import shutil
import tempfile
import threading

from harness.server import Programs, Server
from harness.shop import Shop


class Run:
    """A temporary folder, and one server that no case disturbs."""

    def __init__(self, programs: Programs, keep: bool) -> None:
        self.programs = programs
        self.keep = keep
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="comptoir-faults."))
        self._numbers = itertools.count(1)
        self._lock = threading.Lock()
        self._shared: Server | None = None

    def new_folder(self) -> pathlib.Path:
        path = self.folder / str(next(self._numbers))
        path.mkdir()
        return path

    def shared(self) -> Server:
        with self._lock:
            if self._shared is None:
                self._shared = Server(self.programs, self.new_folder())
            return self._shared

    def close(self) -> None:
        if self._shared is not None:
            self._shared.kill()
        if self.keep:
            print(f"left behind: {self.folder}")
        else:
            shutil.rmtree(self.folder, ignore_errors=True)


class World:
    """What one case is given; cases run side by side."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self.programs = run.programs
        self._servers: list[Server] = []

    def shop(self, country: str = "FR", **options: str) -> Shop:
        """A new merchant of the shared server."""
        return self.run.shared().shop(country, **options)

    def server(self, *flags: str, start: bool = True, **options) -> Server:
        """A server of the case's own, to be killed and starved."""
        server = Server(self.programs, self.new_folder(), *flags, start=False, **options)
        self._servers.append(server)
        return server.start() if start else server

    def new_folder(self) -> pathlib.Path:
        return self.run.new_folder()

    def __enter__(self) -> "World":
        return self

    def __exit__(self, *_) -> None:
        for server in self._servers:
            server.kill()
