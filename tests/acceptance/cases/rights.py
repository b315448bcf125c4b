"""One right alone: nobody gets by it what another one guards."""

import datetime

from harness.case import case, elsewhere
from harness.reader import HandReader, state_of
from harness.till import Till

CARD = 'brand: "MAESTRO" last_four: "7391" expiry_month: 12 expiry_year: 2030'


elsewhere(55, "every method with every right, each alone",
          "//tests/permissions:permission_matrix_test")


@case(55, "changing customers is not seeing them")
def editor(check, world):
    shop = world.shop()
    customer = shop.customer(given_name="Hélène", phone_number="06 12 34 56 78", note="secret",
                             email_address="helene@example.com")
    key = shop.key_with("customers-edit")
    for what, words in (("an empty update", ()), ("an update", ("--nickname", "x")),
                        ("a check", ("--nickname", "y", "--validate-only=yes"))):
        answer = shop.cli("customers", "update", customer["id"], *words, "--json", token=key)
        for text in ("Hélène", "06 12 34 56 78", "+33612345678", "secret", "helene@"):
            check.lacks(what, answer.text, text)
    check.true("reading is refused", not shop.cli("customers", "get", customer["id"],
                                                  token=key).ok)
    creator = shop.key_with("customers-create")
    known = shop.cli("customers", "create", "--given-name", "x", "--email-address",
                     "helene@example.com", "--unless-known=yes", "--json", token=creator)
    check.lacks("who is known", known.text, customer["id"])


@case(55, "an editor without contacts learns and destroys no birthday")
def birthday(check, world):
    shop = world.shop()
    customer = shop.customer(birthday="1983-04-03", phone_number="06 12 34 56 78")
    key = shop.key_with("customers-view", "customers-edit")
    seen = []
    for guess in ("1983-04-03", "1990-01-02"):
        answer = shop.cli("customers", "update", customer["id"], "--birthday", guess, "--json",
                          token=key)
        seen.append((answer.code, answer.reason))
        after = shop.json("customers", "get", customer["id"])["customer"]
        check.equal(f"{guess}: the birthday", after.get("birthday"), "1983-04-03")
    check.equal("right and wrong look alike", seen[0], seen[1])
    answer = shop.cli("customers", "update", customer["id"], "--phone-number", "06 12 34 56 78",
                      "--json", token=key)
    other = shop.cli("customers", "update", customer["id"], "--phone-number", "06 12 34 56 79",
                     "--json", token=key)
    check.equal("a phone number, too", (answer.code, answer.reason), (other.code, other.reason))
    hidden = shop.cli("customers", "get", customer["id"], "--json", token=key)
    for text in ("1983", "06 12"):
        check.lacks("not shown", hidden.text, text)


@case(55, "selling is not reading sales, and watching is not seeing cards")
def seller(check, world):
    shop = world.shop()
    sale = shop.json("sales", "create", "--location-id", shop.location, "--line",
                     "name=Secret,quantity=1,unit_price=10 EUR", "--note", "hush")["sale"]["id"]
    key = shop.key_with("sales-manage")
    for words in (("sales", "get", sale), ("sales", "list"), ("sales", "summary",
                                                             shop.customer()["id"])):
        check.true(" ".join(words[:2]), not shop.cli(*words, token=key).ok)
    for words in (("sales", "detach", sale), ("sales", "pay", sale, "--method", "cash",
                                             "--amount", "1 EUR")):
        answer = shop.cli(*words, "--json", token=key)
        check.lacks(f"{words[1]} tells no lines", answer.out, "Secret")
        check.lacks(f"{words[1]} tells no note", answer.out, "hush")
    with HandReader(shop) as reader:
        reader.tell(f"card_read {{ card {{ {CARD} }} }}")
    watcher = shop.key_with("events-view")
    told = shop.cli("events", "list", "--json", token=watcher)
    check.has("the event itself is told", told.out, "CardRead")
    for text in ('"7391"', "MAESTRO"):
        check.lacks("the card is not", told.out, text)
    check.has("the owner sees it", shop.cli("events", "list", "--json").out, '"7391"')


@case(55, "managing tills is not seeing the team")
def devices(check, world):
    shop = world.shop()
    key = shop.key_with("devices-manage")
    for words in (("team", "list"), ("merchants", "get"), ("locations", "list")):
        check.true(f"the key: {' '.join(words)}", not shop.cli(*words, token=key).ok)
    created = shop.cli("devices", "create", "--display-name", "Mine", "--location-id",
                       shop.location, "--kind", "till", "--save-pairing-code", "mine.code",
                       token=key)
    if created.ok:
        paired = shop.cli("devices", "pair", "--pairing-code-file", "mine.code",
                          "--save-device-token", "mine.token", token=None)
        if paired.ok:
            mine = shop.folder / "mine.token"
            for words in (("team", "list"), ("merchants", "get")):
                answer = shop.cli(*words, token=mine)
                check.true(f"its till: {' '.join(words)}", not answer.ok, answer)


@case(55, "what ends makes nothing that outlasts it")
def expiring(check, world):
    shop = world.shop()
    soon = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(seconds=120)
    key = shop.folder / "soon.token"
    shop.cli("api-keys", "create", "--display-name", "soon", "--has-full-access=yes",
             "--expire-time", soon.strftime("%Y-%m-%dT%H:%M:%SZ"), "--save-api-key-token",
             key).must()
    check.true("it works", shop.cli("merchants", "get", token=key).ok)
    for what, words in (
            ("a key", ("api-keys", "create", "--display-name", "x", "--has-full-access=yes",
                       "--save-api-key-token", "x.token")),
            ("a reader", ("readers", "create", "--display-name", "x", "--location-id",
                          shop.location, "--save-pairing-code", "x.code")),
            ("a till", ("devices", "create", "--display-name", "x", "--location-id",
                        shop.location, "--kind", "till", "--save-pairing-code", "y.code")),
            ("a passcode", ("team", "set-passcode", shop.owner, "--passcode-file",
                            shop.file("code", "4815\n")))):
        check.equal(what, shop.cli(*words, token=key).reason, "GRANT_OUTLIVES_CALLER")


@case(55, "managing the team ends no owner's session and makes no owner")
def team(check, world):
    shop = world.shop()
    till = Till(shop)
    till.passcode(shop.owner, "4815")
    session = till.sign_in(shop.owner, "4815").must().json["session"]["id"]
    key = shop.key_with("team-manage")
    check.true("ends the session", not shop.cli("sessions", "delete", session, "--yes",
                                               token=key).ok)
    check.true("it goes on", shop.cli("merchants", "get", token=till.session).ok)
    for what, words in (
            ("makes an owner", ("team", "create", "--display-name", "x", "--role", "owner")),
            ("makes the owner inactive", ("team", "update", shop.owner, "--state", "inactive")),
            ("sets the owner's passcode", ("team", "set-passcode", shop.owner, "--passcode-file",
                                           shop.file("code", "1234\n")))):
        answer = shop.cli(*words, token=key)
        check.true(what, not answer.ok, answer)


@case(55, "a reader completes no sale of another location")
def foreign_reader(check, world):
    shop = world.shop()
    away = shop.sale(location=shop.new_location("Montreuil"))["id"]
    with HandReader(shop) as reader:
        reader.tell(f'payment_approved {{ sale_id: "{away}" amount {{ minor_units: 1000 '
                    f'currency: "EUR" }} card {{ {CARD} }} }}')
        check.equal("the sale", state_of(shop, "sale", away), "OPEN")
        listed = shop.json("unmatched-payments", "list")
        check.equal("the money is kept", len(listed.get("unmatchedPayments", [])), 1)
    other = world.shop()
    theirs = other.sale()["id"]
    with HandReader(shop, "Second") as reader:
        reader.tell(f'payment_approved {{ sale_id: "{theirs}" amount {{ minor_units: 1000 '
                    f'currency: "EUR" }} card {{ {CARD} }} }}')
        check.equal("another merchant's sale", state_of(other, "sale", theirs), "OPEN")
