"""Waits until something holds: looks again when something has changed, not after a while."""

import contextlib
import ctypes
import os
import pathlib
import select
import subprocess
import time
from typing import Any, Callable, Iterable, Iterator

from harness.case import Stop

# What a person is given to wait for, in seconds.
PATIENCE = 60.0

# inotify(7): a file was written, closed, made or moved there.
CHANGES = 0x2 | 0x8 | 0x100 | 0x80
LIBC = ctypes.CDLL(None, use_errno=True)
# How often is looked at what tells nobody that it has changed.
POLL_SECONDS = 0.05


class Watch:
    """Files whose changes are seen, from when it is made on."""

    def __init__(self, paths: Iterable[pathlib.Path]) -> None:
        self.fd = LIBC.inotify_init1(os.O_CLOEXEC | os.O_NONBLOCK)
        for path in paths:
            if LIBC.inotify_add_watch(self.fd, os.fsencode(path), CHANGES) < 0:
                raise Stop(f"{path} cannot be watched: {os.strerror(ctypes.get_errno())}")

    def close(self) -> None:
        os.close(self.fd)


@contextlib.contextmanager
def end_of(process: subprocess.Popen | None) -> Iterator[list[int]]:
    """What becomes readable when the process ends."""
    if process is None:
        yield []
        return
    fd = os.pidfd_open(process.pid)
    try:
        yield [fd]
    finally:
        os.close(fd)


def look(condition: Callable[[], Any], fds: list[int], patience: float) -> Any:
    """The first true value of the condition, which is looked at now and whenever one of the
    descriptors is readable; a false one when that takes too long. One that stays readable,
    as of a process that has ended or a stream that is at its end, is looked at once."""
    end = time.monotonic() + patience
    waiting = list(fds)
    while not (value := condition()):
        left = end - time.monotonic()
        if left <= 0 or not waiting:
            return value
        for fd in select.select(waiting, [], [], left)[0]:
            if not drained(fd):
                waiting.remove(fd)
    return value


def drained(fd: int) -> bool:
    """Takes what there is to read; False when nothing more will come."""
    try:
        return bool(os.read(fd, 1 << 16))
    except BlockingIOError:
        return True
    except OSError:  # A process, which is not read from.
        return False


def until_written(condition: Callable[[], Any], paths: Iterable[pathlib.Path], what: str,
                  process: subprocess.Popen | None = None, patience: float = PATIENCE) -> Any:
    """The first true value of a condition on files, or of the folders that they are made in;
    ends the case when none comes. It is looked at when they are written, and when the
    process ends, if one is named."""
    watch = Watch(paths)
    try:
        with end_of(process) as ended:
            value = look(condition, [watch.fd, *ended], patience)
    finally:
        watch.close()
    if not value:
        raise Stop(f"waited {patience:g} s in vain for {what}")
    return value


def polled(condition: Callable[[], Any], patience: float = PATIENCE) -> bool:
    """Whether the condition becomes true in time, looked at again and again: for what shows
    from outside alone and tells nobody, such as which certificate a handshake shows."""
    end = time.monotonic() + patience
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(POLL_SECONDS)
    return True
