"""The CLI, and what those find who build on the API."""

import re
import socket

from harness.case import case, elsewhere
from harness.command import run
from harness.till import Till
from harness.wire import call, encode
from cases.operating import tls_server


@case(43, "names of kinds, places and people that do not exist are told")
def unknown_names(check, world):
    shop = world.shop()
    token = shop.token.read_text().strip()
    for method in ("WatchEvents", "ListEvents"):
        request = encode(f"events.v1.{method}Request", 'types: "comptoir.sales.v1.SaleComplete"')
        seen = call(shop.server.port, f"events.v1.EventService/{method}", request, token)
        check.equal(f"{method} of a misspelt type", seen.status, 3)
    nowhere = shop.location[:-4] + "zzzz"
    nobody = shop.customer()["id"][:-4] + "zzzz"
    for what, words in (("location", ("--location-id", nowhere)),
                        ("customer", ("--customer-id", nobody))):
        answer = shop.cli("sales", "list", *words)
        check.equal(f"an unknown {what}", (answer.code, answer.reason), (3, "NOT_FOUND"))
    for words in (("sales", "summary", nobody), ("customers", "get", nobody),
                  ("sales", "create", "--location-id", nowhere),
                  ("sales", "create", "--location-id", shop.location, "--customer-id", nobody)):
        check.equal(" ".join(words[:2]), shop.cli(*words).code, 3)


@case(43, "the CLI says how long to wait, and under which request id to try again")
def retries(check, world):
    shop = world.shop()
    till = Till(shop)
    till.passcode(shop.owner, "4815")
    for i in range(6):
        answer = till.sign_in(shop.owner, f"000{i}")
    check.true("how long to wait", re.search(r"wait \d+(\.\d+)?s", answer.err), answer)
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        address = f"127.0.0.1:{deaf.getsockname()[1]}"
        for words in (("customers", "create", "--given-name", "x"),
                      ("customers", "delete", "cus_" + "0" * 26, "--yes")):
            answer = run(world.programs.cli, *words, "--server", address, "--token-file",
                         shop.token, "--timeout", "1",
                         environment=world.programs.environment(shop.folder))
            named = re.search(r"--request-id ([\w.-]{8,})", answer.err)
            check.equal(f"{words[1]}: exit", answer.code, 6)
            check.true(f"{words[1]}: the request id", named, answer)
            if named and words[1] == "create":
                first = shop.json(*words, "--request-id", named.group(1))
                again = shop.json(*words, "--request-id", named.group(1))
                check.equal("sent twice, done once", first, again)


@case(44, "who guesses a command or a flag is shown the right one")
def hints(check, world):
    shop = world.shop()
    for words, hint in (
            ("customers find helene", "suggest"), ("customers lookup helene", "suggest"),
            ("customers search helene", "--name"),
            ("customers search --email a@example.com", "--email-address.exact"),
            ("customers search --phone 0612345678", "--phone-number.exact"),
            ("customers create", "--given-name"),
            ("customers create --firstname x", "see: comptoir customers create --help"),
            ("sales cancle x", "did you mean cancel"), ("customer list", "customers"),
            ("customers list --pagesize 3", "--page-size")):
        answer = shop.cli(*words.split())
        check.equal(f"{words}: exit", answer.code, 2)
        check.has(words, answer.err, hint)
        check.lacks(words, answer.err, "did you mean delete")
        check.lacks(words, answer.err, "customer: must be set")


@case(44, "empty lists are told, progress ends, and JSON is nothing but JSON")
def answers(check, world):
    shop = world.shop()
    for words in (("customers", "list"), ("sales", "list"), ("readers", "list"),
                  ("customers", "search", "--name.prefix", "nobody"), ("events", "list", "--type",
                                                                       "SaleCompleted")):
        answer = shop.cli(*words).must()
        check.true(f"{' '.join(words[:2])}: more than a header is told", re.search(
            r"\b(no|none|nothing|nobody)\b", answer.text, re.IGNORECASE), answer)
        empty = shop.cli(*words, "--json").must()
        check.lacks(f"{' '.join(words[:2])} --json: no words", empty.out, "no ")
    known, unknown = shop.customer()["id"], "cus_" + "0" * 26
    some = shop.cli("customers", "batch-get", known, unknown).must()
    check.true("who does not exist is told", known in some.out and unknown in some.err, some)
    table = "Name,Email\n" + "".join(f"P{i},p{i}@example.com\n" for i in range(450))
    file = shop.file("p.csv", table)
    dry = shop.cli("customers", "import", file, "--dry-run", "--json").must()
    check.equal("--dry-run --json: one line", len(dry.out.splitlines()), 1)
    check.equal("--dry-run --json: counts", dry.json["created"], 450)
    wet = shop.cli("customers", "import", file).must()
    check.has("progress ends at all", wet.err.replace("100 %", "450/450"), "450/450")


@case(59, "no file is overwritten by what is saved, unless that is asked for")
def saving(check, world):
    shop = world.shop()
    before = shop.token.read_text()
    operator = shop.server.data / "operator.token"
    words = ("merchants", "create", "--display-name", "Second", "--country", "FR", "--currency",
             "EUR", "--time-zone", "Europe/Paris", "--owner-display-name", "Bob",
             "--save-api-key-token", shop.token)
    answer = shop.cli(*words, token=operator)
    check.true("refused", not answer.ok, answer)
    check.has("names the way", answer.err, "--force")
    check.equal("the first shop's key", shop.token.read_text(), before)
    saved = shop.file("taken", "precious")
    for words in (("api-keys", "create", "--display-name", "x", "--has-full-access=yes",
                   "--save-api-key-token", saved),
                  ("readers", "create", "--display-name", "x", "--location-id", shop.location,
                   "--save-pairing-code", saved),
                  ("devices", "create", "--display-name", "x", "--location-id", shop.location,
                   "--kind", "till", "--save-pairing-code", saved),
                  ("webhooks", "create", "--display-name", "x", "--url", "https://example.com/",
                   "--event-type", "comptoir.sales.v1.SaleCompleted", "--save-secret", saved)):
        answer = shop.cli(*words)
        check.true(f"{words[0]} {words[1]}: refused", not answer.ok, answer)
        check.equal(f"{words[0]}: kept", saved.read_text(), "precious")
    check.equal("and nothing was made", shop.json("readers", "list").get("readers", []), [])
    shop.cli("api-keys", "create", "--display-name", "x", "--has-full-access=yes",
             "--save-api-key-token", saved, "--force").must()
    check.equal("with --force: a key", shop.cli("merchants", "get", token=saved).code, 0)
    check.equal("for its owner alone", saved.stat().st_mode & 0o777, 0o600)


@case(60, "TLS by default but for this machine, and what is wrong is told")
def tls(check, world):
    server, _ = tls_server(world)
    authority = server.flags[1].split("=", 1)[1]
    folder = server.folder

    def cli(*words, home=folder):
        return run(world.programs.cli, *words, folder=folder,
                   environment=world.programs.environment(home))

    # Of the last one the CLI does not know that it is this machine.
    for number, (address, more) in enumerate((
            (f"localhost:{server.port}", ("--tls",)), (f"127.0.0.1:{server.port}", ("--tls",)),
            (f"0.0.0.0:{server.port}", ()))):
        answer = cli("merchants", "create", "--display-name", "Au Comptoir", "--country", "FR",
                     "--currency", "EUR", "--time-zone", "Europe/Paris", "--owner-display-name",
                     "Awa", "--server", address, "--token-file", server.data / "operator.token",
                     "--save-api-key-token", f"owner{number}.token", "--root-certificates",
                     authority, *more)
        check.true(f"create at {address}", answer.ok, answer)
        check.true(f"profile of {address}", cli(
            "profile", "set", "--server", address, "--token-file", f"owner{number}.token",
            "--root-certificates", authority, *more).ok)
        check.true(f"by the profile of {address}", cli("merchants", "get").ok)
    plain = cli("merchants", "get", "--server", f"127.0.0.1:{server.port}", "--no-tls",
                "--token-file", "owner0.token", "--timeout", "3")
    check.true("without TLS it fails", not plain.ok)
    check.has("and says what may help", plain.err, "--tls")
    wrong = cli("merchants", "get", "--server", f"127.0.0.1:{server.port}", "--tls",
                "--token-file", "owner0.token", "--timeout", "3", home=world.new_folder())
    check.true("whom nobody vouches for is not trusted", not wrong.ok, wrong)
    away = cli("merchants", "get", "--server", "shop.example:7780", "--no-tls", "--token-file",
               "owner0.token")
    check.equal("never in clear to elsewhere", away.code, 2)
    readme = cli("--help").out
    for flag in ("--tls", "--no-tls", "--root-certificates"):
        check.has("help", readme, flag)


elsewhere(60, "README's commands against a server with TLS",
          "//tests/integration/programs:tls_test")
elsewhere(61, "calls keep their deadlines whatever callbacks do",
          "//sdk/cpp/runtime/callbacks:blocking_callbacks_test")
elsewhere(62, "the installed library exports its own symbols alone, and its headers are clean",
          "//sdk/cpp/install:install_test")


@case(63, "an etag inside what is updated is compared, everywhere")
def etags(check, world):
    shop = world.shop()
    member = shop.json("team", "create", "--display-name", "Noé", "--role", "staff")
    chosen = shop.json("permission-sets", "create", "--display-name", "Clerk", "--permission",
                       "customers-view")
    customer = shop.customer()
    merchant = shop.json("merchants", "get")["merchant"]
    for words, etag in (
            (("team", "update", member["teamMember"]["id"], "--display-name", "Zoé"),
             member["teamMember"]["etag"]),
            (("permission-sets", "update", chosen["permissionSet"]["id"], "--display-name", "x"),
             chosen["permissionSet"]["etag"]),
            (("locations", "update", shop.location, "--display-name", "x"), None),
            (("merchants", "update", merchant["id"], "--display-name", "x"), merchant["etag"]),
            (("customers", "update", customer["id"], "--nickname", "x"), customer["etag"])):
        answer = shop.cli(*words, "--etag", "nonsense")
        check.equal(f"{words[0]}: nonsense", answer.reason, "ETAG_MISMATCH")
        if etag is not None:
            check.true(f"{words[0]}: the right one", shop.cli(*words, "--etag", etag).ok)
            old = shop.cli(*words[:-1], "y", "--etag", etag)
            check.equal(f"{words[0]}: an old one", old.reason, "ETAG_MISMATCH")


@case(64, "what selects nothing because it is misspelt is an error that names what exists")
def misspelt(check, world):
    shop = world.shop()
    customer = shop.customer()["id"]
    full = "comptoir.sales.v1.SaleCompleted"
    for words, hint in ((("events", "list", "--type", "SaleComplete"), "SaleCompleted"),
                        (("watch", "--type", "Nonsense", "--count", "1", "--timeout", "2"), ""),
                        (("events", "list", "--type", "salecompletedd"), "kind"),
                        (("webhooks", "create", "--display-name", "x", "--url",
                          "https://example.com/", "--event-type", full + "x", "--save-secret",
                          "x.secret"), ""),
                        (("sales", "list", "--state", "opne"), "open"),
                        (("--profile", "nope", "customers", "list"), "profile")):
        answer = shop.cli(*words, patience=20)
        check.true(f"{' '.join(words[:4])}: an error", answer.code in (2, 3), answer)
        check.has(f"{' '.join(words[:4])}: names what exists", answer.err, hint)
    for kind in ("SaleCompleted", full):
        check.true(f"{kind} is taken", shop.cli("events", "list", "--type", kind).ok)
    paid = shop.sale(customer_id=customer)["id"]
    shop.cli("sales", "pay", paid, "--method", "cash", "--amount", "10 EUR").must()
    opened = shop.sale(customer_id=customer)["id"]
    shop.sale()

    def listed(*words):
        return [sale["id"] for sale in shop.json("sales", "list", *words).get("sales", [])]

    check.equal("customer and open", listed("--customer-id", customer, "--state", "open"), [opened])
    check.equal("customer and completed", listed("--customer-id", customer, "--state",
                                                 "completed"), [paid])
    check.equal("customer, open and location", listed(
        "--customer-id", customer, "--state", "open", "--location-id", shop.location), [opened])
    check.equal("another location", listed("--customer-id", customer, "--location-id",
                                           shop.new_location("Montreuil")), [])


elsewhere(58, "a search does a bounded amount of work for each page",
          "//server/customers/search:customer_search_test")
elsewhere(67, "mocks answer with the server's errors",
          "//sdk/cpp/testing/errors:server_errors_test")


@case(68, "a call that has no time does not succeed")
def no_time(check, world):
    shop = world.shop()
    for seconds in ("0", "0.000000001", "-1"):
        answer = shop.cli("merchants", "get", "--timeout", seconds)
        check.true(f"--timeout {seconds}", answer.code in (2, 6), answer)
    token = shop.token.read_text().strip()
    for timeout in ("0n", "0S"):
        seen = call(shop.server.port, "merchants.v1.MerchantService/GetMerchant", b"", token,
                    ("grpc-timeout", timeout))
        check.true(f"grpc-timeout {timeout}", seen.status != 0, seen.status)


elsewhere(68, "deadlines of zero and of a nanosecond in the SDK",
          "//sdk/cpp/runtime/core:unary_call_test")
elsewhere(69, "a status is shown to people as one line", "//sdk/cpp/runtime:errors_test")


@case(70, "help and exit codes are where they are said to be, and say what is so")
def documentation(check, world):
    programs = world.programs
    folder = world.new_folder()

    def helped(*words):
        return run(*words, "--help", environment=programs.environment(folder)).must().out

    top = helped(programs.cli)
    found = re.search(r"Exit codes:([^.]*)", top)
    told = set(re.findall(r"\b(\d+) [a-z]", found.group(1))) if found else set()
    check.equal("the exit codes in comptoir --help", told,
                {"0", "1", "2", "3", "4", "5", "6", "7", "8", "130"})
    check.has("comptoird --help is its manual", helped(programs.server), "Exit codes:")
    check.has("so is the daemon's", helped(programs.readerd), "Exit codes:")
    groups = re.findall(r"^  ([a-z-]+)  ", top, re.MULTILINE)
    check.true("there are commands", len(groups) > 12, groups)
    for group in groups:
        text = helped(programs.cli, group)
        for verb in re.findall(r"^  ([a-z-]+)  ", text, re.MULTILINE)[:30]:
            one = helped(programs.cli, group, verb)
            for claim in ("see the idempotency rule", "--simulated_script", "are ignored",
                          "ignored when"):
                check.lacks(f"{group} {verb}", one, claim)
    unknown = run(programs.readerd, "--simulated_script=x",
                  environment=programs.environment(folder))
    check.equal("a flag that was only written of", unknown.code, 2)
