"""Readers that report nonsense, ask too late, or stop to answer."""

from harness.case import case, elsewhere
from harness.reader import (HELENE, NOBODY, Counter, HandReader, alarms, await_state, checkout,
                            state_of)
from harness.waits import until_written

LETTERS = "V" * 33
GOOD = 'brand: "VISA" last_four: "4242" expiry_month: 12 expiry_year: 2030'

# A bad report of a charge: what is written instead of the card, and beside it.
BAD_REPORTS = (
    ("last four of two digits", 'last_four: "42"', ""),
    ("last four of three digits", 'last_four: "424"', ""),
    ("last four that are letters", 'last_four: "abcd"', ""),
    ("a brand of 33 letters", f'brand: "{LETTERS}"', ""),
    ("month 13", "expiry_month: 13 expiry_year: 2030", ""),
    ("year 30", "expiry_month: 12 expiry_year: 30", ""),
    ("a year without a month", "expiry_year: 2030", ""),
    ("a control character in the name", GOOD, 'cardholder_name: "LEFEVRE\\001HELENE"'),
    ("a line end in the name", GOOD, 'cardholder_name: "LEFEVRE\\nHELENE"'),
    ("a card number for a name", GOOD, 'cardholder_name: "4111 1111 1111 1111"'),
    ("a name of 300 letters", GOOD, f'cardholder_name: "{"N" * 300}"'),
    ("an unknown entry", GOOD, "entry: 77"),
    ("a card number for last four", 'last_four: "4111111111111111"', ""),
    ("a card number for a brand", 'brand: "4111111111111111"', ""),
    ("a fingerprint of 200 letters", f'fingerprint: "{"f" * 200}"', ""),
    ("a negative tip", GOOD, 'tip { minor_units: -5 currency: "EUR" }'),
    ("a tip in another currency", GOOD, 'tip { minor_units: 5 currency: "USD" }'),
)


@case(27, "a charge that is reported with nonsense is recorded without it, and so is the next")
def nonsense(check, world):
    shop = world.shop()
    with HandReader(shop) as reader:
        answered = ""
        for what, card, more in BAD_REPORTS:
            sale = shop.sale()["id"]
            prompt = reader.prompt(checkout(shop, sale, reader.id))
            check.true(f"{what}: taken in", reader.approve(prompt, 1000, card, more))
            answer = shop.json("sales", "get", sale)
            check.equal(f"{what}: the sale", answer["sale"]["state"], "SALE_STATE_COMPLETED")
            answered += str(answer)
        check.equal("each has an alarm", len(alarms(shop)), len(BAD_REPORTS))
        check.lacks("no card number is kept", answered, "41111111")
        sale = shop.sale()["id"]
        prompt = reader.prompt(checkout(shop, sale, reader.id))
        reader.approve(prompt, 1000, GOOD)
        check.equal("a good one after them", state_of(shop, "sale", sale), "COMPLETED")


PROBES = (
    ("currency in lower case", 'payment_approved { amount { minor_units: 100 currency: "eur" } }'),
    ("empty currency", "payment_approved { amount { minor_units: 100 } }"),
    ("no amount", "payment_approved { }"),
    ("negative amount", 'payment_approved { amount { minor_units: -1 currency: "EUR" } }'),
    ("year 20000", 'local_time { seconds: 600000000000 } card_removed { }'),
    ("year -5", 'local_time { seconds: -99999999999999 } card_removed { }'),
    ("nanos out of range", 'local_time { seconds: 1 nanos: -7 } card_removed { }'),
    ("decline code of 500", f'payment_declined {{ decline_code: "{"d" * 500}" }}'),
    ("decline code like a card", 'payment_declined { decline_code: "4111111111111111" }'),
    ("model of 500", f'connected {{ model: "{"m" * 500}" }}'),
    ("model like a card", 'connected { model: "4111111111111111" serial_number: "\\001" }'),
    ("payment id that is none", 'payment_approved { payment_id: "4111111111111111" amount { '
     'minor_units: 100 currency: "EUR" } }'),
    ("sale id that is none", 'payment_approved { sale_id: "x/../y" amount { minor_units: 100 '
     'currency: "EUR" } }'),
    ("checkout that nobody knows", 'payment_canceled { checkout_id: "chk_nowhere" }'),
    ("error code of control characters", 'payment_failed { error_code: "\\001\\002" }'),
    ("empty last four in a card read", 'card_read { card { last_four: "" brand: "" } }'),
    ("no kind at all", "local_time { seconds: 1 }"),
    ("a thousand names of fields", " ".join(['left_out: "a.b"'] * 1000) + " card_removed { }"),
)


@case(45, "no value of an event jams a reader; charges behind it arrive")
def probes(check, world):
    shop = world.shop()
    with HandReader(shop) as reader:
        for what, event in PROBES:
            taken = reader.tell(event)
            check.true(f"{what}: taken in", taken, reader.stream.status)
            if not taken:
                reader.close()
                reader.epoch += 1
                reader.sequence = reader.acknowledged = 0
                reader.connect()
        sale = shop.sale()["id"]
        reader.approve(reader.prompt(checkout(shop, sale, reader.id)), 1000, GOOD)
        check.equal("a charge behind them", state_of(shop, "sale", sale), "COMPLETED")
    log = shop.server.log_text()
    kept = str(shop.events()) + str(shop.json("unmatched-payments", "list"))
    check.lacks("no card number in the history", kept, "4111111111111111")
    check.lacks("no card number in the log", log, "4111111111111111")


@case(45, "the daemon cleans what its reader says")
def daemon_cleans(check, world):
    shop = world.shop()
    buyers = ({"card": {"brand": LETTERS, "lastFour": "42", "expiryMonth": 13, "expiryYear": 2030},
               "cardholderName": "4111 1111 1111 1111"},
              {"outcome": "SIMULATED_OUTCOME_DECLINED", "code": "4111111111111111"},
              HELENE)
    with Counter(shop, *buyers, model="M" * 300, serialNumber="\u0001") as counter:
        for number, right in enumerate(("COMPLETED", "FAILED", "COMPLETED")):
            sale = shop.sale()["id"]
            asked = checkout(shop, sale, counter.id)
            check.equal(f"checkout {number + 1}", await_state(
                shop, "checkout", asked, "COMPLETED", "FAILED", "CANCELED"), right)
            check.equal(f"sale {number + 1}", state_of(shop, "sale", sale),
                        "OPEN" if right == "FAILED" else "COMPLETED")
        check.true("alarms name what was left out", shop.comes(lambda: len(alarms(shop)) >= 2))
        kept = str(shop.events()) + shop.server.log_text() + counter.log.read_text()
        check.lacks("no card number anywhere", kept.replace(" ", ""), "4111111111111111")


elsewhere(45, "the daemon sets aside, with an alarm, an event that the server refuses",
          "//hardware/daemon/uplink:uplink_test")
elsewhere(31, "a daemon whose clock is wrong keeps to the time that the server leaves it",
          "//hardware/daemon/checkouts:checkout_keeper_test")


def logged(counter, what):
    """Waits until the daemon's log says it."""
    return until_written(lambda: what in counter.log.read_text(), [counter.log], what)


@case(32, "a full disk of the spool stops no reader for good, and charges no card in vain")
def full_spool(check, world):
    shop = world.shop()
    with Counter(shop, HELENE, disk_kib=512) as counter:
        first = shop.sale()["id"]
        asked = checkout(shop, first, counter.id)
        check.equal("before", await_state(shop, "checkout", asked, "COMPLETED"), "COMPLETED")
        counter.fill_disk()
        sale = shop.sale()["id"]
        asked = checkout(shop, sale, counter.id, "--deadline-duration", "2s")
        ended = ("CANCEL_REQUESTED", "CANCELED", "FAILED", "COMPLETED")
        seen = await_state(shop, "checkout", asked, *ended)
        check.true("full: it is given up", seen in ("CANCEL_REQUESTED", "CANCELED"), seen)
        check.equal("full: nothing is charged", state_of(shop, "sale", sale), "OPEN")
        check.true("full: the log says so", logged(counter, "no room but what it keeps"))
        counter.free_disk()
        check.true("freed: the log says so", logged(counter, "the spool has room again"))
        check.equal("freed: it ends", await_state(shop, "checkout", asked, *ended[1:]), "CANCELED")
        asked = checkout(shop, sale, counter.id)
        check.equal("freed: another", await_state(shop, "checkout", asked, *ended[1:]),
                    "COMPLETED")
        check.equal("freed: the sale", state_of(shop, "sale", sale), "COMPLETED")
        check.true("the daemon still runs", counter.process.poll() is None)


@case(43, "a reader is not asked to collect for a sale of another location")
def other_location(check, world):
    shop = world.shop()
    with HandReader(shop) as reader:
        away = shop.sale(location=shop.new_location("Montreuil"))["id"]
        answer = shop.cli("checkouts", "create", away, reader.id)
        check.equal("refused", answer.reason, "OTHER_LOCATION")
        here = shop.sale()["id"]
        check.true("its own location", shop.cli("checkouts", "create", here, reader.id).ok)


@case(28, "canceling a sale asks its reader to stop first")
def cancel_collecting(check, world):
    shop = world.shop()
    with Counter(shop, NOBODY) as counter:
        sale = shop.sale()["id"]
        asked = checkout(shop, sale, counter.id)
        check.equal("collecting", await_state(shop, "checkout", asked, "IN_PROGRESS"),
                    "IN_PROGRESS")
        shop.cli("sales", "cancel", sale, "--yes").must()
        check.equal("the checkout", await_state(shop, "checkout", asked, "CANCELED"), "CANCELED")
        check.equal("the sale", await_state(shop, "sale", sale, "CANCELED"), "CANCELED")
    with HandReader(shop, "Pending") as reader:
        reader.close()
        sale = shop.sale()["id"]
        asked = checkout(shop, sale, reader.id)
        check.equal("pending", state_of(shop, "checkout", asked), "PENDING")
        canceled = shop.cli("sales", "cancel", sale, "--yes")
        seen = (state_of(shop, "sale", sale), state_of(shop, "checkout", asked))
        check.true("pending: refused, or both are given up", not canceled.ok or seen in (
            ("CANCELED", "CANCELED"), ("CANCEL_REQUESTED", "CANCEL_REQUESTED"),
            ("CANCEL_REQUESTED", "PENDING")), seen)


@case(28, "a charge that wins over the cancellation is told, and can be given back")
def charged_all_the_same(check, world):
    shop = world.shop()
    with HandReader(shop) as reader:
        sale = shop.sale()["id"]
        asked = checkout(shop, sale, reader.id)
        prompt = reader.prompt(asked)
        reader.tell(f'checkout_started {{ checkout_id: "{asked}" }}')
        check.equal("collecting", state_of(shop, "checkout", asked), "IN_PROGRESS")
        shop.cli("sales", "cancel", sale, "--yes").must()
        check.equal("asked to stop", state_of(shop, "sale", sale), "CANCEL_REQUESTED")
        check.true("the reader hears of it", reader.hears("checkout_cancel_requested"))
        check.true("charged all the same", reader.approve(prompt, 1000))
        seen = shop.json("sales", "get", sale)
        state = seen["sale"]["state"]
        kinds = [event["data"]["@type"].rsplit(".", 1)[-1]
                 for event in shop.events("--sale", sale)]
        check.equal("the money is not lost", [one["id"] for one in seen.get("payments", [])],
                    [prompt["payment_id"]])
        check.true("whatever wins is announced", state != "SALE_STATE_CANCELED" and (
            "SaleCompleted" in kinds or "SaleOverpaid" in kinds or "SaleReopened" in kinds),
            (state, kinds))
        refund = shop.cli("payments", "refund", prompt["payment_id"], "--method", "external")
        check.true("it can be given back", refund.ok, refund)


@case(29, "cash that pays all stops the reader; what is paid too much is told and given back")
def overpaid(check, world):
    shop = world.shop()
    with HandReader(shop) as reader:
        sale = shop.sale()["id"]
        asked = checkout(shop, sale, reader.id)
        prompt = reader.prompt(asked)
        reader.tell(f'checkout_started {{ checkout_id: "{asked}" }}')
        shop.cli("sales", "pay", sale, "--method", "cash", "--amount", "10 EUR").must()
        check.true("the reader is stopped", reader.hears("checkout_cancel_requested"))
        check.true("charged all the same", reader.approve(prompt, 1000))
        shop.until(lambda: shop.events("--type", "SaleOverpaid"), "the event SaleOverpaid")
        refund = shop.json("payments", "refund", prompt["payment_id"], "--method", "external")
        check.equal("given back", refund["payment"]["refunds"][0]["amount"]["minorUnits"], "1000")

        two = shop.json("sales", "create", "--location-id", shop.location, "--line",
                        "name=A,quantity=1,unit_price=10 EUR", "--line",
                        "name=B,quantity=1,unit_price=5 EUR")["sale"]
        asked = checkout(shop, two["id"], reader.id)
        reader.prompt(asked)
        reader.tell(f'checkout_started {{ checkout_id: "{asked}" }}')
        removed = shop.cli("sales", "remove-line", two["id"], two["lines"][0]["id"], "--json")
        stopped = removed.ok and reader.hears("checkout_cancel_requested")
        check.true("a line removed: the reader is stopped, or it is refused",
                   stopped or not removed.ok, removed)
        if removed.ok:
            check.has("the answer names the reader's checkout", removed.out, asked)
