"""Phone numbers: whose country they are of, how they are written, who is found."""

from harness.case import case

# By country: as written at home, and what it is.
SHORT = {
    "NO": ("22 34 56 78", "+4722345678"),
    "DK": ("32 12 34 56", "+4532123456"),
    "SG": ("6123 4567", "+6561234567"),
    "TN": ("71 234 567", "+21671234567"),
    "MC": ("93 30 12 34", "+37793301234"),
    "IS": ("551 2345", "+3545512345"),
    "LU": ("27 12 34 56", "+35227123456"),
    "NC": ("20 52 01", "+687205201"),
    "FO": ("20 12 34", "+298201234"),
    "CK": ("21234", "+68221234"),
}


@case(1, "national numbers of five to eight digits are numbers, and are found")
def short_numbers(check, world):
    for country, (number, right) in SHORT.items():
        shop = world.shop(country)
        customer = shop.create(phone_number=number)
        if not customer.ok:
            check.equal(f"{country} {number}", customer.reason, "accepted")
            continue
        seen = customer.json["customer"]
        check.equal(f"{country} {number}", (seen.get("phoneE164"), seen["phoneState"]),
                    (right, "PHONE_STATE_VALID"))
        for written in (number, right):
            check.equal(f"{country}: found by {written}", shop.search(phone_number__exact=written),
                        [seen["id"]])


@case(2, "a number is of its customer's country, never of another one")
def own_country(check, world):
    shop = world.shop("FR")
    check.equal("BJ 01 97 12 34 56",
                shop.phone("01 97 12 34 56", address__country="BJ"), "VALID +2290197123456")
    for country, number in (("GB", "0752 345 678"), ("DE", "06 12 34"), ("ES", "06 12 34 56 78"),
                            ("PT", "01 23 45 67 89"), ("IT", "1 23")):
        seen = shop.phone(number, address__country=country)
        check.true(f"{country} {number} is no French number", "+33" not in seen, seen)
    check.equal("GB 0752 345 678", shop.phone("0752 345 678", address__country="GB"), "UNVERIFIED")
    check.equal("CI 07 07 12 34 56", shop.phone("07 07 12 34 56", address__country="CI"),
                "VALID +2250707123456")
    check.equal("without a country it is the shop's", shop.phone("01 42 68 53 00"),
                "VALID +33142685300")


@case(3, "an island's number is its own, though its digits are dialled from France")
def islands(check, world):
    shop = world.shop("FR")
    check.true("RE 0947 90 12 34", shop.phone("0947 90 12 34", address__country="RE")
               in ("VALID +262947901234", "UNVERIFIED"))
    for country, number, right in (("RE", "0692 10 20 30", "+262692102030"),
                                   ("GP", "0690 10 20 30", "+590690102030"),
                                   ("MQ", "0696 10 20 30", "+596696102030"),
                                   ("GF", "0694 20 10 20", "+594694201020")):
        seen = shop.phone(number, address__country=country)
        check.equal(f"{country} {number}", seen, f"VALID {right}")
        found = shop.customer(phone_number=number, address__country="FR")["id"]
        check.true(f"{number} of a French address is found by {right}",
                   found in shop.search(phone_number__exact=right))


@case(4, "a number without a country is read again when its country becomes known")
def read_again(check, world):
    shop = world.shop("FR")
    for country, number, right in (("MA", "06 12 34 56 78", "+212612345678"),
                                   ("ES", "612 34 56 78", "+34612345678"),
                                   ("DE", "0151 23456789", "+4915123456789")):
        customer = shop.customer(phone_number=number)
        updated = shop.json("customers", "update", customer["id"], "--address.country", country,
                            "--phone-number", number)["customer"]
        check.equal(f"{number} of {country}", updated.get("phoneE164"), right)
        check.true("found by it", customer["id"] in shop.search(phone_number__exact=right))
    alone = shop.customer(phone_number="06 55 44 33 22")
    updated = shop.json("customers", "update", alone["id"], "--address.country", "MA")["customer"]
    check.equal("the country alone is told", updated.get("phoneE164"), "+212655443322")


@case(5, "the international prefix is the one of the country that dials")
def prefixes(check, world):
    for country, number, right in (("HK", "001 65 6223 4567", "+6562234567"),
                                   ("SG", "001 852 2123 4567", "+85221234567"),
                                   ("US", "011 33 1 42 68 53 00", "+33142685300"),
                                   ("JP", "010 33 142685300", "+33142685300"),
                                   ("AU", "0011 64 9 234 5678", "+6492345678"),
                                   ("FR", "00 49 30 123456", "+4930123456")):
        check.equal(f"{country} {number}", world.shop(country).phone(number), f"VALID {right}")


@case(6, "what a spreadsheet's float adds to a number is no digit of it")
def floats(check, world):
    for country, number, right in (("FR", "612345678.0", "+33612345678"),
                                   ("US", "3023125123.0", "+13023125123"),
                                   ("GB", "7400123456.00", "+447400123456"),
                                   ("FR", "33612345678.0", "+33612345678")):
        seen = world.shop(country).phone(number)
        check.true(f"{country} {number}", seen in (f"VALID {right}", "UNVERIFIED")
                   or seen.startswith("refused"), seen)
        check.true("no digit more", not seen.endswith("0" + right[-9:] + "0"), seen)


@case(7, "an extension is one, however it is written")
def extensions(check, world):
    shop = world.shop("US")
    base = "VALID +15145550123"
    for written in ("514-555-0123 ext: 42", "514-555-0123 extn 42", "514-555-0123,,42",
                    "514-555-0123;ext=42", "514-555-0123 x42", "514-555-0123 ext. 42",
                    "514-555-0123 #42", "(514) 555-0123 extension 42",
                    "tel:+1-514-555-0123;ext=42"):
        check.equal(written, shop.phone(written), base + " 42")
    check.equal("tel:", shop.phone("tel:+1-514-555-0123"), base)
    french = world.shop("FR")
    check.equal("poste", french.phone("01 42 68 53 00 poste 12"), "VALID +33142685300 12")


@case(8, "digits and spaces of every script are read")
def scripts(check, world):
    shop = world.shop("JP")
    right = "VALID +819012345678"
    for name, written in (
            ("full width", "０９０ー１２３４ー５６７８"), ("full width, minus", "０９０－１２３４－５６７８"),
            ("variation selector", "090\ufe0d-1234-5678"), ("ideographic space", "090\u30001234\u30005678"),
            ("tab", "090\t1234\t5678"), ("no-break space", "090\u00a01234\u00a05678"),
            ("zero width space", "090\u200b-1234-5678"), ("left-to-right mark", "\u202a090-1234-5678\u202c"),
            ("figure dash", "090\u20121234\u20125678")):
        check.equal(name, shop.phone(written), right)
    check.equal("Arabic digits", world.shop("EG").phone("٠١٠٠ ١٢٣ ٤٥٦٧"), "VALID +201001234567")


@case(9, "a number newer than the numbering plans is found however it is written")
def unverified(check, world):
    shop = world.shop("US")
    customer = shop.customer(phone_number="(942) 555-0123")
    for written in ("+1 942 555 0123", "942-555-0123", "9425550123", "1 942 555 0123",
                    "(942) 555 0123"):
        check.equal(f"found by {written}", shop.search(phone_number__exact=written),
                    [customer["id"]])
    check.equal("found by its end", shop.search(phone_number_ending="0123"), [customer["id"]])
    french = world.shop("FR")
    other = french.customer(phone_number="0752 345 678", address__country="GB")
    for written in ("+44 752 345 678", "+44752345678", "+44 (0) 752-345678"):
        check.true(f"GB: found by {written}",
                   other["id"] in french.search(phone_number__exact=written))
    # Without a country code an exact search means a French number.
    for written in ("0752 345 678", "0752345678"):
        check.true(f"GB: suggested by {written}", other["id"] in french.suggest(written))


@case(10, "one line in two plans is a candidate, marked so; exact stays exact")
def plans(check, world):
    for country, first, second in (("AR", "+54 11 2345 6789", "+54 9 11 2345 6789"),
                                   ("BR", "+55 11 98765 4321", "+55 11 8765 4321"),
                                   ("MX", "+52 1 55 1234 5678", "+52 55 1234 5678")):
        shop = world.shop(country)
        one = shop.customer(phone_number=first)["id"]
        two = shop.customer(given_name="Zoe", phone_number=second)["id"]
        if country != "MX":
            check.equal(f"{country}: exact", shop.search(phone_number__exact=second), [two])
        found = shop.search(phone_number_like=second)
        check.true(f"{country}: {second} finds both", {one, two} <= set(found), found)
        found = shop.json("customers", "suggest", second).get("suggestions", [])
        similar = [item["customerId"] for item in found
                   if "SIMILAR_PHONE" in str(item.get("match", item))]
        if country != "MX":
            check.equal(f"{country}: the other is marked", similar, [one])
