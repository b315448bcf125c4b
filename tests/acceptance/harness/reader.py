"""Card readers: the daemon with its simulated one, and one that speaks by hand."""

import json
import pathlib
import re
import shutil
import subprocess
import threading
import time
from typing import Any, Callable

from harness.case import Stop
from harness.command import run
from harness.shop import Shop
from harness.waits import PATIENCE
from harness.wire import Call, decode, encode

HELENE = {"card": {"brand": "VISA", "lastFour": "4242", "expiryMonth": 12, "expiryYear": 2030},
          "cardholderName": "LEFEVRE/HELENE"}
# Often enough, also where a machine is busy with other tests.
HEARTBEAT_SECONDS = 2
NOBODY = {"outcome": "SIMULATED_OUTCOME_NOBODY_COMES"}


def new_reader(shop: Shop, name: str = "Counter", location: str = "") -> tuple[str, pathlib.Path]:
    """Makes a reader; its id and the file with its pairing code."""
    code = shop.folder / f"{name}.code"
    reader = shop.json("readers", "create", "--display-name", name, "--location-id",
                       location or shop.location, "--save-pairing-code", code)["reader"]["id"]
    return reader, code


# Runs what follows its first three arguments, a size, a disk and what is put on
# it, and fills the disk when told to. Nobody else sees the disk.
ON_A_DISK = """
mount -t tmpfs -o mode=0700,size="$1" none "$2" && cp -a "$3/." "$2" || exit
disk=$2
shift 3
"$@" >&2 </dev/null &
while read -r word; do
  case $word in
    fill) dd if=/dev/zero of="$disk/filler" bs=1k 2>/dev/null ;;
    free) rm "$disk/filler" ;;
  esac
  echo done
done
kill -KILL $!
wait
"""


class Counter:
    """comptoir-readerd with buyers who come one after the other."""

    def __init__(self, shop: Shop, *buyers: dict[str, Any], name: str = "Counter",
                 environment: dict[str, str] | None = None, disk_kib: int = 0,
                 **script: Any) -> None:
        """With `disk_kib` the daemon's data stand on a disk of that size."""
        self.shop = shop
        self.programs = shop.server.programs
        self.folder = shop.folder / f"{name}.readerd"
        self.log = shop.folder / f"{name}.log"
        self.environment = self.programs.environment(shop.folder, **(environment or {}))
        self.script = shop.file(f"{name}.json", json.dumps({"buyers": list(buyers), **script}))
        self.id, code = new_reader(shop, name)
        run(self.programs.readerd, "pair", f"--server={shop.server.address}",
            f"--data_dir={self.folder}", given=code.read_text(),
            environment=self.environment).must()
        self.disk = shop.folder / f"{name}.disk"
        self.disk_kib = disk_kib
        self.process: subprocess.Popen | None = None
        self.start()

    def start(self) -> "Counter":
        command = [self.programs.readerd, f"--server={self.shop.server.address}",
                   "--driver=simulated", "--drain_seconds=1", f"--driver_config={self.script}"]
        if self.disk_kib == 0:
            command.append(f"--data_dir={self.folder}")
        else:
            self.disk.mkdir(exist_ok=True)
            command = ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c", ON_A_DISK,
                       "sh", f"{self.disk_kib}k", str(self.disk), str(self.folder), *command,
                       f"--data_dir={self.disk}"]
        self.process = subprocess.Popen(command, env=self.environment, stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        threading.Thread(target=self._keep_log, args=(self.process,)).start()
        self.shop.until(lambda: self.online() or self.process.poll() is not None,
                        "the reader to be online", self.process)
        if self.process.poll() is not None:
            raise Stop(f"the daemon ended: {self.log.read_text()[-500:]}")
        return self

    def _keep_log(self, process: subprocess.Popen) -> None:
        assert process.stderr is not None
        with self.log.open("ab", buffering=0) as log:
            shutil.copyfileobj(process.stderr, log, 1)

    def online(self) -> bool:
        seen = self.shop.events("--type", "ReaderOnline", "--reader", self.id)
        gone = self.shop.events("--type", "ReaderOffline", "--reader", self.id)
        return len(seen) > len(gone)

    def fill_disk(self) -> None:
        """Leaves no byte free on the daemon's own disk."""
        self._tell_disk("fill")

    def free_disk(self) -> None:
        self._tell_disk("free")

    def _tell_disk(self, word: str) -> None:
        assert self.process is not None and self.process.stdin and self.process.stdout
        self.process.stdin.write(word.encode() + b"\n")
        self.process.stdin.flush()
        if self.process.stdout.readline() != b"done\n":
            raise Stop(f"the disk cannot be made to {word}")

    def stop(self) -> None:
        if self.process is None:
            return
        if self.disk_kib == 0:
            self.process.kill()
        # On a disk of its own it ends with its standard input.
        self.process.communicate()
        self.process = None

    def __enter__(self) -> "Counter":
        return self

    def __exit__(self, *_) -> None:
        self.stop()


def checkout(shop: Shop, sale: str, reader: str, *words: str) -> str:
    """Asks a reader to collect for a sale; the checkout's id."""
    return shop.json("checkouts", "create", sale, reader, *words)["checkout"]["id"]


def state_of(shop: Shop, what: str, one: str) -> str:
    """Where a checkout or a sale stands, such as IN_PROGRESS."""
    answer = shop.json(what + "s", "get", one)[what]
    return answer["state"].removeprefix(f"{what.upper()}_STATE_")


def await_state(shop: Shop, what: str, one: str, *right: str, patience: float = 60) -> str:
    """Waits until a checkout or sale is in one of the states; the last one seen."""
    seen = ""

    def is_right() -> bool:
        nonlocal seen
        seen = state_of(shop, what, one)
        return seen in right

    shop.comes(is_right, patience)
    return seen


class HandReader:
    """A reader whose daemon says what no daemon of ours would."""

    def __init__(self, shop: Shop, name: str = "Hand", location: str = "") -> None:
        self.shop = shop
        self.id, code = new_reader(shop, name, location)
        token = shop.folder / f"{name}.token"
        answer = shop.json("readers", "pair", "--pairing-code-file", code, "--save-reader-token",
                           token, token=None)
        self.token = token.read_text().strip()
        self.epoch = int(answer.get("epochMin", 1))
        self.sequence = 0
        self.acknowledged = 0
        self.prompts: list[dict[str, str]] = []
        self.heard: list[str] = []
        self.connect()

    def connect(self) -> None:
        self.stream = Call(self.shop.server.port, "readers.v1.ReaderService/StreamReader",
                           self.token)
        self._send(f"hello {{ epoch: {self.epoch} first_unacknowledged_seq: {self.sequence + 1} }}")
        if self._next() is None:
            raise Stop(f"the stream ends with {self.stream.end()}")
        self._closed = threading.Event()
        threading.Thread(target=self._live, args=(self.stream, self._closed)).start()

    def _live(self, stream: Call, closed: threading.Event) -> None:
        """Says that the reader is alive, however long the case takes."""
        heartbeat = encode("readers.v1.StreamReaderRequest", "heartbeat { }")
        while not closed.wait(HEARTBEAT_SECONDS):
            stream.send(heartbeat)

    def _send(self, text: str) -> None:
        self.stream.send(encode("readers.v1.StreamReaderRequest", text))

    def _next(self) -> str | None:
        body = self.stream.receive()
        if body is None:
            return None
        text = decode("readers.v1.StreamReaderResponse", body)
        found = re.search(r"acknowledgement {[^}]*\bseq: (\d+)", text)
        if found:
            self.acknowledged = int(found.group(1))
        self.heard.append(text)
        if "checkout_requested {" in text:
            ids = dict(re.findall(r"(checkout_id|sale_id|payment_id): \"(\w+)\"", text))
            self.prompts.append(ids)
        return text

    def _await(self, condition: Callable[[], Any]) -> bool:
        """Reads until the condition holds; False when the stream ends before, or nobody
        would wait any longer."""
        end = time.monotonic() + PATIENCE
        while not condition():
            if time.monotonic() > end or self._next() is None:
                return False
        return True

    def prompt(self, one: str) -> dict[str, str]:
        """Waits until the server asks for a checkout."""

        def asked() -> list[dict[str, str]]:
            return [prompt for prompt in self.prompts if prompt["checkout_id"] == one]

        if not self._await(asked):
            raise Stop(f"never asked for {one}; the stream's status is {self.stream.status}")
        return asked()[0]

    def hears(self, what: str) -> bool:
        """Whether the server has sent such a message since it was last asked, or does."""
        heard = self._await(lambda: any(what in text for text in self.heard))
        self.heard.clear()
        return heard

    def tell(self, *events: str) -> bool:
        """Sends events; whether the server takes them in."""
        self._send(f"events {{ epoch: {self.epoch} first_seq: {self.sequence + 1} "
                   + " ".join(f"events {{ {event} }}" for event in events) + " }")
        self.sequence += len(events)
        return self._await(lambda: self.acknowledged >= self.sequence)

    def approve(self, prompt: dict[str, str], amount: int, card: str = 'last_four: "4242"',
                more: str = "", currency: str = "EUR", before: str = "") -> bool:
        """Reports that a card was charged; whether that is taken in."""
        ids = " ".join(f'{name}: "{value}"' for name, value in prompt.items())
        return self.tell(f"{before} payment_approved {{ {ids} amount {{ minor_units: {amount} "
                         f'currency: "{currency}" }} card {{ {card} }} {more} }}')

    def close(self) -> None:
        self._closed.set()
        self.stream.close()

    def __enter__(self) -> "HandReader":
        return self

    def __exit__(self, *_) -> None:
        self.close()


def alarms(shop: Shop) -> list[dict[str, Any]]:
    """The alarms in the history."""
    return [event["data"] for event in shop.events("--type", "ReaderAlarm")]
