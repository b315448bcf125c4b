#include "tools/cli/message/request_flags.h"

#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "comptoir/customers/v1/customer_service.pb.h"
#include "comptoir/merchants/v1/device_service.pb.h"
#include "comptoir/merchants/v1/permission_set_service.pb.h"
#include "comptoir/sales/v1/sale_service.pb.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tools/cli/command/command.h"
#include "tools/cli/command/parse.h"
#include "tools/cli/terminal/terminal.h"

namespace comptoir::cli {
namespace {

using customers::v1::ExplainFilterRequest;
using customers::v1::ListCustomersRequest;
using customers::v1::SearchCustomersRequest;
using customers::v1::UpdateCustomerRequest;
using merchants::v1::CreatePermissionSetRequest;
using merchants::v1::PairDeviceRequest;
using merchants::v1::UpdatePermissionSetRequest;
using sales::v1::AddSaleLinesRequest;
using sales::v1::ListSalesRequest;
using ::testing::ContainsRegex;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::UnorderedElementsAre;

// A command for one request, as a program would have it.
template <typename Request>
class Command {
 public:
  explicit Command(RequestFlagsOptions options)
      : request_(std::make_shared<Request>()),
        flags_(request_, std::move(options)) {
    program_.root.commands.push_back({.name = "call", .make = [this] {
                                        return Action{flags_.arguments(), {}};
                                      }});
  }

  // True when the words are accepted.
  bool Parse(std::vector<std::string> words) {
    words.insert(words.begin(), "call");
    error_ = cli::Parse(program_, words).error;
    return error_.empty();
  }
  // What was wrong with the words.
  const std::string& error() const { return error_; }

  absl::Status Finish() { return flags_.Finish(terminal_); }
  std::string Help() { return cli::Parse(program_, {"call", "--help"}).text; }
  const Request& request() const { return *request_; }

 private:
  TerminalOptions options_ = {.no_input = true};
  Terminal terminal_{&options_};
  std::shared_ptr<Request> request_;
  RequestFlags flags_;
  Program program_;
  std::string error_;
};

TEST(RequestFlags, TakesATreeAsAWholeAndInParts) {
  Command<ListCustomersRequest> whole({});
  ASSERT_TRUE(whole.Parse(
      {"--filter", R"({"none": {"parts": [{"visits": {"minimum": 2}}]}})"}));
  EXPECT_EQ(whole.request().filter().none().parts(0).visits().minimum(), 2);

  Command<ListCustomersRequest> parts({});
  ASSERT_TRUE(
      parts.Parse({"--filter.all.part", R"({"lastVisit": {"lastDays": 30}})",
                   "--filter.all.part", R"({"visits": {"minimum": 3}})"}));
  EXPECT_EQ(parts.request().filter().all().parts_size(), 2);

  EXPECT_FALSE(parts.Parse({"--filter.all", "{}"}));

  // As `comptoir customers list` has them.
  Command<ListCustomersRequest> flat({.flattened = "filter"});
  ASSERT_TRUE(flat.Parse({"--filter", R"({"visits": {"minimum": 2}})"}));
  EXPECT_EQ(flat.request().filter().visits().minimum(), 2);
  EXPECT_FALSE(flat.Parse({"--all", "{}"}));

  Command<ListCustomersRequest> leaf({});
  ASSERT_TRUE(leaf.Parse(
      {"--filter.text.field", "locality", "--filter.text.starts", "Saint"}));
  EXPECT_EQ(leaf.request().filter().text().field(),
            customers::v1::TEXT_FIELD_LOCALITY);
  EXPECT_EQ(leaf.request().filter().text().starts(), "Saint");
}

std::string Both(const std::vector<std::string>& words) {
  Command<ListCustomersRequest> command({.flattened = "filter"});
  EXPECT_TRUE(command.Parse(words));
  EXPECT_TRUE(command.Finish().ok());
  return command.request().filter().ShortDebugString();
}

TEST(RequestFlags, WantAllConditionsThatAreGiven) {
  constexpr char kBoth[] =
      "all { parts { text { field: TEXT_FIELD_GIVEN_NAME is: \"ana\" } } "
      "parts { visits { minimum: 1 } } }";
  const std::vector<std::string> name = {"--text.field", "given-name",
                                         "--text.is", "ana"};
  std::vector<std::string> words = name;
  words.insert(words.end(), {"--visits.minimum", "1"});
  EXPECT_EQ(Both(words), kBoth);
  words = {"--visits.minimum", "1"};
  words.insert(words.end(), name.begin(), name.end());
  EXPECT_EQ(Both(words), kBoth);
  EXPECT_EQ(Both({"--visits.minimum", "1", "--filter",
                  R"({"text": {"field": "TEXT_FIELD_GIVEN_NAME",
                               "is": "ana"}})"}),
            kBoth);
  EXPECT_EQ(Both({"--all.part", "text.field=given-name,text.is=ana",
                  "--visits.minimum", "1"}),
            kBoth);
  // Alone it is no list of one.
  EXPECT_EQ(Both({"--visits.minimum", "1", "--visits.maximum", "3"}),
            "visits { minimum: 1 maximum: 3 }");
  // What is in a list of another kind stays in it.
  EXPECT_EQ(Both({"--any.part", "visits.minimum=9", "--none.part",
                  "visits.minimum=5", "--visits.minimum", "1"}),
            "all { parts { any { parts { visits { minimum: 9 } } } } "
            "parts { none { parts { visits { minimum: 5 } } } } "
            "parts { visits { minimum: 1 } } }");
}

TEST(RequestFlags, RefuseTwoWaysToSayOneThing) {
  Command<ListCustomersRequest> texts({.flattened = "filter"});
  EXPECT_FALSE(texts.Parse({"--text.field", "given-name", "--text.is", "ana",
                            "--text.starts", "bulk"}));
  EXPECT_THAT(
      texts.error(),
      HasSubstr("--text.starts: contradicts --text.is: give one of them; for "
                "both: --all.part 'text.field=given-name,text.is=ana' "
                "--all.part 'text.field=given-name,text.starts=bulk'"));

  Command<SearchCustomersRequest> names({.flattened = "query"});
  EXPECT_FALSE(names.Parse({"--name.exact", "ana", "--name.prefix", "mer"}));
  EXPECT_THAT(names.error(), HasSubstr("contradicts --name."));
  // In one value as with two flags.
  Command<ListCustomersRequest> group({.flattened = "filter"});
  EXPECT_FALSE(group.Parse(
      {"--filter", "visits.minimum=1,text.field=given-name,text.is=ana"}));
  EXPECT_THAT(
      group.error(),
      HasSubstr("visits and text exclude each other: give one of them, or both "
                "as JSON: {\"all\": {\"parts\": [{\"visits\""));
}

TEST(RequestFlags, ReplaceAndEmptyLists) {
  const RequestFlagsOptions options = {.words = {"customer.id"},
                                       .flattened = "customer"};
  Command<UpdateCustomerRequest> empty(options);
  ASSERT_TRUE(
      empty.Parse({"cus_1", "--preference", "", "--other-phone-number", ""}));
  ASSERT_TRUE(empty.Finish().ok());
  EXPECT_THAT(empty.request().update_mask().paths(),
              UnorderedElementsAre("preferences", "other_phone_numbers"));
  EXPECT_EQ(empty.request().customer().preferences_size(), 0);
  EXPECT_EQ(empty.request().customer().other_phone_numbers_size(), 0);

  Command<UpdateCustomerRequest> two(options);
  ASSERT_TRUE(two.Parse({"cus_1", "--preference", "name=milk,value=oat",
                         "--preference", "name=sugar,value=2"}));
  ASSERT_TRUE(two.Finish().ok());
  EXPECT_EQ(two.request().customer().preferences_size(), 2);
  EXPECT_THAT(two.request().update_mask().paths(), ElementsAre("preferences"));
  EXPECT_THAT(two.Help(),
              ContainsRegex("replaces[ \n]+the[ \n]+whole[ \n]+list"));

  Command<UpdateCustomerRequest> mixed(options);
  EXPECT_FALSE(mixed.Parse(
      {"cus_1", "--preference", "", "--preference", "name=milk,value=oat"}));
  EXPECT_THAT(mixed.error(), HasSubstr("'' empties the list: give it alone"));
}

TEST(RequestFlags, NeedNothingOfAGroupThatMayBeLeftOut) {
  Command<ListCustomersRequest> list({.flattened = "filter"});
  EXPECT_THAT(list.Help(), Not(HasSubstr("required")));
  EXPECT_THAT(list.Help(), HasSubstr("text.field=...,text.is=..."));

  Command<ExplainFilterRequest> explain({.flattened = "filter"});
  ASSERT_TRUE(explain.Parse({}));
  EXPECT_THAT(std::string(explain.Finish().message()),
              HasSubstr("give at least one of --filter, --all.part"));
}

TEST(RequestFlags, MakesFlagsOfFields) {
  Command<ListSalesRequest> command({});

  ASSERT_TRUE(command.Parse({"--customer-id", "cus_1", "--state", "open"}));

  EXPECT_EQ(command.request().customer_id(), "cus_1");
  EXPECT_EQ(command.request().state(), sales::v1::SALE_STATE_OPEN);
}

TEST(RequestFlags, TakesWordsAndRepeatedFields) {
  Command<AddSaleLinesRequest> command({.words = {"sale_id"}});

  ASSERT_TRUE(command.Parse({"--line", "name=Thé,quantity=1", "sal_1", "--line",
                             "name=Café,quantity=2"}));

  EXPECT_EQ(command.request().sale_id(), "sal_1");
  EXPECT_EQ(command.request().lines_size(), 2);
  EXPECT_EQ(command.request().lines(1).name(), "Café");
}

TEST(RequestFlags, RefusesWrongValuesWhileParsing) {
  Command<ListSalesRequest> command({});

  EXPECT_FALSE(command.Parse({"--state", "finished"}));
  EXPECT_FALSE(command.Parse({"--page-size", "many"}));
}

TEST(RequestFlags, WantsTheWordsThatNameSomething) {
  Command<AddSaleLinesRequest> command({.words = {"sale_id"}});

  EXPECT_FALSE(command.Parse({"--line", "name=Thé"}));
}

TEST(RequestFlags, FillsTheMaskWithWhatWasGiven) {
  Command<UpdatePermissionSetRequest> command(
      {.words = {"permission_set.id"}, .flattened = "permission_set"});

  ASSERT_TRUE(command.Parse({"pset_1", "--display-name", ""}));
  ASSERT_TRUE(command.Finish().ok());

  EXPECT_THAT(command.request().update_mask().paths(),
              ElementsAre("display_name"));
  EXPECT_EQ(command.request().permission_set().id(), "pset_1");
}

TEST(RequestFlags, RefusesToChangeNothing) {
  Command<UpdatePermissionSetRequest> command(
      {.words = {"permission_set.id"}, .flattened = "permission_set"});

  ASSERT_TRUE(command.Parse({"pset_1"}));

  EXPECT_FALSE(command.Finish().ok());
}

TEST(RequestFlags, ReadsSecretsFromFiles) {
  const std::string path = testing::TempDir() + "/code";
  std::ofstream(path) << "ABCD-1234\n";
  // A secret that others may read is refused.
  std::filesystem::permissions(path, std::filesystem::perms::owner_read |
                                         std::filesystem::perms::owner_write);
  Command<PairDeviceRequest> command({});

  ASSERT_TRUE(command.Parse({"--pairing-code-file", path}));
  ASSERT_TRUE(command.Finish().ok());

  EXPECT_EQ(command.request().pairing_code(), "ABCD-1234");
}

TEST(RequestFlags, HasNoFlagForASecretItself) {
  Command<PairDeviceRequest> command({});

  EXPECT_FALSE(command.Parse({"--pairing-code", "ABCD-1234"}));
}

TEST(RequestFlags, WantsARequiredSecret) {
  Command<PairDeviceRequest> command({});

  ASSERT_TRUE(command.Parse({}));

  EXPECT_THAT(std::string(command.Finish().message()),
              HasSubstr("pairing code"));
}

TEST(RequestFlags, NamesWhatMustBeGiven) {
  Command<CreatePermissionSetRequest> create({.flattened = "permission_set"});
  ASSERT_TRUE(create.Parse({}));
  EXPECT_THAT(std::string(create.Finish().message()),
              HasSubstr("--display-name"));

  Command<UpdatePermissionSetRequest> update(
      {.words = {"permission_set.id"}, .flattened = "permission_set"});
  ASSERT_TRUE(update.Parse({"pset_1"}));
  EXPECT_THAT(std::string(update.Finish().message()),
              HasSubstr("give at least one of --display-name, --permission"));
}

TEST(RequestFlags, LeavesToTheServerWhatIsWrongBeyondThat) {
  Command<CreatePermissionSetRequest> command({.flattened = "permission_set"});

  ASSERT_TRUE(command.Parse({"--permission", "sales-manage"}));

  EXPECT_TRUE(command.Finish().ok());
}

TEST(RequestFlags, ExplainsFlagsByTheirSentences) {
  Command<ListSalesRequest> command(
      {.sentence_of = [](std::string_view name) -> std::string_view {
        return name.ends_with(".state") ? "Only these." : "See elsewhere.";
      }});

  EXPECT_THAT(command.Help(), HasSubstr("Only these. (open | completed"));
  EXPECT_THAT(command.Help(), Not(HasSubstr("elsewhere")));
}

TEST(RequestFlags, SendWhatIsMeantByAText) {
  Command<CreatePermissionSetRequest> command(
      {.flattened = "permission_set",
       .spelled = [](const google::protobuf::FieldDescriptor& field,
                     const std::string& text) -> absl::StatusOr<std::string> {
         if (field.name() != "display_name") return text;
         if (text.empty()) return absl::InvalidArgumentError("no name");
         return "Mx " + text;
       }});

  ASSERT_TRUE(
      command.Parse({"--display-name", "Clerk", "--permission", "sales-view"}));

  EXPECT_EQ(command.request().permission_set().display_name(), "Mx Clerk");
  EXPECT_EQ(command.request().permission_set().permissions_size(), 1);
  EXPECT_FALSE(command.Parse({"--display-name", ""}));
}

TEST(FindField, FollowsPaths) {
  const auto& type = *CreatePermissionSetRequest::descriptor();

  EXPECT_NE(FindField(type, "permission_set.display_name"), nullptr);
  EXPECT_EQ(FindField(type, "permission_set.color"), nullptr);
  EXPECT_EQ(FindField(type, "request_id.more"), nullptr);
}

TEST(RequestFlags, HidesWhatTheServerSets) {
  Command<AddSaleLinesRequest> command({});

  EXPECT_THAT(command.Help(), HasSubstr("--line"));
  EXPECT_THAT(command.Help(), Not(HasSubstr("amount")));
}

}  // namespace
}  // namespace comptoir::cli
