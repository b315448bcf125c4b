"""Tokens, passcodes and pairing codes: who is let in, and who no longer."""

import re
import socket
import threading

from harness.case import case
from harness.command import run
from harness.reader import new_reader
from harness.till import Till
from harness.wire import Call, call, decode, encode, field


@case(41, "who manages keys revokes none that may do more; the last one revokes no itself")
def revoke(check, world):
    shop = world.shop()
    manager = shop.key_with("api-keys-manage")
    answer = shop.cli("api-keys", "revoke", shop.key, "--yes", token=manager)
    check.equal("the owner's key", answer.reason, "GRANT_EXCEEDS_CALLER")
    check.true("the owner's key works", shop.cli("merchants", "get").ok)
    answer = shop.cli("api-keys", "revoke", shop.key, "--yes")
    check.equal("the last one", answer.reason, "LAST_API_KEY")
    small = shop.json("api-keys", "create", "--display-name", "small", "--permission",
                      "api-keys-manage", "--save-api-key-token", "small.token")["apiKey"]["id"]
    check.true("one that may do no more", shop.cli("api-keys", "revoke", small, "--yes",
                                                   token=manager).ok)


@case(41, "who has lost every key is given one by the operator, which is on record")
def lost_keys(check, world):
    server = world.server()
    shop = server.shop()
    customer = shop.customer()["id"]
    merchant = shop.json("merchants", "get")["merchant"]["id"]
    shop.token.unlink()
    server.stop()
    shop.token = shop.folder / "new.token"
    made = server.comptoird("new-owner-key", merchant, shop.token)
    check.true("a key is made", made.ok, made)
    again = server.comptoird("new-owner-key", merchant, shop.token)
    check.true("no file is overwritten", not again.ok, again)
    nobody = server.comptoird("new-owner-key", merchant[:-4] + "zzzz", shop.folder / "x.token")
    check.true("an unknown merchant is told", not nobody.ok, nobody)
    server.start()
    check.equal("it sees the customers", [one["id"] for one in shop.everybody()], [customer])
    check.true("it may do everything", shop.cli("api-keys", "list").ok)
    check.equal("it is on record", len(shop.events("--type", "OwnerKeyIssued")), 1)


class Proxy:
    """Listens as a proxy would, and counts who comes."""

    def __init__(self) -> None:
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]
        self.seen = b""
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            try:
                one, _ = self.socket.accept()
            except OSError:
                return
            self.seen += b"came " + one.recv(65536)
            one.close()

    def environment(self) -> dict[str, str]:
        url = f"http://127.0.0.1:{self.port}"
        names = ("http_proxy", "https_proxy", "grpc_proxy", "all_proxy")
        return {**{name: url for name in names}, **{name.upper(): url for name in names}}


@case(47, "no proxy of the environment sees what is not encrypted")
def proxies(check, world):
    shop = world.shop()
    proxy = Proxy()
    for server in (shop.server.address, f"localhost:{shop.server.port}"):
        answer = run(world.programs.cli, "merchants", "get", "--server", server, "--token-file",
                     shop.token, environment=world.programs.environment(
                         shop.folder, **proxy.environment()))
        check.true(f"the CLI reaches {server}", answer.ok, answer)
    reader, code = new_reader(shop)
    paired = run(world.programs.readerd, "pair", f"--server={shop.server.address}",
                 f"--data_dir={shop.folder}/readerd", given=code.read_text(),
                 environment=world.programs.environment(shop.folder, **proxy.environment()))
    check.true(f"the daemon pairs {reader}", paired.ok, paired)
    check.equal("nothing went by the proxy", proxy.seen, b"")
    proxy.socket.close()
    for server in ("shop.example:7780", "192.0.2.1:7780", "127.0.0.1.example.com:7780",
                   "0.0.0.0:7780"):
        answer = shop.cli("merchants", "get", "--no-tls", "--server", server, "--timeout", "2")
        check.equal(f"--no-tls to {server}", answer.code, 2)


@case(48, "a token is trimmed or refused, and never printed")
def tokens(check, world):
    shop = world.shop()
    good = shop.token.read_text().strip()
    for name, content in (("byte order mark", "\ufeff" + good), ("line end", good + "\r\n"),
                          ("no-break space", good + "\u00a0"), ("spaces", f"  {good}  \n"),
                          ("narrow space", "\u202f" + good), ("zero width", good + "\u200b")):
        answer = shop.cli("merchants", "get", token=shop.file("t.token", content))
        check.true(f"{name}: trimmed or refused", answer.code in (0, 1, 2, 3, 4), answer)
        check.lacks(f"{name}: not printed", answer.text, good[10:])
    for name, content in (("inside", good[:20] + "\u00a0" + good[20:]), ("two lines", good + "\nx"),
                          ("UTF-16", good.encode("utf-16")), ("NUL", good + "\0"),
                          ("not UTF-8", good.encode() + b"\xff"), ("empty", ""),
                          ("header", good + "\r\nx-evil: 1")):
        answer = shop.cli("merchants", "get", token=shop.file("t.token", content))
        check.true(f"{name}: refused", answer.code in (1, 2, 3, 4), answer)
        check.lacks(f"{name}: not printed", answer.text, good[12:19])
        daemon = shop.folder / "daemon"
        daemon.mkdir(exist_ok=True, mode=0o700)
        (daemon / "epoch_min").write_text("1\n")
        for path in (daemon / "token", daemon / "epoch_min"):
            path.touch()
            path.chmod(0o600)
        (daemon / "token").write_bytes(content if isinstance(content, bytes) else content.encode())
        answer = run(world.programs.readerd, "--check_config", f"--data_dir={daemon}",
                     f"--server={shop.server.address}",
                     environment=world.programs.environment(shop.folder))
        check.equal(f"{name}: the daemon refuses it", answer.code, 1)
        check.lacks(f"{name}: the daemon prints it not", answer.text, good[12:19])


@case(51, "each guess of a passcode is charged, whatever its request id")
def guesses(check, world):
    shop = world.shop()
    till = Till(shop)
    till.passcode(shop.owner, "4815")
    check.true("the right one", till.sign_in(shop.owner, "4815").ok)
    for i in range(3):
        again = till.sign_in(shop.owner, "0001", "same")
        check.equal(f"one wrong one, sent {i + 1} times", again.reason, "PASSCODE_WRONG")
    seen = [till.sign_in(shop.owner, f"100{i}", "same") for i in range(7)]
    check.true("no guess succeeds", not any(answer.ok for answer in seen))
    check.equal("they lock", seen[-1].reason, "PASSCODE_LOCKED")
    locked = till.sign_in(shop.owner, "4815", "same")
    check.equal("the right one under the known id, while locked", locked.reason,
                "PASSCODE_LOCKED")
    check.has("how long is told", locked.err, "wait")


@case(51, "a wrong passcode that is repeated counts once and locks nobody")
def repeated_guess(check, world):
    shop = world.shop()
    till = Till(shop)
    till.passcode(shop.owner, "4815")
    for _ in range(8):
        till.sign_in(shop.owner, "0001", "one")
    check.true("the right one still signs in", till.sign_in(shop.owner, "4815").ok)


@case(52, "the session of a member made inactive has ended for ever")
def ended_sessions(check, world):
    shop = world.shop()
    till = Till(shop)
    member = shop.json("team", "create", "--display-name", "Noé", "--role",
                       "full-access")["teamMember"]["id"]
    till.passcode(member, "4815")
    till.sign_in(member, "4815").must()
    token = till.session
    check.true("signed in", shop.cli("merchants", "get", token=token).ok)
    shop.cli("team", "update", member, "--state", "inactive").must()
    check.true("inactive", not shop.cli("merchants", "get", token=token).ok)
    shop.cli("team", "update", member, "--state", "active").must()
    check.true("active again: still ended", not shop.cli("merchants", "get", token=token).ok)
    check.true("signs in anew", till.sign_in(member, "4815").ok)
    device = till.id
    newer = till.session
    shop.cli("devices", "revoke", device, "--yes").must()
    check.true("the till is revoked", not shop.cli("merchants", "get", token=newer).ok)


@case(53, "wrong pairing codes of others refuse no right one")
def pairing(check, world):
    server = world.server()
    shop = server.shop()
    till_code = shop.folder / "till.code"
    shop.cli("devices", "create", "--display-name", "Till", "--location-id", shop.location,
             "--kind", "till", "--save-pairing-code", till_code).must()
    reader, reader_code = new_reader(shop)
    statuses = set()
    for i in range(160):
        wrong = field(1, f"{i:04}-ZZZZ".translate(str.maketrans("01", "23")))
        service = ("merchants.v1.DeviceService/PairDevice" if i % 2 else
                   "readers.v1.ReaderService/PairReader")
        statuses.add(call(server.port, service, wrong).status)
    check.true("wrong ones are refused", statuses and 0 not in statuses, statuses)
    answer = shop.cli("devices", "pair", "--pairing-code-file", till_code, "--save-device-token",
                      "till.token", token=None)
    check.true("a till's right code", answer.ok, answer)
    answer = shop.cli("readers", "pair", "--pairing-code-file", reader_code,
                      "--save-reader-token", "reader.token", token=None)
    check.true(f"the right code of {reader}", answer.ok, answer)


@case(54, "who may see customers but not their contacts cannot try out phone numbers")
def enumeration(check, world):
    server = world.server()
    shop = server.shop()
    shop.customer(phone_number="06 12 34 56 78")
    guesser = shop.key_with("customers-view")
    token = guesser.read_text().strip()
    other = shop.key_with("customers-view")
    tried = 400
    for i in range(tried):
        query = field(1, field(3, field(1, f"+3361{i:07}")))
        seen = call(server.port, "customers.v1.CustomerService/SearchCustomers", query, token)
        if seen.status not in (0, None):
            break
    check.equal(f"within {tried} tries it is RESOURCE_EXHAUSTED", seen.status, 8)
    answer = shop.cli("customers", "search", "--phone-number.exact", "0612345678", token=guesser)
    check.equal("by the CLI, too", answer.reason, "TOO_MANY_LOOKUPS")
    check.has("how long to wait is told", answer.err, "wait")
    check.true("another credential is not", shop.cli(
        "customers", "search", "--phone-number.exact", "0612345678", token=other).ok)
    check.true("the owner is not", shop.search(phone_number__exact="0612345678"))
    check.true("it is on record", shop.comes(
        lambda: shop.events("--type", "ContactLookupsLimited"), 20))


@case(56, "a stalled watch hears nothing more once its credential is void")
def stalled_watch(check, world):
    shop = world.shop()
    key = shop.json("api-keys", "create", "--display-name", "watcher", "--permission",
                    "events-view", "--save-api-key-token", "watcher.token")["apiKey"]["id"]
    token = (shop.folder / "watcher.token").read_text().strip()
    # Room for the first answer, and for no event.
    with Call(shop.server.port, "events.v1.EventService/WatchEvents", token, window=150,
              timeout=30) as watch:
        watch.send(encode("events.v1.WatchEventsRequest", ""), end=True)
        check.true("it begins", re.search(r"revision: \d+", decode(
            "events.v1.WatchEventsResponse", watch.receive() or b"")))
        for i in range(8):
            shop.customer(given_name=f"Hidden{i}")
        shop.cli("api-keys", "revoke", key, "--yes").must()
        watch.open_window(1 << 20)
        heard = []
        while (body := watch.receive()) is not None:
            heard.append(decode("events.v1.WatchEventsResponse", body)[:80])
        check.equal("nothing is delivered", heard, [])
        check.true("it is closed", watch.ended, watch.status)
        check.true("as unauthenticated", watch.status in (16, 7, None), watch.status)
