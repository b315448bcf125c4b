#!/usr/bin/env python3
"""Makes a table of customers as a shop's old program would export it.

  tools/make_customers.py > customers.csv
  tools/make_customers.py --rows 2000 --seed 7 --dialect excel-fr > clients.csv

The same seed makes the same table; tables of seeds that end in other digits share
nobody's reference, email or phone number. Names, companies, addresses and phone
numbers come from France, Spain, Italy, Germany, Canada, the United States,
Morocco and Poland, written as people there write them; one row in twelve has
the name of an earlier one, one in fifteen is a company, and many fields are
empty. Nobody in it exists: phone numbers come from ranges kept for fiction
where a country has one, emails end in example.* domains.

Dialects: `plain` (comma, UTF-8, English headings), `excel-fr` (semicolon,
UTF-8 with byte order mark, CRLF, French headings and dates), `windows-es`
(semicolon, Windows-1252, Spanish headings).
"""

import argparse
import csv
import dataclasses
import io
import random
import sys
import unicodedata
from typing import Callable, Optional

# The first customer of the table of seed 1, for whoever looks for her.
HELENE = ("Hélène", "Lefèvre")


@dataclasses.dataclass(frozen=True)
class Country:
    code: str
    names: dict[str, str]
    given: tuple[str, ...]
    family: tuple[str, ...]
    company: tuple[str, ...]
    streets: tuple[str, ...]
    towns: tuple[tuple[str, str, str], ...]  # postal code, town, region
    phone: Callable[["Draw"], str]
    number_first: bool = True


class Draw(random.Random):
    """Chance, the same for the same seed."""

    def __init__(self, seed: int):
        super().__init__(seed)
        self.table = seed

    def digits(self, pattern: str) -> str:
        """Fills each # with a digit: the first one tells tables apart."""
        pattern = pattern.replace("#", str(self.table % 10), 1)
        return "".join(str(self.randrange(10)) if c == "#" else c for c in pattern)


def words(text: str) -> tuple[str, ...]:
    """Words of a list; a bar stands for a blank inside one."""
    return tuple(word.replace("|", " ") for word in text.split())


def phones(*patterns: str) -> Callable[[Draw], str]:
    return lambda rng: rng.digits(rng.choice(patterns))


COUNTRIES = (
    Country(
        code="FR",
        names={"en": "France", "fr": "France", "es": "Francia"},
        given=words(
            "Hélène Zoë François Chloé Jérôme Amélie Noël Maëlle Rémi Léa "
            "Jean-Luc Anaïs Gaël Inès Élodie Cédric Océane Théo Agnès Loïc"
        ),
        family=words(
            "Lefèvre Bérenger Dupré Gauthier Roux Châtelain Müller N'Diaye "
            "Le|Goff D'Alembert Saint-Exupéry Desprès Garçon Hervé Benoît"
        ),
        company=("Boulangerie du Marché", "Garage Pérès & Fils", "L'Épicerie, SARL"),
        streets=("rue des Cascades", "bd de la République", "allée des Érables"),
        towns=(
            ("75020", "Paris", "Île-de-France"),
            ("69001", "Lyon", "Auvergne-Rhône-Alpes"),
            ("01000", "Bourg-en-Bresse", "Ain"),
            ("06300", "Nice", "Alpes-Maritimes"),
        ),
        phone=phones(
            "06 39 98 ## ##",
            "01.99.00.##.##",
            "+33 6 39 98 ## ##",
            "+33 (0)6 39 98 ## ##",
            "0033 1 99 00 ## ##",
        ),
    ),
    Country(
        code="ES",
        names={"en": "Spain", "fr": "Espagne", "es": "España"},
        given=words("José María Ángel Begoña Iñaki Lucía Óscar Nuria Íñigo Pilar"),
        family=words("García Muñoz Ibáñez Peña Ordóñez Güell Núñez Castaño Àlvarez"),
        company=("Peluquería Núñez S.L.", "Bodegas Peñascal"),
        streets=("Calle de Alcalá", "Avda. de la Constitución", "Plaça del Sol"),
        towns=(
            ("28014", "Madrid", "Madrid"),
            ("08012", "Barcelona", "Cataluña"),
            ("15001", "A Coruña", "Galicia"),
        ),
        phone=phones("612 ## ## ##", "+34 91 234 ## ##", "0034 622 ### ###"),
        number_first=False,
    ),
    Country(
        code="IT",
        names={"en": "Italy", "fr": "Italie", "es": "Italia"},
        given=words("Niccolò Chiara Alessandro Giulia Matteo Noemi Salvatore"),
        family=words("D'Angelo Esposito Lo|Cicero Rossi Nardò De|Luca"),
        company=("Caffè dell'Università", "Officina F.lli Rossi S.n.c."),
        streets=("Via Garibaldi", "Corso Vittorio Emanuele II", "Piazza Libertà"),
        towns=(("00184", "Roma", "RM"), ("20121", "Milano", "MI")),
        phone=phones("06 698 #####", "+39 02 3859 ####", "312 ### ####"),
        number_first=False,
    ),
    Country(
        code="DE",
        names={"en": "Germany", "fr": "Allemagne", "es": "Alemania"},
        given=words("Jürgen Käthe Björn Sören Anneliese Götz Heike Günther"),
        family=words("Müller Schröder Groß Weiß Jäger Böhm von|Öttingen"),
        company=("Bäckerei Groß GmbH", "Schlüsseldienst Köln"),
        streets=("Hauptstraße", "Schönhauser Allee", "Königsallee"),
        towns=(("10115", "Berlin", "Berlin"), ("50667", "Köln", "Nordrhein-Westfalen")),
        phone=phones("030 23125 ###", "+49 176 040 690 ##", "0171 39200 ##"),
        number_first=False,
    ),
    Country(
        code="CA",
        names={"en": "Canada", "fr": "Canada", "es": "Canadá"},
        given=words("Étienne Maude Benoît Josée Liam Geneviève Wyatt Sébastien"),
        family=words("Tremblay Côté Bélanger Ouellet O'Brien Lévesque Gagné"),
        company=("Dépanneur Chez Côté", "Sirop d'érable Beauce inc."),
        streets=("rue Saint-Denis", "chemin de la Côte-des-Neiges", "King St W"),
        towns=(("H2X 1K6", "Montréal", "QC"), ("M5H 1A1", "Toronto", "ON")),
        phone=phones("514-555-01##", "(418) 555-01##", "+1 416 555 01##"),
    ),
    Country(
        code="US",
        names={"en": "United States", "fr": "États-Unis", "es": "Estados Unidos"},
        given=words("Zoe Renée Tyler Siobhan DeShawn Ana Mary-Jo Kai Beyoncé"),
        family=words("Smith O'Connor Nguyen Peña Washington McDonald Li"),
        company=("Joe's Diner, LLC", 'Smith & Sons "Hardware"'),
        streets=("Main St", "E 3rd Ave Apt 4B", "Martin Luther King Jr Blvd"),
        towns=(("02108", "Boston", "MA"), ("90012", "Los Angeles", "CA")),
        phone=phones("(212) 555-01##", "1-310-555-01##", "+1 617.555.01##"),
    ),
    Country(
        code="MA",
        names={"en": "Morocco", "fr": "Maroc", "es": "Marruecos"},
        given=words("Aïcha Youssef Fatima-Zahra Mehdi Noûr Abdelkader Khadija"),
        family=words("Benaïssa El|Fassi Ouazzani Aït|Ben|Haddou Alaoui"),
        company=("Café Andalous", "Sté Atlas Négoce SARL"),
        streets=("avenue Mohammed V", "derb Sidi Bouloukat"),
        towns=(("20000", "Casablanca", ""), ("40000", "Marrakech", "")),
        phone=phones("0612-34 ## ##", "+212 5 22 34 ## ##"),
    ),
    Country(
        code="PL",
        names={"en": "Poland", "fr": "Pologne", "es": "Polonia"},
        given=words("Łukasz Małgorzata Święcisława Grzegorz Żaneta Stanisław"),
        family=words("Wójcik Kowalczyk Dąbrowski Brzęczyszczykiewicz Źrebiec"),
        company=("Piekarnia Złoty Kłos", "Zakład Łódź sp. z o.o."),
        streets=("ul. Świętokrzyska", "al. Jerozolimskie"),
        towns=(("00-020", "Warszawa", "mazowieckie"), ("90-001", "Łódź", "łódzkie")),
        phone=phones("512 345 ###", "+48 22 123 45 ##"),
        number_first=False,
    ),
)

NOTES = (
    "Allergic to peanuts",
    "Préfère être appelée l'après-midi",
    'Dit toujours « à bientôt »; paie "en deux fois"',
    "Deja propina\ny pregunta por el menú",
    "=VIP",
)


@dataclasses.dataclass
class Customer:
    country: Country
    given: str = ""
    family: str = ""
    company: str = ""
    email: str = ""
    phone: str = ""
    street: str = ""
    postal_code: str = ""
    town: str = ""
    region: str = ""
    birthday: Optional[tuple[int, int, int]] = None
    reference: str = ""
    note: str = ""


def plain_letters(name: str) -> str:
    """The letters of a name that an email address may have."""
    split = unicodedata.normalize("NFKD", name.lower().replace("ł", "l"))
    split = split.replace("ß", "ss")
    return "".join(c for c in split if c.isascii() and c.isalnum())


def make_customer(rng: Draw, number: int, earlier: list) -> Customer:
    country = rng.choices(COUNTRIES, weights=(30, 14, 10, 10, 14, 10, 6, 6))[0]
    postal_code, town, region = rng.choice(country.towns)
    customer = Customer(
        country=country,
        postal_code=postal_code,
        town=town,
        region=region,
        reference=f"K{rng.table}-{number:05}",
    )
    street, house = rng.choice(country.streets), str(rng.randrange(1, 200))
    parts = (house, street) if country.number_first else (street, house)
    customer.street = " ".join(parts)
    if rng.random() < 1 / 15:
        customer.company = rng.choice(country.company)
        mailbox = f"contact{rng.table}-{number}"
    else:
        customer.given = rng.choice(country.given)
        customer.family = rng.choice(country.family)
        if earlier and rng.random() < 1 / 12:
            twin = rng.choice(earlier)
            customer.given, customer.family = twin.given, twin.family
        mailbox = f"{plain_letters(customer.given)}.{plain_letters(customer.family)}"
        mailbox += f"{rng.table}-{number}"
    customer.email = f"{mailbox.strip('.')}@example.{rng.choice(('com', 'org', 'net'))}"
    customer.phone = country.phone(rng)
    customer.birthday = (
        rng.randrange(1935, 2008),
        rng.randrange(1, 13),
        rng.randrange(1, 29),
    )
    return customer


def blank_some(rng: Draw, customer: Customer) -> None:
    """Leaves fields empty as tables do; somebody to find always remains."""
    if rng.random() < 0.30:
        customer.birthday = None
    if rng.random() < 0.35:
        customer.street = customer.postal_code = customer.region = ""
    if rng.random() < 0.20:
        customer.phone = ""
    if rng.random() < 0.25:
        customer.email = ""
    if customer.given and rng.random() < 0.05:
        customer.given = ""
    if rng.random() < 0.10:
        customer.note = rng.choice(NOTES)


def make_customers(seed: int, rows: int) -> list[Customer]:
    rng = Draw(seed)
    customers: list[Customer] = []
    while len(customers) < rows:
        customer = make_customer(rng, len(customers) + 1, customers)
        blank_some(rng, customer)
        customers.append(customer)
    if seed == 1:
        make_helene(customers[0])
    return customers


def make_helene(first: Customer) -> None:
    """Somebody to look for, in the first table."""
    first.country, first.company = COUNTRIES[0], ""
    first.given, first.family = HELENE
    first.postal_code, first.town, first.region = COUNTRIES[0].towns[0]
    first.street = "3 rue des Cascades"
    first.email, first.phone = "helene.lefevre@example.com", "06 39 98 12 34"


@dataclasses.dataclass(frozen=True)
class Dialect:
    language: str
    delimiter: str
    encoding: str
    date: str
    headings: tuple[str, ...]


# The columns, in the order of `cells` below.
DIALECTS = {
    "plain": Dialect(
        "en",
        ",",
        "utf-8",
        "{0:04}-{1:02}-{2:02}",
        (
            "Reference ID,First Name,Last Name,Company Name,Email Address,"
            "Phone Number,Street Address 1,Postal Code,City,State,Country,"
            "Birthday,Memo,Last Visit"
        ).split(","),
    ),
    "excel-fr": Dialect(
        "fr",
        ";",
        "utf-8-sig",
        "{2:02}/{1:02}/{0:04}",
        (
            "N° client,Prénom,Nom,Société,Courriel,N° de téléphone,Adresse,"
            "Code postal,Ville,Région,Pays,Date de naissance,Remarques,"
            "Dernière visite"
        ).split(","),
    ),
    "windows-es": Dialect(
        "es",
        ";",
        "windows-1252",
        "{2:02}/{1:02}/{0:04}",
        (
            "Referencia,Nombre,Apellidos,Empresa,Correo electrónico,Teléfono,"
            "Dirección,Código postal,Ciudad,Provincia,País,"
            "Fecha de nacimiento,Notas,Última visita"
        ).split(","),
    ),
}


def cells(customer: Customer, dialect: Dialect) -> list[str]:
    birthday = dialect.date.format(*customer.birthday) if customer.birthday else ""
    return [
        customer.reference,
        customer.given,
        customer.family,
        customer.company,
        customer.email,
        customer.phone,
        customer.street,
        customer.postal_code,
        customer.town,
        customer.region,
        customer.country.names[dialect.language],
        birthday,
        customer.note,
        "",
    ]


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rows", type=int, default=600)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--dialect", choices=DIALECTS, default="plain")
    arguments = parser.parse_args()

    dialect = DIALECTS[arguments.dialect]
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=dialect.delimiter, lineterminator="\r\n")
    writer.writerow(dialect.headings)
    for customer in make_customers(arguments.seed, arguments.rows):
        writer.writerow(cells(customer, dialect))
    content = text.getvalue()
    # What the old code page lacks, such programs write without its accent.
    if dialect.encoding == "windows-1252":
        content = "".join(
            c if c.encode(dialect.encoding, "ignore") else plain_letters(c)
            for c in content
        )
    sys.stdout.buffer.write(content.encode(dialect.encoding))


if __name__ == "__main__":
    main()
