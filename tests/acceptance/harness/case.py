"""What a case is: a number, what it shows, and a function that looks."""

import traceback
from typing import Any, Callable, NamedTuple


class Case(NamedTuple):
    """One line of the report; several cases may share a number."""

    number: int
    title: str
    # Called with a Check and the World; None when a Bazel test shows it.
    run: Callable | None
    # The Bazel test that shows it, for what no person does at a prompt.
    target: str = ""


CASES: list[Case] = []


def case(number: int, title: str) -> Callable:
    """Registers a function of (check, world) as a case."""

    def register(function: Callable) -> Callable:
        CASES.append(Case(number, title, function))
        return function

    return register


def elsewhere(number: int, title: str, target: str) -> None:
    """Names the Bazel test that shows what a program sees but a person does not."""
    CASES.append(Case(number, title, None, target))


class Stop(Exception):
    """What follows in the case cannot be looked at."""


class Check:
    """Compares, and remembers the differences of one case."""

    def __init__(self) -> None:
        self.differences: list[str] = []
        self.compared = 0

    def equal(self, what: str, seen: Any, right: Any) -> None:
        self._note(seen == right, f"{what}: have {seen!r}, want {right!r}")

    def true(self, what: str, holds: Any, seen: Any = "") -> None:
        self._note(bool(holds), f"{what}: not so; {shown(seen)}")

    def has(self, what: str, text: str, part: str) -> None:
        self._note(part in text, f"{what}: no {part!r} in {shown(text)}")

    def lacks(self, what: str, text: str, part: str) -> None:
        self._note(part not in text, f"{what}: {part!r} is in {shown(text)}")

    def _note(self, holds: bool, difference: str) -> None:
        self.compared += 1
        if not holds:
            self.differences.append(difference)


def shown(seen: Any) -> str:
    """On one line, and not the whole of a long text."""
    text = seen if isinstance(seen, str) else repr(seen)
    text = " / ".join(text.split("\n")).strip()
    return text if len(text) <= 400 else text[:250] + " ... " + text[-150:]


def differences_of(one: Case, world: Any) -> list[str]:
    """Runs a case; one that compared nothing has shown nothing."""
    check = Check()
    assert one.run is not None
    try:
        with world:
            one.run(check, world)
    except Stop as stop:
        check.differences.append(str(stop))
    except Exception:  # A fault of one case must not hide the others.
        check.differences.append("the case broke: " + traceback.format_exc(limit=-4).rstrip())
    if check.compared == 0 and not check.differences:
        check.differences.append("compared nothing")
    return check.differences
