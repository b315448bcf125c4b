"""Sales: what money is worth, whose they are, and how they are listed and undone."""

import json

from harness.case import case
from harness.reader import HandReader, checkout, state_of

# ISO 4217's digits, where other tables say something else, and some that agree.
DIGITS = {"AFN": 2, "ALL": 2, "IQD": 3, "IRR": 2, "KPW": 2, "LAK": 2, "LBP": 2, "MGA": 2,
          "MMK": 2, "RSD": 2, "SOS": 2, "SYP": 2, "YER": 2, "JPY": 0, "TND": 3, "ISK": 0,
          "EUR": 2, "CLP": 0}


@case(30, "an amount is worth what ISO 4217 says, written and read")
def currencies(check, world):
    shop = world.shop()
    for currency, digits in DIGITS.items():
        place = shop.new_location(currency, currency=currency)
        price = "12" + (".50000"[:digits + 1] if digits else "")
        minor = str(12 * 10 ** digits + (5 * 10 ** (digits - 1) if digits else 0))
        sale = shop.sale(f"{price} {currency}", place)
        check.equal(f"{price} {currency}", sale["totals"]["total"]["minorUnits"], minor)
        shown = shop.cli("sales", "get", sale["id"]).must().out
        check.has(f"{currency} is shown so", shown, f"{price} {currency}")
    finer = shop.cli("sales", "create", "--location-id", place, "--line",
                     "name=A,quantity=1,unit_price=1.5 CLP")
    check.true("no finer amount than there is", not finer.ok, finer)


@case(34, "sales of 500 long lines are listed, page by page")
def long_lists(check, world):
    shop = world.shop()
    line = json.dumps({"name": "n" * 255, "quantity": 1, "note": "x" * 500,
                       "unitPrice": {"minorUnits": 100, "currency": "EUR"}})
    probe = shop.cli("sales", "create", "--location-id", shop.location, "--line", line)
    if not probe.ok:
        line = json.dumps({"name": "n" * 200, "quantity": 1,
                           "unitPrice": {"minorUnits": 100, "currency": "EUR"}})
        shop.cli("sales", "create", "--location-id", shop.location, "--line", line).must()
    count = 14
    for _ in range(count):
        answer = shop.cli("sales", "create", "--location-id", shop.location,
                          *[f"--line={line}"] * 500, "--json")
        check.true("500 allowed lines are not refused", answer.ok, answer.err)
    page = shop.cli("sales", "list", "--json", "--page-size", "200")
    check.true("a page is given", page.ok, page.err)
    everything = shop.cli("sales", "list", "--all", "--json")
    check.equal("all are listed", len(everything.json["sales"]), count + 1)
    check.true("it is more than one message holds", len(everything.out) > 4 << 20)
    long = "customer " * 400
    people = [shop.create(note=long).ok for _ in range(3)]
    check.equal("long notes", people, [True] * 3)
    check.true("customers are listed", shop.cli("customers", "list", "--all").ok)


@case(35, "a card that a mistaken sale made another's is again whose it was")
def detached(check, world):
    shop = world.shop()
    anne = shop.customer(given_name="Anne")["id"]
    bob = shop.customer(given_name="Bob")["id"]
    card = 'brand: "VISA" last_four: "4242" expiry_month: 12 expiry_year: 2030 fingerprint: "f1"'
    with HandReader(shop) as reader:

        def pay(**who):
            sale = shop.sale(**who)["id"]
            reader.approve(reader.prompt(checkout(shop, sale, reader.id)), 1000, card)
            return sale

        def owner(sale):
            return shop.json("sales", "get", sale)["sale"].get("customerId")

        pay(customer_id=anne)
        check.equal("recognised", owner(pay()), anne)
        wrong = pay(customer_id=bob)
        shop.cli("sales", "detach", wrong).must()
        check.equal("the mistaken sale is nobody's", owner(wrong), None)
        check.equal("Anne's again", owner(pay()), anne)
        open_one = shop.sale(customer_id=bob)["id"]
        shop.cli("sales", "detach", open_one).must()
        check.equal("an open one changes nothing", owner(pay()), anne)


@case(36, "a sale that is paid in part can be undone, with its money accounted for")
def partial(check, world):
    shop = world.shop()
    sale = shop.sale()["id"]
    paid = shop.json("sales", "pay", sale, "--method", "cash", "--amount", "4 EUR")
    answer = shop.cli("sales", "cancel", sale, "--yes")
    check.true("money in it: refused", not answer.ok, answer)
    check.equal("it is still open", state_of(shop, "sale", sale), "OPEN")
    payment = paid["payment"]["id"]
    refunded = shop.json("payments", "refund", payment, "--method", "cash")
    check.equal("given back", refunded["payment"]["refunds"][0]["amount"]["minorUnits"], "400")
    due = shop.json("sales", "get", sale)["sale"]["totals"]["due"]
    check.equal("all is due again", due.get("minorUnits"), "1000")
    check.true("not twice", not shop.cli("payments", "refund", payment, "--method", "cash").ok)
    shop.cli("sales", "cancel", sale, "--yes").must()
    check.equal("canceled", state_of(shop, "sale", sale), "CANCELED")
    other = shop.sale()["id"]
    first = shop.json("sales", "pay", other, "--method", "external", "--amount", "6 EUR",
                      "--source", "transfer")["payment"]["id"]
    too_much = shop.cli("payments", "refund", first, "--method", "external", "--amount", "7 EUR")
    check.true("no more than was paid", not too_much.ok)
    shop.cli("payments", "refund", first, "--method", "external", "--amount", "2 EUR").must()
    due = shop.json("sales", "get", other)["sale"]["totals"]["due"]
    check.equal("part given back", due["minorUnits"], "600")


@case(36, "money of no sale is listed, and can be matched or settled")
def unmatched(check, world):
    shop = world.shop()
    with HandReader(shop) as reader:
        for amount in (700, 900):
            reader.tell(f'payment_approved {{ amount {{ minor_units: {amount} currency: "EUR" }} '
                        'card { last_four: "4242" brand: "VISA" } }')
        listed = shop.json("unmatched-payments", "list", "--state", "open")
        rows = {row["amount"]["minorUnits"]: row["paymentId"] for row in listed["unmatchedPayments"]}
        check.equal("listed", sorted(rows), ["700", "900"])
        sale = shop.sale("7 EUR")["id"]
        shop.cli("unmatched-payments", "match", rows["700"], sale).must()
        check.equal("matched", state_of(shop, "sale", sale), "COMPLETED")
        shop.cli("unmatched-payments", "settle", rows["900"], "--note", "given back").must()
        listed = shop.json("unmatched-payments", "list", "--state", "open")
        check.equal("none is open", listed.get("unmatchedPayments", []), [])
        again = shop.cli("unmatched-payments", "match", rows["900"], shop.sale("9 EUR")["id"])
        check.true("settled money pays nothing", not again.ok, again)
