#!/usr/bin/env python3
"""Tests of tools/new: that skeletons are whole and follow the tree's rules.

What the templates of a service write stands in tests/scaffold, where the build
compiles and tests it; here it is compared with today's templates.
"""

import importlib.machinery
import importlib.util
import pathlib
import re
import sys
import tempfile
import unittest

HERE = pathlib.Path(__file__).parent
sys.path.insert(0, str(HERE / "tidy"))
import rules  # pylint: disable=wrong-import-position


def load_new():
    """tools/new is a command, so its name has no .py."""
    loader = importlib.machinery.SourceFileLoader("new", str(HERE / "new"))
    module = importlib.util.module_from_spec(
        importlib.util.spec_from_loader("new", loader)
    )
    loader.exec_module(module)
    return module


new = load_new()
new_area = new.new_area
ROOT = HERE.parent


def essence(path: str, text: str) -> str:
    """A file without what formatters decide: line breaks, the order of labels."""
    words = text.split()
    if path.endswith("BUILD.bazel"):
        words.sort()
    return "".join(words)


class Skeletons(unittest.TestCase):
    def check(self, kind: str, name: str, wanted: str):
        files = new.skeleton(kind, new.words(name))
        self.assertIn(wanted, files)
        for path, content in files.items():
            self.assertNotRegex(path, r"@\w+@")
            self.assertNotRegex(content, r"(?<!\")@\w+@")
            folder = path.rsplit("/", 1)[0]
            build = files[f"{folder}/BUILD.bazel"]
            file = rules.File(path=path, text=content, build_text=build)
            # tools/new has clang-format break the lines.
            problems = [
                problem
                for problem in rules.problems(file)
                if "columns" not in problem.message
                and "visibility" not in problem.message
            ]
            self.assertEqual([], problems)

    def test_service(self):
        self.check("service", "gift_cards", "server/gift_cards/gift_card_service.cc")

    def test_driver(self):
        self.check("driver", "acme", "hardware/drivers/acme/acme_protocol_test.cc")

    def test_engine(self):
        self.check("engine", "lmdb", "server/kv/lmdb/lmdb_engine_test.cc")


class Scaffold(unittest.TestCase):
    def test_is_what_the_templates_write(self):
        for path, content in new.golden().items():
            built = (ROOT / path).read_text()
            self.assertEqual(
                essence(path, content),
                essence(path, built),
                f"{path} differs: run tools/new service {new.GOLDEN_NAME} --golden",
            )


class Lists(unittest.TestCase):
    """A new area in the lists of this very tree."""

    def test_are_edited_once_each(self):
        edits = new_area.edits(ROOT, "gift_cards", "gift_card", "GiftCards")
        added = {}
        for path, text in edits.items():
            before = (ROOT / path).read_text().splitlines()
            added[path] = [line for line in text.splitlines() if line not in before]
            kept = [line for line in before if line not in text.splitlines()]
            # The list of areas that is one statement.
            self.assertLessEqual(len(kept), 1 if path == new_area.WIRING else 0, path)

        self.assertEqual(['    "gift_cards",'], added[new_area.AREAS])
        spaces = "\n".join(added[new_area.SPACES])
        self.assertRegex(spaces, r"(?m)^  kGiftCards = 0x[0-9a-f]{2},  // gift_card:id")
        wiring = "\n".join(added[new_area.WIRING])
        for part in (
            '#include "server/gift_cards/gift_cards_area.h"',
            "  gift_cards::GiftCardsArea gift_cards_;",
            "&gift_cards_};",
        ):
            self.assertIn(part, wiring)

    def test_keep_the_areas_sorted(self):
        text = (ROOT / new_area.AREAS).read_text()
        for name in ("aaa", "middle", "zzz"):
            block = re.search(r"^AREAS = \[\n(.*?)^\]", new_area.with_area(text, name), re.S | re.M)
            lines = block.group(1).splitlines()
            self.assertEqual(sorted(lines), lines)

    def test_say_so_when_they_look_otherwise(self):
        with self.assertRaises(new_area.CannotEdit):
            new_area.with_area("AREAS = list()", "gift_cards")
        with self.assertRaises(new_area.CannotEdit):
            new_area.with_wiring("", "gift_cards", "GiftCards")

    def test_take_a_block_of_spaces_that_nothing_ever_had(self):
        self.assertEqual(0x10, new_area.free_space("kMeta = 0x01,"))
        self.assertEqual(0x30, new_area.free_space("a = 0x01, b = 0x1f, // 0x2a is retired"))
        every = " ".join(f"0x{block:02x}" for block in range(0, 0x100, 0x10))
        with self.assertRaises(new_area.CannotEdit):
            new_area.free_space(every)


class Prefixes(unittest.TestCase):
    def test_are_those_that_are_free(self):
        self.assertEqual("gif", new_area.free_prefix("gift_card", set()))
        self.assertEqual("gc", new_area.free_prefix("gift_card", {"gif"}))
        self.assertEqual("sl", new_area.free_prefix("sale", {"sal"}))
        with self.assertRaises(new_area.CannotEdit):
            new_area.free_prefix("it", {"it", "i"})

    def test_are_read_from_protos_and_code(self):
        with tempfile.TemporaryDirectory() as folder:
            root = pathlib.Path(folder)
            for path, text in {
                "protos/a.proto": 'id_prefix: "cus"',
                "server/a.h": '.id_prefix = "sal",',
                "server/b.cc": 'txn.NewId("loc")',
            }.items():
                (root / path).parent.mkdir(exist_ok=True)
                (root / path).write_text(text)
            self.assertEqual({"cus", "sal", "loc"}, new_area.prefixes_of(root))


class Words(unittest.TestCase):
    def test_singular(self):
        self.assertEqual("loyalty_account", new.singular("loyalty_accounts"))
        self.assertEqual("category", new.singular("categories"))

    def test_camel(self):
        self.assertEqual("GiftCard", new.words("gift_cards")["Noun"])
        self.assertEqual("gif", new.words("gift_cards")["prefix"])


if __name__ == "__main__":
    unittest.main()
