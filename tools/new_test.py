#!/usr/bin/env python3
"""Tests of tools/new: that skeletons are whole and follow the tree's rules."""

import importlib.machinery
import importlib.util
import pathlib
import sys
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


class Skeletons(unittest.TestCase):
    def check(self, kind: str, name: str, wanted: str):
        files = new.skeleton(kind, name)
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


class Words(unittest.TestCase):
    def test_singular(self):
        self.assertEqual("loyalty_account", new.singular("loyalty_accounts"))
        self.assertEqual("category", new.singular("categories"))

    def test_camel(self):
        self.assertEqual("GiftCard", new.words("gift_cards")["Noun"])
        self.assertEqual("gif", new.words("gift_cards")["prefix"])


if __name__ == "__main__":
    unittest.main()
