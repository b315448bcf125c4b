"""The cases, by subject; each module registers its own when it is loaded."""

import importlib

SUBJECTS = (
    "phones",
    "cards",
    "names",
    "tables",
    "imports",
    "sales",
    "readers",
    "operating",
    "backups",
    "trust",
    "rights",
    "building",
)


def load() -> None:
    for subject in SUBJECTS:
        importlib.import_module(f"cases.{subject}")
