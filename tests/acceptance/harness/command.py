"""Commands that end, and what they answered."""

import json
import pathlib
import re
import subprocess
from typing import Any

from harness.case import Stop, shown
from harness.waits import PATIENCE


class Answer:
    """What a command printed, and how it ended."""

    def __init__(self, command: list[str], code: int, out: str, err: str) -> None:
        self.command = command
        self.code = code
        self.out = out
        self.err = err

    @property
    def ok(self) -> bool:
        return self.code == 0

    @property
    def text(self) -> str:
        return self.out + self.err

    @property
    def json(self) -> Any:
        """Its one JSON; a command that failed has none."""
        self.must()
        return json.loads(self.out)

    @property
    def lines(self) -> list[Any]:
        """Its JSON, one value a line."""
        return [json.loads(line) for line in self.out.splitlines() if line.startswith("{")]

    @property
    def reason(self) -> str:
        """The stable reason of a refusal; empty when there is none."""
        found = re.search(r"^ *reason: (\w+)", self.err, re.MULTILINE)
        return found.group(1) if found else ""

    def must(self) -> "Answer":
        """Ends the case when the command failed."""
        if self.code != 0:
            words = " ".join(self.command)
            raise Stop(f"`{shown(words)}` exits with {self.code}: {shown(self.text)}")
        return self

    def __repr__(self) -> str:
        return f"exit {self.code}: {shown(self.text)}"


def run(*words: Any, environment: dict[str, str] | None = None, given: str | bytes = "",
        folder: pathlib.Path | None = None, patience: float = PATIENCE, **options: Any) -> Answer:
    """Runs a command to its end; one that hangs exits with -1."""
    command = [str(word) for word in words]
    text = given.encode() if isinstance(given, str) else given
    try:
        done = subprocess.run(command, env=environment, input=text, capture_output=True,
                              cwd=folder, timeout=patience, check=False, **options)
    except subprocess.TimeoutExpired as late:
        return Answer(command, -1, (late.stdout or b"").decode(errors="replace"),
                      (late.stderr or b"").decode(errors="replace") + "\nstill ran")
    return Answer(command, done.returncode, done.stdout.decode(errors="replace"),
                  done.stderr.decode(errors="replace"))
