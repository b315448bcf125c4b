"""Finds the functions of a C++ file and how many lines each takes.

A small lexer rather than a parser: it drops comments, strings and
preprocessor lines, follows braces, and calls a block a function when it stands
in a namespace or a class and is preceded by a parameter list.
"""

import re
from typing import Iterator, NamedTuple


class Function(NamedTuple):
    name: str
    line: int
    lines: int


_TOKEN = re.compile(
    r"""
      //[^\n]*
    | /\*.*?\*/
    | R"(?P<tag>[^()\s\\]{0,16})\(.*?\)(?P=tag)"
    | "(?:\\.|[^"\\\n])*"
    | '(?:\\.|[^'\\\n])+'
    | ^[ \t]*\#(?:[^\n]*\\\n)*[^\n]*
    """,
    re.VERBOSE | re.DOTALL | re.MULTILINE,
)

_SCOPE = re.compile(r"\b(namespace|class|struct|union|enum|extern)\b")
_NAME = re.compile(r"([~\w:]+|operator\s*\S+)\s*\(")


def _blank(match: re.Match) -> str:
    """Keeps the newlines, so that line numbers stay right."""
    text = match.group(0)
    return "".join(c if c == "\n" else " " for c in text)


def functions(source: str) -> Iterator[Function]:
    """Yields the functions that stand in a namespace or a class."""
    # A digit separator (1'000) is no quote.
    source = re.sub(r"(?<=[0-9a-fA-F])'(?=[0-9a-fA-F])", "_", source)
    code = _TOKEN.sub(_blank, source)
    # One entry for each open brace: "scope", "other", or (name, first line).
    stack: list = []
    head_start = 0
    line = 1
    for position, char in enumerate(code):
        if char == "\n":
            line += 1
        elif char == "{":
            head = code[head_start:position].strip()
            stack.append(_kind(head, stack, line))
            head_start = position + 1
        elif char == "}":
            opened = stack.pop() if stack else "other"
            if isinstance(opened, tuple):
                name, first = opened
                yield Function(name, first, line - first + 1)
            head_start = position + 1
        elif char == ";":
            head_start = position + 1


def _kind(head: str, stack: list, line: int):
    if any(entry != "scope" for entry in stack):
        return "other"
    parameters = head.find("(")
    scope = _SCOPE.search(head)
    if scope and (parameters < 0 or scope.start() < parameters):
        # `struct A F() {` is a function; `class MACRO(x) A {` is not worth it.
        return "scope"
    name = _NAME.search(head)
    if parameters < 0 or not name:
        return "other"
    return (name.group(1), line - head.count("\n", name.start()))
