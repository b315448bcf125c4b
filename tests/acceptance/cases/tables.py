"""Tables of other programs: which column is what, and what a cell means."""

from harness.case import case


def people(shop, table, *words):
    """Imports into a new book; its customers by their names."""
    shop.table(table, *words).must()
    return sorted(shop.everybody(), key=lambda one: (one.get("givenName", ""), one["id"]))


def names(customers):
    return sorted((one.get("givenName", ""), one.get("familyName", "")) for one in customers)


@case(19, "beside a column of first names, the column of names is the family name")
def family_names(check, world):
    for table, right in (
            ("Name;Vorname\nMüller;Jürgen\n", [("Jürgen", "Müller")]),
            ("Vorname;Name\nJürgen;Müller\n", [("Jürgen", "Müller")]),
            ("Surname,Name\nRoux,Hélène\n", [("Hélène", "Roux")]),
            ("Name,First\nRoux,Hélène\n", [("Hélène", "Roux")]),
            ("Nom,Prénom\nLe Goff,Anne\n", [("Anne", "Le Goff")]),
            ("Cognome;Nome\nRossi;Gianni\n", [("Gianni", "Rossi")]),
            ("Apellidos;Nombre\nGarcía López;Ana\n", [("Ana", "García López")]),
            ("Naam;Voornaam\nDe Vries;Jan\n", [("Jan", "De Vries")]),
            ("First Name,Name\nMarie,Claire Roux\n", [("Marie", "Claire Roux")]),
            ("Given name,Name\nMarie,Marie Claire\n", [("Marie", "Marie Claire")]),
            ("Name,Last name\nJean Paul,Roux\n", [("Jean Paul", "Roux")])):
        shop = world.shop()
        check.equal(table.replace("\n", " | "), names(people(shop, table)), right)


@case(19, "no family name is made up from a name that is the given one again")
def no_invented_name(check, world):
    shop = world.shop()
    seen = names(people(shop, "Given Name,Family Name,Name\nMarie Claire,,Marie Claire\n"))
    check.equal("Name=Marie Claire beside a given name", seen, [("Marie Claire", "")])


@case(20, "of two columns for one field the first that is filled is taken, none lost in silence")
def two_columns(check, world):
    for table, right in (("Nom,Téléphone,Portable\nRoux,,06 12 34 56 78\n", "+33612345678"),
                         ("Nom,Téléphone,Portable\nRoux,01 42 68 53 00,\n", "+33142685300"),
                         ("Name,Phone,Mobile,Work Phone\nRoux,,,01 42 68 53 00\n",
                          "+33142685300")):
        customers = people(world.shop(), table)
        check.equal(table, [one.get("phoneE164") for one in customers], [right])
    shop = world.shop()
    report = shop.folder / "report.csv"
    table = shop.file("two.csv", "Nom,Email,Email 2,Téléphone,Portable\n"
                      "Roux,a@example.com,b@example.com,01 42 68 53 00,06 12 34 56 78\n")
    answer = shop.cli("customers", "import", table, "--report", report).must()
    kept = str(shop.everybody())
    told = answer.text + report.read_text()
    for value, column in (("a@example.com", "Email"), ("b@example.com", "Email 2"),
                          ("0142685300", "Téléphone"), ("0612345678", "Portable")):
        spaced = value in kept.replace(" ", "")
        check.true(f"{column} is kept or told", spaced or column in told, told)


GOOGLE = (
    "First Name,Last Name,Organization Name,E-mail 1 - Value,Phone 1 - Value,"
    "Address 1 - Street,Address 1 - City,Address 1 - Postal Code,Address 1 - Country,Labels\n"
    "Hélène,Roux,Roux SARL,a@example.com ::: b@example.com,06 12 34 56 78,"
    "12 rue Haute,Lille,59000,FR,* myContacts\n")
SHOPIFY = (
    "Customer ID,First Name,Last Name,Email,Accepts Email Marketing,Default Address Company,"
    "Default Address Address1,Default Address Address2,Default Address City,"
    "Default Address Province Code,Default Address Country Code,Default Address Zip,"
    "Default Address Phone,Phone,Total Spent,Note\n"
    "'6940095564010,Hélène,Roux,a@example.com,yes,Roux SARL,12 rue Haute,,Lille,,FR,'59000,"
    "+33612345678,'+33612345678,0.00,\n")
OUTLOOK = (
    "Prénom,Nom,Société,Rue (bureau),Ville (bureau),Code postal (bureau),Pays (bureau),"
    "Tél. mobile,Adresse de messagerie,Anniversaire\n"
    "Hélène,Roux,Roux SARL,12 rue Haute,Lille,59000,France,06 12 34 56 78,a@example.com,0/0/00\n")
OUTLOOK_EN = (
    "First Name,Last Name,Company,Business Street,Business City,Business Postal Code,"
    "Business Country/Region,Mobile Phone,E-mail Address,Birthday\n"
    "Hélène,Roux,Roux SARL,12 rue Haute,Lille,59000,France,06 12 34 56 78,a@example.com,0/0/00\n")
ODOO = (
    "Name,Company Name,Street,City,Zip,Country,Mobile,Email,Tax ID\n"
    "Hélène Roux,Roux SARL,12 rue Haute,Lille,59000,France,06 12 34 56 78,a@example.com,\n")
WOOCOMMERCE = (
    "Name,Username,Last Active,Sign Up,Email,Orders,Total Spend,AOV,Country / Region,City,Region,"
    "Postal Code\nHélène Roux,helene,2026-01-01,2025-01-01,a@example.com,3,12.00,4.00,FR,Lille,,"
    "59000\n")


@case(21, "the exports of Google, Shopify, Outlook, Odoo and WooCommerce are taken whole")
def exports(check, world):
    for name, table, without in (
            ("Google", GOOGLE, ""), ("Shopify", SHOPIFY, ""), ("Outlook", OUTLOOK, ""),
            ("Outlook in English", OUTLOOK_EN, ""), ("Odoo", ODOO, ""),
            ("WooCommerce", WOOCOMMERCE, "company phone line")):
        customers = people(world.shop(), table)
        check.equal(f"{name}: customers", len(customers), 1)
        for one in customers:
            address = one.get("address", {})
            seen = {"name": (one.get("givenName"), one.get("familyName")),
                    "company": one.get("companyName"), "email": one.get("emailAddress"),
                    "phone": one.get("phoneE164"), "line": address.get("lines"),
                    "city": address.get("locality"), "zip": address.get("postalCode"),
                    "country": address.get("country"), "birthday": one.get("birthday")}
            right = {"name": ("Hélène", "Roux"), "company": "Roux SARL", "email": "a@example.com",
                     "phone": "+33612345678", "line": ["12 rue Haute"], "city": "Lille",
                     "zip": "59000", "country": "FR", "birthday": None}
            for field, value in right.items():
                if field not in without:
                    check.equal(f"{name}: {field}", seen[field], value)
            if name == "Shopify":
                check.equal("Shopify: id", one.get("referenceId"), "6940095564010")


@case(22, "countries and languages by the names that people write")
def countries(check, world):
    rows = (("United States of America", "US"), ("Czech Republic", "CZ"), ("The Netherlands", "NL"),
            ("Hong Kong", "HK"), ("USA", "US"), ("UK", "GB"), ("Great Britain", "GB"),
            ("Deutschland", "DE"), ("Allemagne", "DE"), ("South Korea", "KR"), ("Russia", "RU"),
            ("Türkiye", "TR"), ("Côte d'Ivoire", "CI"), ("Viet Nam", "VN"), ("España", "ES"))
    table = "Name,Country\n" + "".join(f"P{i:02},{row[0]}\n" for i, row in enumerate(rows))
    seen = [one.get("address", {}).get("country") for one in people(world.shop(), table)]
    for i, (written, right) in enumerate(rows):
        check.equal(written, seen[i] if i < len(seen) else "no customer", right)
    rows = (("fr_FR", "fr-FR"), ("French / Français", "fr"), ("en_US.UTF-8", "en-US"),
            ("German", "de"), ("Deutsch", "de"), ("pt-BR", "pt-BR"), ("español", "es"))
    table = "Name,Language\n" + "".join(f"P{i:02},{row[0]}\n" for i, row in enumerate(rows))
    seen = [one.get("language") for one in people(world.shop(), table)]
    for i, (written, right) in enumerate(rows):
        check.equal(written, seen[i] if i < len(seen) else "no customer", right)


@case(22, "placeholders in cells are nothing; what cannot be read is left out and told")
def placeholders(check, world):
    shop = world.shop()
    cells = ("NULL", "-", "n/a", "N/A", "null", "--", "(null)", "none", "#N/A", "k.A.")
    table = "Name,Email,Phone,Birthday,Country,Language\n" + "".join(
        f"P{i:02}" + f",{cell}" * 5 + "\n"
        for i, cell in enumerate(cells))
    customers = people(shop, table)
    check.equal("all are created", len(customers), len(cells))
    for cell, one in zip(cells, customers):
        left = [name for name in ("emailAddress", "phoneNumber", "birthday", "address", "language")
                if name in one]
        check.equal(f"{cell} is nothing", left, [])
    quoted = people(world.shop(), 'Name,Phone\nRoux,"=""0612345678"""\nPaul,="0698765432"\n')
    check.equal('="0612345678"', [one.get("phoneE164") for one in quoted],
                ["+33698765432", "+33612345678"])
    other = world.shop()
    answer = other.cli("customers", "import", other.file("x.csv", (
        "Name,Email,Country,Birthday\nRoux,no mailbox,Atlantis,someday\n"))).must()
    check.equal("the customer is created", other.count(), 1)
    for field in ("email", "country", "birthday"):
        check.has(f"{field} is told", answer.text.lower(), field)
