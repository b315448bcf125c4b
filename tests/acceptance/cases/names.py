"""Text: what is trimmed and refused, and who is found by which name."""

import datetime

from harness.case import case


@case(14, "spaces around a text with a format are trimmed before it is checked")
def trimmed(check, world):
    shop = world.shop()
    for name, space in (("space", " "), ("narrow space", "\u202f"), ("zero width", "\u200b"),
                        ("tab", "\t"), ("byte order mark", "\ufeff")):
        for field, value, right in (("email_address", "marie@example.com", "emailAddress"),
                                    ("birthday", "1983-02-28", "birthday"),
                                    ("language", "fr-CA", "language"),
                                    ("address__country", "FR", "country")):
            for text in (value + space, space + value):
                answer = shop.create(**{field: text})
                if not answer.ok:
                    check.equal(f"{field} with {name}", answer, "taken")
                    continue
                customer = answer.json["customer"]
                seen = customer.get(right, customer.get("address", {}).get(right))
                check.equal(f"{field} with {name}", seen, value)


@case(15, "a name of invisible characters alone is no name")
def invisible(check, world):
    shop = world.shop()
    for name, character in (("U+200D", "\u200d"), ("U+3164", "\u3164"), ("U+2800", "\u2800"),
                            ("U+00AD", "\u00ad"), ("U+200E", "\u200e"), ("U+115F", "\u115f"),
                            ("U+FE0F", "\ufe0f"), ("U+2060", "\u2060"), ("U+E0020", "\U000e0020"),
                            ("two kinds", "\u200b\u3164"), ("spaces and one", " \u2800 ")):
        for field in ("given_name", "family_name", "company_name"):
            answer = shop.create(**{field: character})
            check.true(f"{field} {name} is refused", not answer.ok, answer)
    check.true("a location's name", not shop.cli(
        "locations", "create", "--display-name", "\u3164").ok)
    check.equal("nobody is stored", shop.count(), 0)
    emoji = shop.customer(given_name="\U0001f469\u200d\U0001f373")
    check.equal("a joiner inside a name stays", emoji["givenName"], "\U0001f469\u200d\U0001f373")


PEOPLE = {
    "Le Goff": ("Anne", "Le Goff"), "Legoff": ("Yann", "Legoff"), "De la Cruz": ("Ana", "De la Cruz"),
    "Al-Sayed": ("Omar", "Al-Sayed"), "van Gogh": ("Theo", "van Gogh"), "박": ("지은", "박"),
    "たなか": ("たろう", "たなか"), "王": ("小明", "王"), "Wang": ("Xiaoming", "Wang"),
    "이": ("민호", "이"), "Müller": ("Jürgen", "Müller"), "Алексей": ("Алексей", "Иванов"),
    "محمد": ("محمد", "علي"), "O'Brien": ("Sean", "O'Brien"), "Østergård": ("Søren", "Østergård"),
    "Παπαδόπουλος": ("Γιώργος", "Παπαδόπουλος"),
}

# What is typed, and whom it must find.
FOUND = (
    ("legoff", "Le Goff"), ("le goff", "Legoff"), ("delacruz", "De la Cruz"),
    ("de lacruz", "De la Cruz"), ("alsayed", "Al-Sayed"), ("al sayed", "Al-Sayed"),
    ("vangogh", "van Gogh"), ("박지은", "박"), ("지은", "박"), ("たなかたろう", "たなか"),
    ("王小明", "王"), ("wang xiaoming", "Wang"), ("xiaoming wang", "Wang"), ("이", "이"),
    ("mueller", "Müller"), ("muller", "Müller"), ("alexey", "Алексей"), ("ivanov", "Алексей"),
    ("mohamed", "محمد"), ("obrien", "O'Brien"), ("o brien", "O'Brien"), ("ostergard", "Østergård"),
    ("oestergaard", "Østergård"), ("papadopoulos", "Παπαδόπουλος"), ("juergen mueller", "Müller"),
)


@case(16, "a name is found however it is divided and in Latin letters, by search and suggest")
def names(check, world):
    shop = world.shop()
    ids = {key: shop.customer(given_name=given, family_name=family)["id"]
           for key, (given, family) in PEOPLE.items()}
    for typed, who in FOUND:
        check.true(f"{typed} is suggested {who}", ids[who] in shop.suggest(typed))
        check.true(f"search of {typed} finds {who}", ids[who] in shop.search(name__prefix=typed))
    check.true("wang xiaoming finds 王小明", ids["王"] in shop.suggest("wang xiaoming"))
    check.equal("nobody of another name", shop.suggest("zzyzx"), [])


@case(17, "email addresses of every script, and with dots that follow each other")
def emails(check, world):
    shop = world.shop()
    for address in ("उदाहरण@उदाहरण.भारत", "taro..yamada@docomo.example.jp", "δοκιμή@παράδειγμα.ελ",
                    "marie.@example.com", "jörg@müller.example", "a+b=c@example.co.uk",
                    "o'brien@example.ie", "用户@例子.广告"):
        answer = shop.create(email_address=address)
        check.true(f"{address} is taken", answer.ok, answer)
        if answer.ok:
            check.equal(f"{address} is kept", answer.json["customer"]["emailAddress"], address)
            check.equal(f"{address} finds", len(shop.search(email_address__exact=address)), 1)
    for address in ("marie", "marie@", "@example.com", "a b@example.com", "a@b@example.com"):
        check.true(f"{address} is refused", not shop.create(email_address=address).ok)


@case(18, "birthdays to come are refused; a day that does not exist is named")
def birthdays(check, world):
    shop = world.shop(time_zone="Pacific/Kiritimati")
    day = datetime.timedelta(days=1)
    there = (datetime.datetime.now(datetime.timezone.utc) + 14 * day / 24).date()
    for birthday in (str(there + day), str(there + 2 * day), "9999-12-31"):
        check.true(f"{birthday} is refused", not shop.create(birthday=birthday).ok)
    check.equal("yesterday", shop.customer(birthday=str(there - day))["birthday"],
                str(there - day))
    for wrong, named in (("1983-02-29", "February 29"), ("1983-04-31", "April 31"),
                         ("02-30", "February 30"), ("1983-13-01", "month 13")):
        answer = shop.create(birthday=wrong)
        check.equal(f"{wrong} is refused", answer.reason, "INVALID_FIELDS")
        check.has(f"{wrong}: the day is named", answer.err, named)
    table = shop.file("b.csv", "given_name,birthday\nAnne,29/02/1983\nPaul,0000-12-31\n")
    imported = shop.cli("customers", "import", table).must()
    check.has("the import names the day", imported.text, "February 29 in 1983")
    check.equal("0000-12-31", shop.customer(birthday="0000-12-31")["birthday"], "12-31")
    paul = [one for one in shop.everybody() if one["givenName"] == "Paul"]
    check.equal("0000-12-31 imported", [one.get("birthday") for one in paul], ["12-31"])
    check.equal("29 February of an unknown year", shop.customer(birthday="02-29")["birthday"],
                "02-29")
