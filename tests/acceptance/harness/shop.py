"""A merchant as a person at a prompt has it: by the CLI."""

import pathlib
import subprocess
from typing import Any, Callable, TYPE_CHECKING

from harness.case import Stop
from harness.command import Answer, run
from harness.waits import PATIENCE, end_of, look

if TYPE_CHECKING:
    from harness.server import Server


def flag(name: str) -> str:
    """given_name is --given-name, address__country is --address.country."""
    return "--" + name.replace("__", ".").replace("_", "-")


def flags(fields: dict[str, Any]) -> list[str]:
    """Flags for fields; of a list one for each."""
    out = []
    for name, value in fields.items():
        for one in value if isinstance(value, list) else [value]:
            out.append(f"{flag(name)}={one}")
    return out


class Shop:
    """One merchant and a folder for what its people save."""

    def __init__(self, server: "Server", folder: pathlib.Path) -> None:
        folder.mkdir(parents=True)
        self.server = server
        self.folder = folder
        self.token = folder / "owner.token"
        self.owner = ""
        self.key = ""
        self._location = ""

    def cli(self, *words: Any, token: pathlib.Path | str | None = "owner",
            environment: dict[str, str] | None = None, **options: Any) -> Answer:
        """Runs `comptoir`, as the owner unless another token is named."""
        who = self.token if token == "owner" else token
        more = ["--token-file", who] if who is not None else []
        programs = self.server.programs
        return run(programs.cli, *words, "--server", self.server.address, *more,
                   environment=programs.environment(self.folder, **(environment or {})),
                   folder=self.folder, **options)

    def json(self, *words: Any, **options: Any) -> Any:
        """What a command answers in JSON; it must go well."""
        return self.cli(*words, "--json", **options).json

    def create(self, **fields: Any) -> Answer:
        """Creates a customer, with the given name Marie unless said otherwise."""
        if not any(name.endswith("_name") for name in fields):
            fields["given_name"] = "Marie"
        return self.cli("customers", "create", *flags(fields), "--json")

    def customer(self, **fields: Any) -> dict[str, Any]:
        """Creates a customer who must be taken."""
        return self.create(**fields).json["customer"]

    def phone(self, number: str, **fields: Any) -> str:
        """What is read from a phone number: its E.164 and state, or the refusal."""
        answer = self.create(phone_number=number, **fields)
        if not answer.ok:
            return f"refused {answer.reason}"
        customer = answer.json["customer"]
        state = customer["phoneState"].removeprefix("PHONE_STATE_")
        parts = [state, customer.get("phoneE164", ""), customer.get("phoneExtension", "")]
        return " ".join(part for part in parts if part)

    def search(self, **fields: Any) -> list[str]:
        """Ids of whom a search finds."""
        found = self.json("customers", "search", *flags(fields))
        return [customer["id"] for customer in found.get("customers", [])]

    def suggest(self, text: str, limit: int = 20) -> list[str]:
        """Ids of whom is suggested, the best first."""
        found = self.json("customers", "suggest", text, f"--limit={limit}")
        return [one["customerId"] for one in found.get("suggestions", [])]

    def count(self) -> int:
        return len(self.everybody())

    def everybody(self) -> list[dict[str, Any]]:
        """All customers, the oldest first."""
        return self.json("customers", "list", "--all", "--order=oldest-first").get("customers", [])

    @property
    def location(self) -> str:
        """A place to sell at, made when first asked for."""
        if not self._location:
            self._location = self.new_location("Belleville")
        return self._location

    def new_location(self, name: str, **fields: Any) -> str:
        return self.json("locations", "create", "--display-name", name,
                         *flags(fields))["location"]["id"]

    def key_with(self, *permissions: str, **fields: Any) -> pathlib.Path:
        """The token of a new API key that may do just this."""
        path = self.folder / f"key{len(list(self.folder.glob('key*')))}.token"
        wanted = [f"--permission={permission}" for permission in permissions]
        self.cli("api-keys", "create", "--display-name", path.stem, *wanted, *flags(fields),
                 "--save-api-key-token", path).must()
        return path

    def file(self, name: str, content: str | bytes, mode: int = 0o600) -> pathlib.Path:
        path = self.folder / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        path.chmod(mode)
        return path

    def table(self, content: str | bytes, *words: Any, name: str = "people.csv",
              **options: Any) -> Answer:
        """Imports a table; the answer's JSON is the counts."""
        return self.cli("customers", "import", self.file(name, content), *words, "--json",
                        "--quiet", **options)

    def sale(self, price: str = "10 EUR", location: str = "", **fields: Any) -> dict[str, Any]:
        """Opens a sale of one thing."""
        return self.json("sales", "create", "--location-id", location or self.location, "--line",
                         f"name=Café,quantity=1,unit_price={price}", *flags(fields))["sale"]

    def comes(self, condition: Callable[[], Any], patience: float = PATIENCE,
              process: subprocess.Popen | None = None) -> Any:
        """The first true value of the condition, a false one when none comes in time: it is
        looked at whenever something happens in the shop, as a watch tells, and when the
        process ends, if one is named."""
        programs = self.server.programs
        command = [programs.cli, "watch", "--json", "--server", self.server.address,
                   "--token-file", str(self.token)]
        with subprocess.Popen(command, env=programs.environment(self.folder),
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as watch:
            assert watch.stdout is not None
            try:
                with end_of(process) as ended:
                    return look(condition, [watch.stdout.fileno(), *ended], patience)
            finally:
                watch.kill()

    def until(self, condition: Callable[[], Any], what: str,
              process: subprocess.Popen | None = None) -> Any:
        """As comes(), but ends the case when nothing does."""
        value = self.comes(condition, process=process)
        if not value:
            raise Stop(f"waited {PATIENCE:g} s in vain for {what}")
        return value

    def events(self, *words: Any, **options: Any) -> list[dict[str, Any]]:
        """The history, oldest first."""
        return self.cli("events", "list", "--json", *words, **options).must().lines
