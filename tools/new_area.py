"""The lists that a new area joins, and what is still free in them."""

import pathlib
import re
from typing import Iterator

AREAS = "tools/bazel/areas.bzl"
SPACES = "server/store/key_spaces.h"
WIRING = "server/areas.cc"

# Areas have blocks of so many key spaces; those below are the store's.
BLOCK = 0x10


class CannotEdit(Exception):
    """A list does not look as it is known to look."""


def free_space(spaces: str) -> int:
    """The first number of a block in which nothing is or ever was."""
    taken = {int(number, 16) // BLOCK for number in re.findall(r"0x([0-9a-f]{2})\b", spaces)}
    for block in range(1, 0x100 // BLOCK):
        if block not in taken:
            return block * BLOCK
    raise CannotEdit(f"{SPACES}: every block is taken")


def prefixes_of(root: pathlib.Path) -> set[str]:
    """The id prefixes that stand in protos and tables."""
    found = set()
    for folder in ("protos", "server"):
        for path in (root / folder).rglob("*"):
            if path.suffix in (".proto", ".h", ".cc"):
                text = path.read_text(encoding="utf-8", errors="replace")
                found.update(re.findall(r'id_prefix\s*[:=]\s*"(\w+)"', text))
                found.update(re.findall(r'NewId\("(\w+)"\)', text))
    return found


def candidates(noun: str) -> Iterator[str]:
    """Prefixes for a noun, the plainest first."""
    letters = noun.replace("_", "")
    yield letters[:3]
    initials = "".join(part[0] for part in noun.split("_"))
    if len(initials) > 1:
        yield initials
    consonants = letters[0] + re.sub("[aeiou]", "", letters[1:])
    yield consonants[:3]
    yield letters[:4]
    yield letters


def free_prefix(noun: str, taken: set[str]) -> str:
    for candidate in candidates(noun):
        if candidate not in taken:
            return candidate
    raise CannotEdit(f"no id prefix is free for {noun}")


def replace(path: str, text: str, pattern: str, change) -> str:
    """Replaces the one match of a pattern."""
    changed, count = re.subn(pattern, change, text, count=1, flags=re.S | re.M)
    if count != 1:
        raise CannotEdit(f"{path}: does not look as expected: {pattern}")
    return changed


def with_sorted(block: str, line: str) -> str:
    """A block of sorted lines with one more in its place."""
    return "".join(sorted(block.splitlines(keepends=True) + [line]))


def with_area(text: str, name: str) -> str:
    return replace(
        AREAS,
        text,
        r"(?<=^AREAS = \[\n).*?(?=^\])",
        lambda match: with_sorted(match.group(0), f'    "{name}",\n'),
    )


def with_space(text: str, name: str, noun: str, camel: str, number: int) -> str:
    line = f"\n  // {name}\n  k{camel} = 0x{number:02x},  // {noun}:id -> the record\n"
    return replace(
        SPACES,
        text,
        r"(^enum class Space.*?)(^\};)",
        lambda match: match.group(1) + line + match.group(2),
    )


def with_wiring(text: str, name: str, camel: str) -> str:
    """The area as a member, after all that it may stand on."""
    text = replace(
        WIRING,
        text,
        r"(^#include \"server/\w+/\w+_area\.h\"\n)+",
        lambda match: with_sorted(
            match.group(0), f'#include "server/{name}/{name}_area.h"\n'
        ),
    )
    text = replace(
        WIRING,
        text,
        r"^  const rpc::Profiles& profiles_ =",
        lambda match: f"  {name}::{camel}Area {name}_;\n" + match.group(0),
    )
    return replace(
        WIRING,
        text,
        r"(std::vector<Area\*> all_ = \{)(.*?)(\};)",
        lambda match: match.group(1) + match.group(2) + f", &{name}_" + match.group(3),
    )


def edits(root: pathlib.Path, name: str, noun: str, camel: str) -> dict[str, str]:
    """Path -> new content of every list that the area joins."""
    spaces = (root / SPACES).read_text()
    return {
        AREAS: with_area((root / AREAS).read_text(), name),
        SPACES: with_space(spaces, name, noun, camel, free_space(spaces)),
        WIRING: with_wiring((root / WIRING).read_text(), name, camel),
    }
