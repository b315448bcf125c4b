"""Imports: encodings, running again, rows that are wrong, what is said."""

import zipfile

from harness.case import case

PEOPLE = "First Name,Last Name,Email,Phone,Customer ID\n" + "".join(
    f"{given},{family},p{i}@example.com,06 12 34 5{i} 00,C{i}\n"
    for i, (given, family) in enumerate((("Anne", "Roux"), ("Paul", "Petit"), ("Zoé", "Blanc"),
                                         ("Noé", "Noir"), ("Léa", "Brun"))))


def names(shop):
    return sorted((one.get("givenName"), one.get("familyName")) for one in shop.everybody())


@case(23, "letters of older encodings are right, or the file is refused with advice")
def encodings(check, world):
    for encoding, rows in (
            ("mac_roman", [("Hélène", "Lefèvre"), ("Jürgen", "Müller"), ("François", "Côté"),
                           ("Zoë", "Brontë"), ("André", "Crépin")]),
            ("cp1250", [("Łukasz", "Wiśniewski"), ("Jiří", "Dvořák"), ("Żaneta", "Źrebiec")]),
            ("cp1251", [("Алексей", "Иванов"), ("Мария", "Кузнецова"), ("Дмитрий", "Попов")]),
            ("shift_jis", [("太郎", "山田"), ("花子", "鈴木"), ("一郎", "佐藤")]),
            ("cp1252", [("Hélène", "Lefèvre"), ("Jürgen", "Müller"), ("Zoë", "Åberg")]),
            ("gb18030", [("小明", "王"), ("伟", "张"), ("芳", "李")]),
            ("utf-16", [("Hélène", "Roux"), ("Łukasz", "Nowak")]),
            ("iso8859_7", [("Γιώργος", "Παπαδόπουλος"), ("Μαρία", "Νικολάου")])):
        shop = world.shop()
        table = "First Name,Last Name\n" + "".join(f"{a},{b}\n" for a, b in rows)
        answer = shop.table(table.encode(encoding))
        if answer.ok:
            check.equal(encoding, names(shop), sorted(rows))
        else:
            check.has(f"{encoding}: how to name it", answer.err, "--encoding")
            check.equal(f"{encoding}: nobody created", shop.count(), 0)
            named = {"mac_roman": "macintosh", "cp1250": "windows-1250", "cp1251": "windows-1251",
                     "cp1252": "windows-1252", "iso8859_7": "iso-8859-7"}.get(encoding, encoding)
            shop.table(table.encode(encoding), "--encoding", named).must()
            check.equal(f"{encoding}, named", names(shop), sorted(rows))


@case(24, "whoever is known is not created again, and the answer says what happened")
def again(check, world):
    shop = world.shop()
    first = shop.table(PEOPLE).json
    check.equal("first", (first["created"], first["rejected"]), (5, 0))

    def run(what, table, right, *words, **options):
        counts = shop.table(table, *words, **options).json
        seen = {name: counts[name] for name in ("created", "updated", "unchanged", "skipped",
                                               "rejected")}
        check.equal(what, {name: count for name, count in seen.items() if count}, right)
        check.equal(f"{what}: customers", shop.count(), 5 + right.get("created", 0))

    run("the same file", PEOPLE, {"unchanged": 5})
    corrected = PEOPLE.replace("Petit", "Petit-Jean")
    run("one cell corrected", corrected, {"unchanged": 4, "updated": 1})
    check.true("the correction is kept",
               "Petit-Jean" in [one.get("familyName") for one in shop.everybody()])
    key = shop.key_with("customers-view", "customers-view-contact", "customers-create",
                        "customers-edit", "customers-import")
    run("another key", corrected, {"unchanged": 5}, token=key)
    run("a country named", corrected, {"updated": 5}, "--country", "FR")
    run("skipped by rule", corrected.replace("p1@", "p9@"), {"skipped": 5}, "--known", "skip")
    newer = corrected.replace("06 12 34 53 00", "07 12 34 53 00") + "Ida,Neuf,n@example.com,,C9\n"
    run("next month's export", newer, {"unchanged": 4, "updated": 1, "created": 1},
        "--country", "FR")


@case(24, "a book that was emptied is filled again by the same file")
def emptied(check, world):
    shop = world.shop()
    shop.table(PEOPLE).must()
    for customer in shop.everybody():
        shop.cli("customers", "delete", customer["id"], "--yes").must()
    check.equal("emptied", shop.count(), 0)
    check.equal("created again", shop.table(PEOPLE).json["created"], 5)
    check.equal("customers", shop.count(), 5)


@case(25, "a cell of 5 MB rejects its row, not the rows around it")
def large_cell(check, world):
    shop = world.shop()
    rows = [f"Person{i},fine" for i in range(500)]
    rows[200] = "Person200," + "x" * 5_000_000
    answer = shop.table("First Name,Note\n" + "\n".join(rows) + "\n", "--report",
                        shop.folder / "report.csv")
    check.true("it ends", answer.code != -1, answer)
    check.has("one row is rejected", answer.out, '"rejected":1')
    check.equal("the others are created", shop.count(), 499)
    rejected = [line[:80] for line in (shop.folder / "report.csv").read_text().splitlines()
                if ",rejected," in line]
    check.true("its line is named", rejected and rejected[0].startswith("202,"), rejected)


@case(25, "a stray quote spoils one row; a dry run says what the import then does")
def stray_quote(check, world):
    shop = world.shop()
    for name, bad in (("in a cell", 'Paul "Popaul" Petit,a@example.com,'),
                      ("at a beginning", '"Paul,b@example.com,')):
        table = "Name,Email,Note\nAnne Roux,c@example.com,\n" + bad + "\n" + "".join(
            f"Person {i},q{i}@example.com,\n" for i in range(6))
        book = world.shop()
        answer = book.table(table)
        seen = [one.get("emailAddress") for one in book.everybody()]
        missing = [f"q{i}@example.com" for i in range(6) if f"q{i}@example.com" not in seen]
        check.equal(f"{name}: rows behind it", missing, [])
        check.true(f"{name}: the first", "c@example.com" in seen, answer)
    table = ("Name,Email,Note,Country\nAnne Roux,a@example.com,,FR\n"
             "Paul,p@example.com,4111 1111 1111 1111,FR\n,,,\n,,nobody,\nZoe," + "z" * 300 +
             "@example.com,,FR\nLea,l@example.com," + "n" * 5000 + ",FR\n")
    dry = shop.table(table, "--dry-run")
    wet = shop.table(table)
    counts = [{name: answer.lines[-1].get(name) for name in ("created", "rejected", "skipped",
                                                             "cellsLeftOut")}
              for answer in (dry, wet) if answer.lines]
    check.true("both answer", len(counts) == 2, [dry, wet])
    check.true("some rows are rejected", counts and counts[-1]["rejected"] > 1, wet)
    check.equal("the dry run said it", counts[:1], counts[1:])


@case(26, "what cannot be read is told with what to do, at once and once")
def advice(check, world):
    shop = world.shop()
    book = shop.folder / "people.xlsx"
    with zipfile.ZipFile(book, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.xml", "<workbook/>")
    answer = shop.cli("customers", "import", book)
    check.true("an .xlsx is refused", not answer.ok)
    check.has("says how to save it", answer.err, "CSV")
    old = shop.cli("customers", "import", shop.file(
        "people.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600))
    check.true("an .xls is refused", not old.ok)
    check.has("an .xls: says how to save it", old.err, "CSV")

    titled = shop.file("titled.csv", "Clients de la boutique,,\n\nNom,Prénom,Email\n"
                       "Roux,Hélène,a@example.com\n")
    answer = shop.cli("customers", "import", titled)
    if answer.ok:
        check.equal("below a title", [one.get("familyName") for one in shop.everybody()], ["Roux"])
    else:
        check.has("names the headings that were read", answer.err, "Clients de la boutique")

    table = shop.file("fine.csv", PEOPLE)
    for country in ("fr", "France", "XX"):
        answer = shop.cli("customers", "import", table, "--country", country)
        check.true(f"--country {country} is refused", not answer.ok, answer)
        check.has(f"--country {country} is named", answer.err, "country")
        lines = [line for line in answer.err.splitlines() if line.strip()]
        check.equal(f"--country {country} is told once", len(lines), len(set(lines)))
        check.lacks("nothing was begun", answer.err, "importing")
    missing = shop.cli("customers", "import", shop.folder / "nowhere.csv")
    check.equal("a missing file is told once", missing.err.count("nowhere.csv"), 1)
