#!/usr/bin/env python3
"""Tests of the rules of tools/tidy."""

import unittest

import cpp_functions
import rules
import tidy

GUARDED = (
    "#ifndef COMPTOIR_SERVER_A_A_H_\n"
    "#define COMPTOIR_SERVER_A_A_H_\n"
    "{}\n"
    "#endif  // COMPTOIR_SERVER_A_A_H_\n"
)


def messages(path: str, text: str, build: str = '"a.h" "a.cc" "a_test.cc"') -> str:
    file = rules.File(path=path, text=text, build_text=build)
    return "\n".join(problem.message for problem in rules.problems(file))


class TextRules(unittest.TestCase):
    def test_accepts_a_tidy_header(self):
        self.assertEqual("", messages("server/a/a.h", GUARDED.format("int A();")))

    def test_wants_the_guard_of_the_path(self):
        text = GUARDED.format("int A();")
        self.assertIn("COMPTOIR_SERVER_B_A_H_", messages("server/b/a.h", text))

    def test_wants_a_newline_at_the_end(self):
        self.assertIn("without a newline", messages("a/a.txt", "text"))

    def test_finds_a_dead_file(self):
        self.assertIn("dead", messages("server/a/a.cc", "int a;\n", build=""))

    def test_keeps_the_engine_in_its_folder(self):
        for text in ("#include <rocksdb/db.h>\n", '#include "rocksdb/db.h"\n'):
            for path in ("server/store/a.cc", "server/kv/a.cc", "tests/benchmarks/a.cc"):
                self.assertIn("RocksDB is known", messages(path, text))
            self.assertEqual("", messages("server/kv/rocksdb/a.cc", text))
        reference = rules.File(
            path="tests/benchmarks/raw_rocksdb.cc",
            text="#include <rocksdb/db.h>\n",
            build_text='"raw_rocksdb.cc"',
        )
        self.assertEqual([], list(rules.problems(reference)))

    def test_keeps_the_engine_out_of_other_targets(self):
        text = 'deps = ["@system//:rocksdb"]\n'

        self.assertIn("RocksDB is known", messages("server/ops/BUILD.bazel", text))
        self.assertEqual("", messages("server/kv/rocksdb/BUILD.bazel", text))

    def test_names_no_engine_above_them(self):
        include = '#include "server/kv/rocksdb/rocksdb_engine.h"\n'
        for path in ("server/store/a.cc", "tests/a/a_test.cc", "tools/cli/a.cc"):
            self.assertIn("kv/open.h", messages(path, include))
        self.assertIn("kv/open.h", messages("server/ops/a.cc", "// RocksDB\n"))
        self.assertEqual("", messages("server/kv/a.cc", include))

    def test_keeps_grpc_below_the_areas(self):
        text = "#include <grpcpp/grpcpp.h>\n"

        self.assertIn("gRPC", messages("server/sales/a.cc", text))
        self.assertEqual("", messages("server/rpc/a.cc", text))

    def test_keeps_server_code_out_of_the_sdk(self):
        text = '#include "server/base/ids.h"\n'
        self.assertIn("client", messages("sdk/cpp/runtime/a.cc", text))

    def test_lets_readers_know_base_alone(self):
        base, store = '#include "server/base/ids.h"\n', '#include "server/store/store.h"\n'

        self.assertEqual("", messages("hardware/daemon/a.cc", base))
        self.assertIn("clients", messages("hardware/daemon/a.cc", store))

    def test_lets_the_cli_know_base_and_rows_alone(self):
        path = "tools/cli/import/a.cc"
        for header in ("base/csv/csv_reader.h", "customers/import/headings/columns.h"):
            self.assertEqual("", messages(path, f'#include "server/{header}"\n'))
        self.assertIn("client", messages(path, '#include "server/store/store.h"\n'))

    def test_compiles_the_parser_of_command_lines_once(self):
        text = "#include <CLI/CLI.hpp>\n"
        self.assertIn("once", messages("tools/cli/main.cc", text))
        path = "tools/cli/command/parse.cc"
        self.assertEqual("", messages(path, text, build='"parse.cc"'))

    def test_lets_only_base_read_the_clock(self):
        text = "auto a = absl::Now();\n"

        self.assertIn("Clock", messages("server/sales/a.cc", text))
        self.assertEqual("", messages("server/base/a.cc", text))

    def test_refuses_sleep_in_tests(self):
        self.assertIn("sleep", messages("tests/a_test.cc", "sleep_for(1);\n"))
        self.assertIn("sleep", messages("tests/fault/a_test.cc", "sleep_for(1);\n"))
        self.assertIn("sleep", messages("tests/a_test.py", "time.sleep(1)\n"))
        self.assertEqual("", messages("tests/a.py", "time.sleep(1)\n"))

    def test_refuses_the_slow_digest(self):
        text = "SHA256(bytes, size, hash);\n"

        self.assertIn("Sha256()", messages("server/readers/a.cc", text))
        self.assertEqual("", messages("server/readers/a.cc", "Sha256(bytes);\n"))

    def test_refuses_messages_that_only_name_their_method(self):
        text = "// See ItemService.GetItem.\nmessage GetItemRequest {}\n"

        self.assertIn("holds", messages("protos/a.proto", text))

    def test_refuses_documents_that_are_not_there(self):
        files = [
            rules.File("a/README.md", "# A\n"),
            rules.File("a/a.cc", "// See README.md and plans.md, section 2.\n"),
        ]

        found = [problem.message for problem in rules.citation_problems(files)]

        self.assertEqual(1, len(found))
        self.assertIn("plans.md", found[0])

    def test_wants_an_issue_in_a_todo(self):
        word = "TO" + "DO"

        self.assertIn("issue", messages("server/a/a.cc", f"// {word}: later\n"))
        self.assertEqual("", messages("server/a/a.cc", f"// {word}(#4): till 2\n"))

    def test_wants_a_title_in_markdown(self):
        self.assertIn("Title", messages("a/a.md", "text\n"))

    def test_wants_scripts_to_be_executable(self):
        self.assertIn("executable", messages("a/a", "#!/bin/bash\n"))


class Functions(unittest.TestCase):
    def names(self, text: str) -> list:
        return [(f.name, f.lines) for f in cpp_functions.functions(text)]

    def test_sees_functions_and_methods(self):
        text = (
            "namespace a {\n"
            "class B : public C {\n"
            " public:\n"
            "  int Get() const { return 1; }\n"
            "};\n"
            "int B::Sum(int x,\n"
            "           int y) {\n"
            "  if (x) { return y; }\n"
            "  return 0;\n"
            "}\n"
            "}  // namespace a\n"
        )
        self.assertEqual([("Get", 1), ("B::Sum", 5)], self.names(text))

    def test_is_not_misled_by_strings_and_comments(self):
        text = 'void A() {\n  // }\n  auto s = "}{";\n  auto r = R"(})";\n}\n'
        self.assertEqual([("A", 5)], self.names(text))

    def test_counts_a_test_body(self):
        self.assertEqual([("TEST", 2)], self.names("TEST(A, B) {\n}\n"))


class Ratchet(unittest.TestCase):
    def setUp(self):
        self.file = rules.File(path="a/a.cc", text="int a;\n" * 450)

    def test_refuses_a_long_file(self):
        found, _ = tidy.size_problems([self.file], {})
        self.assertIn("450 lines", found[0].message)

    def test_lets_a_listed_file_be_but_not_grow(self):
        found, ratchet = tidy.size_problems([self.file], {"a/a.cc": 460})
        self.assertEqual([], found)
        self.assertEqual({"a/a.cc": 450}, ratchet)

        found, _ = tidy.size_problems([self.file], {"a/a.cc": 449})
        self.assertEqual(1, len(found))

    def test_forgets_what_is_short_now(self):
        short = rules.File(path="a/a.cc", text="int a;\n")
        self.assertEqual(([], {}), tidy.size_problems([short], {"a/a.cc": 460}))


if __name__ == "__main__":
    unittest.main()
