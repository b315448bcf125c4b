"""The rules of tools/tidy: what each file of the tree must look like.

A rule is a function from a File to problems. Limits are ratchets: a file or
function that is already over its limit is listed in ratchet.txt with its size,
and may shrink but never grow.
"""

import re
from typing import Iterator, NamedTuple

import cpp_functions

FUNCTION_LINES_MAX = 60
FILE_BYTES_MAX = 200_000
LINE_LENGTH_MAX = 80
# The first that fits decides.
FILE_LINES_MAX = (
    (re.compile(r"\.h$"), 150),
    (re.compile(r"\.(cc|py|sh)$"), 400),
    (re.compile(r"\.proto$"), 300),
    (re.compile(r"(^|/)BUILD\.bazel$"), 120),
)


class File(NamedTuple):
    path: str
    text: str
    is_executable: bool = False
    # The BUILD file of the same folder; empty when there is none.
    build_text: str = ""


class Problem(NamedTuple):
    path: str
    line: int
    message: str


class Size(NamedTuple):
    """Something that has a limit which may be ratcheted."""

    key: str
    line: int
    lines: int
    limit: int


class Banned(NamedTuple):
    pattern: re.Pattern
    where: re.Pattern
    unless: re.Pattern
    advice: str


def _banned(pattern: str, advice: str, where: str = r"\.(h|cc)$", unless: str = r"^$"):
    return Banned(re.compile(pattern), re.compile(where), re.compile(unless), advice)


BANNED = (
    _banned(
        r"absl::Mutex\b|absl/synchronization/mutex\.h",
        "use std::mutex: TSan does not see the system library's own mutex",
        # Where the library's own search for deadlocks is turned off.
        unless=r"/main\.cc$",
    ),
    _banned(
        r"absl::Now\(|system_clock::now|steady_clock::now|\btime\(nullptr\)",
        "take the time from Clock or the call: nothing else reads the clock",
        # gRPC's deadlines are on the machine's clock, whatever ours says.
        unless=r"^(server/(base|ops|rpc)|sdk/cpp/runtime|sdk/cpp/examples|tests|tools)/"
        r"|^server/server\.cc$|/main\.cc$",
    ),
    _banned(
        r"std::random_device|std::mt19937|\brand\(\)",
        "take randomness from server/base",
        unless=r"^(server/base|sdk/cpp/runtime|hardware/daemon|tests|tools)/|_(test|bench)\.cc$|/testing/",
    ),
    _banned(
        r"sleep_for|sleep_until|absl::SleepFor|\bu?sleep\(",
        "never sleep: wait for the thing itself",
        where=r"\.(h|cc|py)$",
        unless=r"^(sdk/cpp/runtime|sdk/cpp/examples|tests|tools)/[^ ]*(?<!_test\.(cc|py))$"
        r"|^tools/tidy/",
    ),
    _banned(
        r"(?<!-)\bSHA256\(",
        "OpenSSL 3 looks the algorithm up at each call: use Sha256() of digest.h",
        where=r"^server/.*\.(h|cc)$",
        unless=r"^server/base/digest\.cc$",
    ),
    _banned(
        r"^// See \w+\.\w+\.$",
        "say what the message holds",
        where=r"\.proto$",
    ),
    _banned(
        r"^#include [<\"]rocksdb/|@system//:rocksdb",
        "RocksDB is known in server/kv/rocksdb/ alone",
        where=r"\.(h|cc)$|BUILD\.bazel$",
        # Measuring needs bare RocksDB beside ours.
        unless=r"^server/kv/rocksdb/|^tests/benchmarks/(raw_rocksdb\.|BUILD)",
    ),
    _banned(
        r"(?i)rocksdb",
        "no engine is named above server/kv/: open it by kv/open.h",
        where=r"^server/.*(\.(h|cc)|BUILD\.bazel)$",
        unless=r"^server/kv/",
    ),
    _banned(
        r"server/kv/rocksdb",
        "no engine is named above server/kv/: open it by kv/open.h",
        where=r"^(hardware|sdk|tests|tools)/.*(\.(h|cc)|BUILD\.bazel)$",
    ),
    _banned(
        r"^#include [<\"]grpc",
        "gRPC is glue: it stays in rpc/, the SDK's runtime and wiring",
        where=r"^(server|hardware|tools|sdk/cpp/examples)/.*\.(h|cc)$",
        unless=r"^server/(rpc/|ops/|server(_test)?\.cc|main\.cc)|^hardware/daemon/log(_test)?\.cc"
        # Read before every source, generated ones too.
        r"|^tools/bazel/pch/",
    ),
    _banned(
        r"^#include \"server/(?!base/|values/|readers/rules/clean_event)",
        "the readers are clients: of the server they know base, values and how events are cleaned",
        where=r"^hardware/.*\.(h|cc)$",
        unless=r"^hardware/.*_test\.cc$",
    ),
    _banned(
        r"^#include \"server/(?!base/|values/|customers/import/)",
        "the CLI is a client: of the server it knows base, values and how rows of tables are read",
        where=r"^tools/cli/.*\.(h|cc)$",
    ),
    _banned(
        r"^#include \"server/",
        "the SDK is a client: it knows no server code",
        where=r"^sdk/.*\.(h|cc)$",
        unless=r"^sdk/cpp/testing/|^sdk/cpp/examples/.*_test\.cc$",
    ),
    _banned(
        r"\b(try|catch) *[({]", "no exceptions", unless=r"^(tools/cli/command/parse|.*_test)\.cc$"
    ),
    _banned(
        r"^#include <CLI/",
        "CLI11 is compiled once: use tools/cli/command",
        unless=r"^tools/cli/command/parse\.cc$",
    ),
    _banned(
        r"using namespace (?!.*NOLINT)",
        "name what is used",
        unless=r"_test\.cc$|/testing/",
    ),
    _banned(r"\bFIX" + r"ME\b", "mend it, or file an issue", where=r"."),
    _banned(r"^(<{7}|>{7}) ", "a merge conflict was left", where=r"."),
    _banned(
        r"TO" + r"DO(?!\(#\d+\): )",
        "name the issue and the end: TO" + "DO(#412): drop after 1.3",
        where=r"\.(h|cc|proto|py|bzl|bazel)$",
    ),
    _banned(
        r"/(root|home/\w+|work)/",
        "no path of one machine",
        where=r".",
        unless=r"package-lock\.json$|^tools/tidy/",
    ),
    _banned(
        r"registry\.\w+\.(org|com)|deb\.debian\.|proxy\.golang",
        "name no package registry: that is the machine's setting",
        where=r".",
    ),
    _banned(
        r"//visibility:public",
        "widen visibility by package path",
        where=r"BUILD\.bazel$",
        unless=r"^(sdk|protos|tests/scaffold/protos)/|^tools/bazel/",
    ),
)


def text_problems(file: File) -> Iterator[Problem]:
    """What every text file keeps: endings, spaces, words."""
    if file.text and not file.text.endswith("\n"):
        yield Problem(file.path, file.text.count("\n") + 1, "ends without a newline")
    rules = [
        rule
        for rule in BANNED
        if rule.where.search(file.path) and not rule.unless.search(file.path)
    ]
    for number, line in enumerate(file.text.split("\n"), 1):
        if line != line.rstrip():
            yield Problem(file.path, number, "ends with white space")
        for rule in rules:
            match = rule.pattern.search(line)
            if match:
                found = match.group(0).strip()
                yield Problem(file.path, number, f"{found}: {rule.advice}")


def cpp_problems(file: File) -> Iterator[Problem]:
    """Line length, and that the folder's BUILD file knows the file."""
    if not re.search(r"\.(h|cc)$", file.path):
        return
    for number, line in enumerate(file.text.split("\n"), 1):
        if len(line) > LINE_LENGTH_MAX and not re.search(r"https?://|^#|\"", line):
            yield Problem(file.path, number, f"is over {LINE_LENGTH_MAX} columns")
    name = file.path.rsplit("/", 1)[-1]
    if f'"{name}"' not in file.build_text:
        yield Problem(file.path, 1, "is dead: no BUILD.bazel beside it names it")
    if file.path.endswith(".h"):
        yield from _guard_problems(file)


def _guard_problems(file: File) -> Iterator[Problem]:
    guard = "COMPTOIR_" + re.sub(r"[^A-Z0-9]", "_", file.path.upper()) + "_"
    wanted = (f"#ifndef {guard}\n", f"#define {guard}\n", f"#endif  // {guard}\n")
    if any(line not in file.text for line in wanted):
        yield Problem(file.path, 1, f"lacks the include guard {guard}")


def script_problems(file: File) -> Iterator[Problem]:
    if file.text.startswith("#!") and not file.is_executable:
        yield Problem(file.path, 1, "has a #! line but is not executable")


def markdown_problems(file: File) -> Iterator[Problem]:
    if file.path.endswith(".md") and not file.text.startswith("# "):
        yield Problem(file.path, 1, "starts without a `# Title`")


def citation_problems(files: list[File]) -> Iterator[Problem]:
    """A document that is named is one that a reader of the tree can open."""
    documents = {file.path.rsplit("/", 1)[-1] for file in files}
    for file in files:
        if file.path.startswith("tools/tidy/"):
            continue
        for number, line in enumerate(file.text.split("\n"), 1):
            for name in re.findall(r"[\w-]+\.md\b", line):
                if name not in documents:
                    message = f"{name}: is not in this tree: write the rule itself"
                    yield Problem(file.path, number, message)


def sizes(file: File) -> Iterator[Size]:
    """Yields what has a limit: the file, its functions."""
    for pattern, limit in FILE_LINES_MAX:
        if pattern.search(file.path):
            yield Size(file.path, 1, file.text.count("\n"), limit)
            break
    if re.search(r"\.(h|cc)$", file.path):
        for function in cpp_functions.functions(file.text):
            key = f"{file.path}:{function.name}"
            yield Size(key, function.line, function.lines, FUNCTION_LINES_MAX)


def problems(file: File) -> Iterator[Problem]:
    """All problems of one file, but for its sizes."""
    if len(file.text) > FILE_BYTES_MAX:
        yield Problem(file.path, 1, f"is over {FILE_BYTES_MAX} bytes")
    yield from text_problems(file)
    yield from cpp_problems(file)
    yield from script_problems(file)
    yield from markdown_problems(file)
