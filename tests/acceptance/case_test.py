#!/usr/bin/python3
"""That no case can be fulfilled by nothing."""

import contextlib
import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).absolute().parent))
sys.dont_write_bytecode = True

from harness.case import Case, Stop, differences_of  # noqa: E402


def differences(run) -> list[str]:
    return differences_of(Case(1, "a title", run), contextlib.nullcontext())


class CaseTest(unittest.TestCase):
    def test_is_fulfilled_when_all_is_right(self) -> None:
        def run(check, _) -> None:
            check.equal("a number", 1, 1)
            check.true("a thing", [0])
            check.has("a text", "abc", "b")
            check.lacks("a text", "abc", "x")

        self.assertEqual(differences(run), [])

    def test_says_each_difference(self) -> None:
        def run(check, _) -> None:
            check.equal("a number", 1, 2)
            check.true("a thing", [])
            check.has("a text", "abc", "x")
            check.lacks("a text", "abc", "b")

        found = differences(run)
        self.assertEqual(len(found), 4)
        self.assertEqual(found[0], "a number: have 1, want 2")

    def test_that_compares_nothing_fails(self) -> None:
        self.assertEqual(differences(lambda check, _: None), ["compared nothing"])

    def test_that_breaks_or_stops_fails(self) -> None:
        def stops(check, _) -> None:
            check.true("before", True)
            raise Stop("a command failed")

        def breaks(check, _) -> None:
            check.true("before", True)
            raise KeyError("id")

        self.assertEqual(differences(stops), ["a command failed"])
        self.assertIn("KeyError", differences(breaks)[0])


if __name__ == "__main__":
    unittest.main()
