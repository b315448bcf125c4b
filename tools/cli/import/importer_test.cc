#include "tools/cli/import/importer.h"

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "gmock/gmock.h"
#include "google/protobuf/util/message_differencer.h"
#include "gtest/gtest.h"
#include "server/base/csv/csv_reader.h"
#include "server/customers/import/columns.h"

namespace comptoir::cli {
namespace {

using customers::ColumnPlan;
using customers::PlanColumns;
using customers::v1::CreateCustomerRequest;
using customers::v1::Customer;
using google::protobuf::util::MessageDifferencer;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::SizeIs;

constexpr char kContent[] =
    "given_name;birthday\n"
    "Hélène;1990-04-03\n"
    "Zoë;no date\n"
    "Awa;\n";

// A whole customer, so that a column too many or in the wrong field shows.
Customer Named(const std::string& given, const std::string& birthday = "") {
  Customer customer;
  customer.set_given_name(given);
  customer.set_birthday(birthday);
  customer.set_creation_source(customers::v1::CREATION_SOURCE_IMPORT);
  return customer;
}

MATCHER_P(CreatesOnly, customer, customer.ShortDebugString()) {
  return MessageDifferencer::Equals(arg.customer(), customer);
}

class ImporterTest : public testing::Test {
 protected:
  ImporterTest()
      : table_(*ReadCsv(kContent)),
        columns_(*PlanColumns(table_.heading.cells, {})) {}

  ImportPlan Plan(const std::string& content = kContent) {
    return PlanImport(table_, content, columns_, {});
  }

  static void Ignore(int64_t) {}

  const CsvTable table_;
  const ColumnPlan columns_;
};

TEST_F(ImporterTest, PlansTheRowsThatCanBeRead) {
  const ImportPlan plan = Plan();

  EXPECT_THAT(plan.requests,
              ElementsAre(CreatesOnly(Named("Hélène", "1990-04-03")),
                          CreatesOnly(Named("Awa"))));
  ASSERT_THAT(plan.rejected, SizeIs(1));
  EXPECT_EQ(plan.rejected[0].row->line, 3);
}

TEST_F(ImporterTest, NamesRequestsByFileAndLine) {
  const ImportPlan plan = Plan();

  EXPECT_NE(plan.requests[0].request_id(), plan.requests[1].request_id());
  EXPECT_EQ(plan.requests[0].request_id(), Plan().requests[0].request_id());
  EXPECT_NE(plan.requests[0].request_id(),
            Plan("other").requests[0].request_id());
  EXPECT_LE(plan.requests[0].request_id().size(), 64u);
}

TEST_F(ImporterTest, CountsWhatIsNewAndWhatWasThere) {
  const ImportPlan plan = Plan();
  std::vector<CreateCustomerRequest> sent;

  const ImportResult result = RunImport(
      plan,
      [&sent](const CreateCustomerRequest& request,
              const std::function<void(CreateOutcome)>& done) {
        sent.push_back(request);
        done({.status = absl::OkStatus(),
              .is_replayed = request.customer().given_name() == "Awa"});
      },
      Ignore);

  EXPECT_EQ(result.created, 1);
  EXPECT_EQ(result.replayed, 1);
  EXPECT_TRUE(result.stopped.ok());
  EXPECT_THAT(sent, ElementsAre(CreatesOnly(Named("Hélène", "1990-04-03")),
                                CreatesOnly(Named("Awa"))));
  EXPECT_EQ(sent[0].request_id(), plan.requests[0].request_id());
  EXPECT_EQ(sent[1].request_id(), plan.requests[1].request_id());
}

TEST_F(ImporterTest, EndsWithAllThatWasDone) {
  const ImportPlan plan = Plan();
  std::vector<std::function<void(CreateOutcome)>> waiting;
  int64_t shown = 0;

  // Answers after the last call was sent, before anybody waits for answers.
  RunImport(
      plan,
      [&waiting](const CreateCustomerRequest&,
                 std::function<void(CreateOutcome)> done) {
        waiting.push_back(std::move(done));
      },
      [&](int64_t done) {
        shown = done;
        if (waiting.size() < 2) return;
        for (const auto& answer : std::exchange(waiting, {})) answer({});
      });

  EXPECT_EQ(shown, 2);
}

TEST_F(ImporterTest, KeepsRejectsInTheOrderOfTheTable) {
  const ImportPlan plan = Plan();

  const ImportResult result = RunImport(
      plan,
      [](const CreateCustomerRequest&,
         const std::function<void(CreateOutcome)>& done) {
        done({.status = absl::InvalidArgumentError("bad")});
      },
      Ignore);

  std::vector<int> lines;
  for (const RejectedRow& reject : result.rejected) {
    lines.push_back(reject.row->line);
  }
  EXPECT_THAT(lines, ElementsAre(2, 3, 4));
}

TEST_F(ImporterTest, StopsWhenTheServerIsGone) {
  const ImportPlan plan = Plan();
  int calls = 0;

  const ImportResult result = RunImport(
      plan,
      [&calls](const CreateCustomerRequest&,
               const std::function<void(CreateOutcome)>& done) {
        ++calls;
        done({.status = absl::UnavailableError("gone")});
      },
      Ignore);

  EXPECT_EQ(calls, 1);
  EXPECT_TRUE(absl::IsUnavailable(result.stopped));
  EXPECT_THAT(result.rejected, SizeIs(1));
}

TEST(RunImport, KeepsCallsOutstandingUpToItsLimit) {
  std::string content = "given_name\n";
  std::vector<std::string> names;
  for (int i = 0; i < 200; ++i) {
    names.push_back("A" + std::to_string(i));
    content += names.back() + "\n";
  }
  const CsvTable table = *ReadCsv(content);
  const ImportPlan plan =
      PlanImport(table, content, *PlanColumns(table.heading.cells, {}), {});
  std::vector<std::function<void(CreateOutcome)>> waiting;
  std::vector<CreateCustomerRequest> sent;

  // Answers only when no further call could come.
  const ImportResult result = RunImport(
      plan,
      [&](const CreateCustomerRequest& request,
          std::function<void(CreateOutcome)> done) {
        waiting.push_back(std::move(done));
        sent.push_back(request);
        if (waiting.size() < kOutstandingMax && sent.size() < 200) return;
        for (const auto& answer : std::exchange(waiting, {})) answer({});
      },
      [](int64_t) {});

  EXPECT_EQ(result.created, 200);
  ASSERT_THAT(sent, SizeIs(200));
  for (size_t i = 0; i < sent.size(); ++i) {
    EXPECT_THAT(sent[i], CreatesOnly(Named(names[i])));
  }
}

TEST_F(ImporterTest, WritesRejectsAsATableThatCanBeMended) {
  const ImportPlan plan = Plan();

  const std::string text = WriteRejects(table_, plan.rejected);

  EXPECT_THAT(text, HasSubstr("given_name;birthday;_line;_error_code"));
  EXPECT_THAT(text, HasSubstr("\r\nZoë;no date;3;INVALID_ARGUMENT;"));
}

TEST(WriteRejects, NeverRepeatsACardNumber) {
  const std::string content = "given_name;note\nZoë;4111 1111 1111 1111\n";
  const CsvTable table = *ReadCsv(content);

  const std::string text = WriteRejects(
      table, {{&table.rows[0], absl::InvalidArgumentError("bad")}});

  EXPECT_THAT(text, HasSubstr("Zoë;**** **** **** 1111;2;"));
  EXPECT_THAT(text, Not(HasSubstr("4111")));
}

}  // namespace
}  // namespace comptoir::cli
