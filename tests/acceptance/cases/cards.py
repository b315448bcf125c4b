"""Card numbers are refused wherever they stand; what looks like one is not."""

import random

from harness.case import case, elsewhere
from harness.shop import flags

VISA = "4111 1111 1111 1111"
REFUSED = "CARD_NUMBER_REFUSED"

# Each text field of a customer that can hold as much.
FIELDS = ("given_name", "family_name", "nickname", "company_name", "email_address",
          "phone_number", "address__line", "address__locality", "address__administrative_area",
          "address__postal_code", "reference_id", "note", "tax_ids__eu_vat")

# Published by schemes and processors for tests.
TEST_CARDS = ("4242424242424242", "4000056655665556", "5555555555554444", "2223003122003222",
              "5105105105105100", "378282246310005", "371449635398431", "6011111111111117",
              "3056930009020004", "36227206271667", "3566002020360505", "6200000000000005",
              "6759649826438453", "4917610000000000", "5019717010103742")


@case(11, "a card number is refused in every text field of a customer")
def every_field(check, world):
    shop = world.shop()
    for field in FIELDS:
        text = VISA.replace(" ", "") + "@example.com" if field == "email_address" else VISA
        text = text.replace(" ", "") if "vat" in field else text
        check.equal(field, shop.create(**{field: text}).reason, REFUSED)
    customer = shop.customer(note="pays by card")["id"]
    updated = shop.cli("customers", "update", customer, "--note", f"her card: {VISA}")
    check.equal("an update", updated.reason, REFUSED)
    check.equal("nobody is suggested by its end", shop.suggest("1111"), [])
    check.equal("nobody else is stored", shop.count(), 1)


@case(11, "a card number is refused in the texts of sales, places and people")
def other_nouns(check, world):
    shop = world.shop()
    line = f"name={VISA},quantity=1,unit_price=1 EUR"
    for what, words in (
            ("sale's note", ("sales", "create", "--location-id", shop.location, "--note", VISA)),
            ("sale's line", ("sales", "create", "--location-id", shop.location, "--line", line)),
            ("location", ("locations", "create", "--display-name", VISA)),
            ("team member", ("team", "create", "--display-name", VISA, "--role", "staff")),
            ("reader", ("readers", "create", "--location-id", shop.location, "--display-name",
                        VISA)),
            ("API key", ("api-keys", "create", "--display-name", VISA, "--has-full-access=yes")),
            ("permission set", ("permission-sets", "create", "--display-name", VISA,
                                "--permission", "customers-view"))):
        check.equal(what, shop.cli(*words).reason, REFUSED)


@case(11, "what stands between a card's groups does not hide it")
def separators(check, world):
    shop = world.shop()
    for name, gap in (("two spaces", "  "), ("slash", "/"), ("comma", ", "), ("line end", "\n"),
                      ("Windows line end", "\r\n"), ("tab", "\t"), ("bar", " | "), ("dot", "."),
                      ("no-break space", "\u00a0"), ("soft hyphen", "\u00ad"), ("semicolon", "; "),
                      ("underscore", "_"), ("em dash", "\u2014"), ("three spaces", "   ")):
        check.equal(name, shop.create(note=VISA.replace(" ", gap)).reason, REFUSED)
    check.equal("American Express", shop.create(note="3782/822463/10005").reason, REFUSED)
    check.equal("full width", shop.create(note="４１１１１１１１１１１１１１１１").reason, REFUSED)


@case(12, "numbers of firms, articles and orders are no card numbers")
def other_numbers(check, world):
    shop = world.shop()
    for text in ("38012345500012", "398 012 344 00014", "SIRET 73282932000074", "6940095564010",
                 "5000168001142", "503-1234567-7654318", "4006381333931", "356938035643809",
                 "FR76 3000 6000 0112 3456 7890 189"):
        for field in ("note", "reference_id"):
            answer = shop.create(**{field: text})
            check.true(f"{field} {text} is accepted", answer.ok, answer)


@case(12, "the schemes' test cards are refused, one in a thousand others at most")
def share_of_others(check, world):
    shop = world.shop()
    for number in TEST_CARDS:
        check.equal(f"test card {number}", shop.create(note=number).reason, REFUSED)
    numbers = random.Random(20261127)
    rows = 1000
    kinds = {"EAN": ean, "SIRET": siret, "IMEI": imei, "order": order}
    for kind, make in kinds.items():
        text = "given_name,reference_id\n" + "".join(
            f"Person {i},{make(numbers)}\n" for i in range(rows))
        answer = shop.table(text, "--dry-run", name=f"{kind}.csv")
        counts = answer.json if answer.out.startswith("{") else {}
        check.true(f"{kind}: most are taken", counts.get("created", 0) >= rows * 0.99, answer)
        check.true(f"{kind}: at most 1 in 1,000 of {rows} refused",
                   counts.get("rejected", rows) <= rows // 1000, answer)


elsewhere(12, "at most 1 in 1,000 of 100,000 numbers of each other scheme is refused",
          "//server/values/cards:other_schemes_test")


def luhn(digits: str) -> str:
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (1 if place % 2 else 2)
        total += value // 10 + value % 10
    return digits + str(-total % 10)


def some(numbers: random.Random, count: int) -> str:
    return "".join(numbers.choice("0123456789") for _ in range(count))


def ean(numbers: random.Random) -> str:
    digits = some(numbers, 12)
    total = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(digits))
    return digits + str(-total % 10)


def siret(numbers: random.Random) -> str:
    return luhn(luhn(some(numbers, 8)) + some(numbers, 4))


def imei(numbers: random.Random) -> str:
    return luhn(numbers.choice(("01", "35", "86", "99")) + some(numbers, 12))


def order(numbers: random.Random) -> str:
    return f"{some(numbers, 3)}-{some(numbers, 7)}-{some(numbers, 7)}"


@case(13, "no rejects file, report, error or log repeats a card number")
def not_repeated(check, world):
    shop = world.shop()
    bare = VISA.replace(" ", "")
    report = shop.folder / "report.csv"
    answer = shop.table(
        f"given_name,note,phone\nMarie,\"card {VISA}\",\nZoe,,{bare}\nNoe,4111/1111/1111/1111,\n"
        f"{bare},,\nPaul,fine,\n", "--report", report)
    check.true("four of five are rejected", '"rejected":4' in answer.out.replace(" ", ""), answer)
    kept = list(shop.folder.glob("*.rejects*")) + [report]
    check.equal("there are rejects and a report", [path.exists() for path in kept], [True, True])
    words = ["customers", "create", *flags({"note": f"{VISA}, {bare}"})]
    texts = {path.name: path.read_text() for path in kept}
    texts["import"] = answer.text
    texts["error"] = shop.cli(*words).text + shop.cli(*words, "--json").text
    texts["log"] = shop.server.log_text()
    for name, text in texts.items():
        digits = "".join(character for character in text if character.isdigit())
        check.true(f"{name} has no card number", bare not in digits and VISA not in text, text)
    check.has("the rejects show its end", texts[kept[0].name], "1111")
