"""A till, at which people sign in by a passcode."""

import itertools

from harness.command import Answer
from harness.shop import Shop


class Till:
    """A paired device of a shop."""

    def __init__(self, shop: Shop) -> None:
        self.shop = shop
        code = shop.folder / "till.code"
        self.id = shop.json("devices", "create", "--display-name", "Till", "--location-id",
                            shop.location, "--kind", "till", "--save-pairing-code",
                            code)["device"]["id"]
        self.token = shop.folder / "till.token"
        shop.cli("devices", "pair", "--pairing-code-file", code, "--save-device-token",
                 self.token, token=None).must()
        self._numbers = itertools.count(1)
        self.session = shop.folder / "none.token"

    def passcode(self, member: str, passcode: str) -> None:
        """Sets somebody's passcode, as the owner."""
        self.shop.cli("team", "set-passcode", member, "--passcode-file",
                      self.shop.file("passcode", passcode + "\n")).must()

    def sign_in(self, member: str, passcode: str, request_id: str = "") -> Answer:
        """Signs in; `session` is then the file of the session's token."""
        self.session = self.shop.folder / f"session{next(self._numbers)}.token"
        more = ["--request-id", request_id] if request_id else []
        return self.shop.cli("sessions", "create", member, "--passcode-file",
                             self.shop.file("typed", passcode + "\n"), "--save-session-token",
                             self.session, "--json", *more, token=self.token)
