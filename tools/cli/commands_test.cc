// All commands, as the protos and the overrides make them.
#include "tools/cli/commands.h"

#include <google/protobuf/descriptor.h>

#include <algorithm>
#include <functional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tools/cli/api/method_words.h"
#include "tools/cli/api/overrides.h"
#include "tools/cli/command/command.h"
#include "tools/cli/command/parse.h"
#include "tools/cli/core/context.h"
#include "tools/cli/core/exit_code.h"
#include "tools/cli/message/list_answer.h"
#include "tools/cli/message/request_flags.h"
#include "tools/cli/text/api_text.h"

namespace comptoir::cli {
namespace {

using ::google::protobuf::DescriptorPool;
using ::google::protobuf::FieldDescriptor;
using ::google::protobuf::MethodDescriptor;
using ::google::protobuf::ServiceDescriptor;
using ::testing::ContainsRegex;
using ::testing::ElementsAre;
using ::testing::IsSupersetOf;
using ::testing::UnorderedElementsAre;

class CommandsTest : public testing::Test {
 protected:
  // Each command with its whole name, such as "customers create".
  void ForEachCommand(
      const std::function<void(const std::string&, const Command&)>& visit) {
    Walk(program_.root, "", visit);
  }

  std::vector<std::string> NamesIn(std::string_view group) {
    std::vector<std::string> names;
    const Command* found = program_.root.Find(group);
    if (found == nullptr) return names;
    for (const Command& command : found->commands) {
      names.push_back(command.name);
    }
    return names;
  }

  const Command* FindCommand(const std::string& group,
                             const std::string& verb) {
    const Command* parent =
        group.empty() ? &program_.root : program_.root.Find(group);
    return parent == nullptr ? nullptr : parent->Find(verb);
  }

  Context context_;
  const Program program_ = {.root = AllCommands(context_),
                            .globals = context_.Globals(),
                            .version = ""};

 private:
  static void Walk(
      const Command& command, const std::string& name,
      const std::function<void(const std::string&, const Command&)>& visit) {
    for (const Command& child : command.commands) {
      const std::string whole =
          name.empty() ? child.name : name + ' ' + child.name;
      visit(whole, child);
      Walk(child, whole, visit);
    }
  }
};

// The words of a command line as a shell would have them.
std::vector<std::string> ShellWords(std::string_view line) {
  std::vector<std::string> words;
  bool is_quoted = false;
  bool is_in_word = false;
  for (const char c : line) {
    if (c == '\'') {
      is_quoted = !is_quoted;
      if (!is_in_word) words.emplace_back();
      is_in_word = true;
    } else if (c == ' ' && !is_quoted) {
      is_in_word = false;
    } else {
      if (!is_in_word) words.emplace_back();
      is_in_word = true;
      words.back() += c;
    }
  }
  return words;
}

// The lines of examples; one that ends with a backslash goes on.
std::vector<std::string> LinesOf(std::string_view examples) {
  std::vector<std::string> lines(1);
  for (const char c : examples) {
    if (c != '\n') {
      lines.back() += c;
    } else if (lines.back().ends_with('\\')) {
      lines.back().pop_back();
    } else {
      lines.emplace_back();
    }
  }
  return lines;
}

TEST_F(CommandsTest, AreNamedAsPeopleKnowThem) {
  EXPECT_THAT(
      NamesIn("customers"),
      IsSupersetOf({"activity",      "attributes",     "batch-get", "create",
                    "delete",        "explain-filter", "get",       "groups",
                    "import",        "list",           "merge",     "merges",
                    "preview-merge", "search",         "set",       "show",
                    "suggest",       "summary",        "unmerge",   "unset",
                    "update"}));
  EXPECT_THAT(NamesIn("duplicates"),
              UnorderedElementsAre("check", "ignore", "ignored", "list",
                                   "merge-all", "undo", "unignore"));
  EXPECT_THAT(NamesIn("attributes"),
              UnorderedElementsAre("create", "delete", "get", "list",
                                   "set-many", "update"));
  EXPECT_THAT(
      NamesIn("groups"),
      UnorderedElementsAre("add-members", "create", "delete", "get", "list",
                           "members", "remove-members", "update"));
  EXPECT_THAT(NamesIn("segments"),
              UnorderedElementsAre("create", "delete", "get", "list", "members",
                                   "preview", "update"));
  EXPECT_THAT(NamesIn("sales"),
              IsSupersetOf({"add-lines", "attach", "cancel", "create", "detach",
                            "get", "list", "pay", "remove-line", "summary"}));
  EXPECT_THAT(NamesIn("readers"), IsSupersetOf({"create", "get", "list",
                                                "new-code", "pair", "revoke"}));
  EXPECT_THAT(NamesIn("checkouts"), IsSupersetOf({"cancel", "create", "get"}));
  EXPECT_THAT(NamesIn("payments"), IsSupersetOf({"get", "refund"}));
  EXPECT_THAT(NamesIn("unmatched-payments"),
              IsSupersetOf({"get", "list", "match", "settle"}));
  EXPECT_THAT(NamesIn("team"), IsSupersetOf({"create", "get", "list",
                                             "set-passcode", "update"}));
  EXPECT_THAT(NamesIn("sessions"), ElementsAre("create", "delete", "whoami"));
  EXPECT_THAT(NamesIn("operations"),
              UnorderedElementsAre("cancel", "get", "list", "watch"));
  EXPECT_THAT(NamesIn("failed-tasks"),
              UnorderedElementsAre("drop", "get", "list", "retry"));
  EXPECT_THAT(NamesIn("merchants"), IsSupersetOf({"create", "get", "verify"}));
  EXPECT_THAT(NamesIn("events"), ElementsAre("list", "activity", "types"));
  for (const char* name : {"api-keys", "devices", "locations", "merchants",
                           "permission-sets", "profile", "watch"}) {
    EXPECT_NE(program_.root.Find(name), nullptr) << name;
  }
}

// Whoever adds a method has its command, or has said that it is by hand; what
// clients stream to is none.
TEST_F(CommandsTest, AreThereForEveryMethod) {
  for (const ServiceDescriptor* service : ApiServices()) {
    for (int i = 0; i < service->method_count(); ++i) {
      const MethodDescriptor& method = *service->method(i);
      if (method.client_streaming()) continue;
      const MethodWords words = WordsOf(method);
      EXPECT_NE(FindCommand(words.group, words.verb), nullptr)
          << method.full_name();
    }
  }
}

TEST_F(CommandsTest, AreDistinctAndSayWhatTheyDo) {
  std::set<std::string> names;
  ForEachCommand([&names](const std::string& name, const Command& command) {
    EXPECT_TRUE(names.insert(name).second) << "twice: " << name;
    EXPECT_NE(command.about, "") << name;
    EXPECT_EQ(command.commands.empty(), command.make != nullptr) << name;
  });
}

// Scripts branch on them.
TEST_F(CommandsTest, ExplainEveryArgument) {
  ForEachCommand([](const std::string& name, const Command& command) {
    if (!command.make) return;
    std::set<std::string> flags;
    for (const Argument& argument : command.make().arguments) {
      EXPECT_NE(argument.help, "") << name << ' ' << argument.name;
      EXPECT_TRUE(flags.insert(argument.name).second)
          << "twice: " << name << ' ' << argument.name;
    }
  });
}

TEST_F(CommandsTest, SayHowTheyExit) {
  const std::string help = Parse(program_, {"--help"}).text;

  for (const ExitCode code :
       {kExitOk, kExitFailed, kExitUsage, kExitNotFound, kExitPermission,
        kExitConflict, kExitUnavailable, kExitPartialImport, kExitProblems,
        kExitInterrupted}) {
    EXPECT_THAT(help, ContainsRegex("Exit codes:.*[ \n]" +
                                    std::to_string(code) + " [a-z]"))
        << help;
  }
}

TEST_F(CommandsTest, TakeTheirExamples) {
  ForEachCommand([this](const std::string& name, const Command& command) {
    if (!command.make) return;
    ASSERT_NE(command.examples, "") << name;
    for (const std::string& line : LinesOf(command.examples)) {
      std::vector<std::string> words = ShellWords(line);
      ASSERT_EQ(words[0], "comptoir") << line;
      words.erase(words.begin());
      // Where a shell would send the output.
      words.erase(std::find(words.begin(), words.end(), ">"), words.end());
      const Place place = FindPlace(program_, words);
      EXPECT_EQ(place.Name(), name) << line;
      EXPECT_EQ(Parse(program_, words).error, "") << line;
    }
  });
}

TEST(Overrides, AreSorted) {
  EXPECT_TRUE(std::is_sorted(Overrides().begin(), Overrides().end(),
                             [](const Override& a, const Override& b) {
                               return a.method < b.method;
                             }));
  EXPECT_TRUE(
      std::is_sorted(GroupOverrides().begin(), GroupOverrides().end(),
                     [](const GroupOverride& a, const GroupOverride& b) {
                       return a.group < b.group;
                     }));
}

TEST(Overrides, NameWhatExists) {
  for (const Override& override : Overrides()) {
    const MethodDescriptor* method =
        DescriptorPool::generated_pool()->FindMethodByName(
            std::string(override.method));
    ASSERT_NE(method, nullptr) << override.method;
    const MethodWords words = WordsOf(*method);
    for (const std::string& path : words.flags.words) {
      EXPECT_NE(FindField(*method->input_type(), path), nullptr)
          << override.method << ": " << path;
    }
    const FieldDescriptor* list = ListOf(*method->output_type());
    ASSERT_TRUE(list != nullptr || override.columns.empty()) << override.method;
    for (const std::string& path : words.columns) {
      EXPECT_NE(FindField(*list->message_type(), path), nullptr)
          << override.method << ": " << path;
    }
    for (const std::string& name : words.warnings) {
      EXPECT_NE(method->output_type()->FindFieldByName(name), nullptr)
          << override.method << ": " << name;
    }
  }
}

TEST(Overrides, NameGroupsOfServicesThatExist) {
  for (const GroupOverride& group : GroupOverrides()) {
    EXPECT_NE(DescriptorPool::generated_pool()->FindServiceByName(
                  std::string(group.service)),
              nullptr)
        << group.group;
  }
}

// What an override says must differ from what follows without it.
TEST(Overrides, SayNothingThatFollowsAnyway) {
  for (const Override& override : Overrides()) {
    const MethodDescriptor* method =
        DescriptorPool::generated_pool()->FindMethodByName(
            std::string(override.method));
    ASSERT_NE(method, nullptr) << override.method;
    const MethodWords derived = WordsOf(*method, nullptr);
    const MethodWords words = WordsOf(*method, &override);
    if (!override.command.empty()) {
      EXPECT_NE(derived.group + derived.verb, words.group + words.verb)
          << override.method;
    }
    if (!override.columns.empty()) {
      EXPECT_NE(derived.columns, words.columns) << override.method;
    }
    if (!override.examples.empty()) {
      EXPECT_NE(derived.examples, words.examples) << override.method;
    }
    if (override.words) {
      EXPECT_NE(derived.flags.words, words.flags.words) << override.method;
    }
    if (override.question) {
      EXPECT_NE(derived.question, words.question) << override.method;
    }
  }
}

}  // namespace
}  // namespace comptoir::cli
