#!/usr/bin/env python3
"""Checks the whole tree against the rules in rules.py.

  tools/tidy/tidy.py           check; drop from ratchet.txt what has shrunk
  tools/tidy/tidy.py --check   check only
"""

import argparse
import os
import pathlib
import subprocess
import sys
from typing import Iterator

import rules

ROOT = pathlib.Path(__file__).resolve().parents[2]
RATCHET = ROOT / "tools/tidy/ratchet.txt"
RATCHET_HEAD = """\
# Files and functions that are over their limit, with their size in lines. Each
# may shrink, never grow; tools/presubmit rewrites this list as they shrink.
"""


def tree() -> Iterator[rules.File]:
    """Yields the text files that git knows or would add."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        check=True,
        capture_output=True,
    ).stdout.decode()
    for path in sorted(filter(None, set(listed.split("\0")))):
        full = ROOT / path
        if not full.is_file() or full.is_symlink():
            continue
        try:
            text = full.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        if "\0" in text:
            continue
        build = full.parent / "BUILD.bazel"
        yield rules.File(
            path=path,
            text=text,
            is_executable=os.access(full, os.X_OK),
            build_text=build.read_text() if build.is_file() else "",
        )


def read_ratchet() -> dict[str, int]:
    entries = {}
    if RATCHET.is_file():
        for line in RATCHET.read_text().splitlines():
            if line and not line.startswith("#"):
                key, lines = line.rsplit(" ", 1)
                entries[key] = int(lines)
    return entries


def write_ratchet(entries: dict[str, int]) -> None:
    lines = [f"{key} {entries[key]}\n" for key in sorted(entries)]
    RATCHET.write_text(RATCHET_HEAD + "".join(lines))


def size_problems(
    files: list[rules.File], ratchet: dict[str, int]
) -> tuple[list[rules.Problem], dict[str, int]]:
    """Returns what is too long, and the ratchet as it should now read."""
    found = []
    shrunk: dict[str, int] = {}
    for file in files:
        for size in rules.sizes(file):
            if size.lines <= size.limit:
                continue
            allowed = max(size.limit, ratchet.get(size.key, 0))
            if size.lines > allowed:
                name = size.key.rsplit(":", 1)[-1]
                message = f"{name} takes {size.lines} lines, more than {allowed}"
                found.append(rules.Problem(file.path, size.line, message))
            else:
                # Overloads share a key: the longest counts.
                shrunk[size.key] = max(size.lines, shrunk.get(size.key, 0))
    return found, shrunk


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true", help="change nothing")
    arguments = parser.parse_args()

    files = list(tree())
    problems = [problem for file in files for problem in rules.problems(file)]
    problems += rules.citation_problems(files)
    ratchet = read_ratchet()
    too_long, shrunk = size_problems(files, ratchet)
    problems += too_long
    if shrunk != ratchet and not too_long and not arguments.check:
        write_ratchet(shrunk)
    for problem in sorted(problems):
        print(f"{problem.path}:{problem.line}: {problem.message}")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
