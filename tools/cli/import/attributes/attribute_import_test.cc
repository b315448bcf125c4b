#include "tools/cli/import/attributes/attribute_import.h"

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "fmt/format.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace comptoir::cli {
namespace {

using customers::v1::AttributeDefinition;
using customers::v1::BatchSetCustomerAttributesRequest;
using customers::v1::BatchSetCustomerAttributesResponse;
using customers::v1::CustomerAttribute;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr char kRefused[] = "refused";
constexpr char kMalformed[] = "malformed";

// A server with texts of one attribute.
class FakeCalls final : public AttributeCalls {
 public:
  absl::StatusOr<AttributeDefinitions> List() override {
    return AttributeDefinitions();
  }
  absl::StatusOr<std::vector<CustomerAttribute>> Get(
      const std::string& customer_id) override {
    if (!is_up) return absl::UnavailableError("down");
    if (gone == customer_id) return absl::NotFoundError("gone");
    std::vector<CustomerAttribute> attributes;
    if (texts.contains(customer_id)) {
      CustomerAttribute& attribute = attributes.emplace_back();
      attribute.set_attribute_definition_id("atd_size");
      attribute.mutable_value()->set_text(texts[customer_id]);
    }
    return attributes;
  }
  absl::StatusOr<BatchSetCustomerAttributesResponse> Set(
      const BatchSetCustomerAttributesRequest& request) override {
    if (!is_up) return absl::UnavailableError("down");
    ++calls;
    for (const auto& customer : request.customers()) {
      if (customer.changes(0).value().text() == kMalformed) {
        return absl::InvalidArgumentError("malformed value");
      }
    }
    BatchSetCustomerAttributesResponse response;
    for (const auto& customer : request.customers()) {
      auto& result = *response.add_results();
      const std::string& text = customer.changes(0).value().text();
      if (text == kRefused) {
        result.set_outcome(customers::v1::CUSTOMER_ATTRIBUTES_OUTCOME_REFUSED);
        result.set_description("another program keeps it");
        continue;
      }
      result.set_outcome(customers::v1::CUSTOMER_ATTRIBUTES_OUTCOME_SET);
      texts[customer.customer_id()] = text;
    }
    return response;
  }

  std::map<std::string, std::string> texts;
  std::string gone;
  bool is_up = true;
  int calls = 0;
};

class AttributeImportTest : public testing::Test {
 protected:
  AttributeImportTest() {
    AttributeDefinition& size = attributes_.definitions.emplace_back();
    size.set_id("atd_size");
    size.set_key("size");
    options_.record = [this](size_t, const RowResult& result) {
      recorded_.push_back(result.outcome);
      return absl::OkStatus();
    };
  }

  // A row of a customer; "" says nothing of the attribute.
  void Add(const std::string& customer_id, RowOutcome outcome,
           const std::string& text) {
    result_.rows.push_back({.outcome = outcome, .customer_id = customer_id});
    auto& row = attributes_.rows.emplace_back();
    if (text.empty()) return;
    row.emplace_back().text = text;
    row.back().value.set_text(text);
  }
  absl::Status Run() {
    return ImportAttributes(attributes_, calls_, options_, &result_);
  }

  AttributeList attributes_;
  FakeCalls calls_;
  ImportOptions options_;
  ImportResult result_;
  std::vector<RowOutcome> recorded_;
};

TEST_F(AttributeImportTest, SetsThemOfNewAndOfKnownCustomers) {
  Add("new", RowOutcome::kCreated, "S");
  Add("known", RowOutcome::kUnchanged, "M");
  Add("same", RowOutcome::kUnchanged, "L");
  Add("", RowOutcome::kRejected, "XL");
  Add("silent", RowOutcome::kCreated, "");
  calls_.texts = {{"known", "L"}, {"same", "L"}};
  ASSERT_TRUE(Run().ok());
  EXPECT_EQ(calls_.texts["new"], "S");
  EXPECT_EQ(calls_.texts["known"], "M");
  EXPECT_FALSE(calls_.texts.contains("silent"));
  EXPECT_EQ(calls_.calls, 1);
  EXPECT_EQ(result_.rows[0].outcome, RowOutcome::kCreated);
  EXPECT_EQ(result_.rows[1].outcome, RowOutcome::kUpdated);
  EXPECT_THAT(result_.rows[1].changed,
              ElementsAre(FieldChange{"attributes.size", "L", "M"}));
  EXPECT_EQ(result_.rows[2].outcome, RowOutcome::kUnchanged);
  // What is replaced is known before the server is asked.
  EXPECT_EQ(recorded_.front(), RowOutcome::kPerhapsUpdated);
}

TEST_F(AttributeImportTest, FollowsTheRuleForWhoIsKnown) {
  Add("full", RowOutcome::kUnchanged, "M");
  Add("empty", RowOutcome::kUnchanged, "M");
  calls_.texts = {{"full", "L"}};
  options_.known = customers::KnownRule::kSkip;
  ASSERT_TRUE(Run().ok());
  EXPECT_EQ(calls_.calls, 0);
  options_.known = customers::KnownRule::kFill;
  ASSERT_TRUE(Run().ok());
  EXPECT_EQ(calls_.texts["full"], "L");
  EXPECT_EQ(calls_.texts["empty"], "M");
}

TEST_F(AttributeImportTest, ChangesNothingInADryRun) {
  Add("known", RowOutcome::kUnchanged, "M");
  Add("", RowOutcome::kCreated, "M");
  options_.is_dry_run = true;
  ASSERT_TRUE(Run().ok());
  EXPECT_EQ(calls_.calls, 0);
  EXPECT_THAT(recorded_, IsEmpty());
  EXPECT_EQ(result_.rows[0].outcome, RowOutcome::kUpdated);
  EXPECT_THAT(result_.rows[0].changed,
              ElementsAre(FieldChange{"attributes.size", "", "M"}));
}

TEST_F(AttributeImportTest, TakesTheLastOfSeveralRowsAndSaysSo) {
  Add("anna", RowOutcome::kCreated, "S");
  Add("anna", RowOutcome::kSameCustomer, "M");
  ASSERT_TRUE(Run().ok());
  EXPECT_EQ(calls_.texts["anna"], "M");
  EXPECT_THAT(result_.rows[0].overruled, ElementsAre("attributes.size"));
}

TEST_F(AttributeImportTest, RejectsWhomTheServerRefusesAlone) {
  Add("anna", RowOutcome::kCreated, "S");
  Add("bob", RowOutcome::kUnchanged, kRefused);
  Add("carl", RowOutcome::kCreated, kMalformed);
  Add("dora", RowOutcome::kUnchanged, "M");
  Add("emil", RowOutcome::kUnchanged, "M");
  calls_.gone = "emil";
  ASSERT_TRUE(Run().ok());
  EXPECT_EQ(calls_.texts["anna"], "S");
  EXPECT_EQ(calls_.texts["dora"], "M");
  for (const size_t row : {1, 2, 4}) {
    EXPECT_EQ(result_.rows[row].outcome, RowOutcome::kRejected) << row;
    EXPECT_THAT(result_.rows[row].changed, IsEmpty());
  }
  EXPECT_THAT(std::string(result_.rows[1].status.message()),
              HasSubstr("customer bob is there as the row says, but for "
                        "attributes, which are not set: another program"));
  EXPECT_THAT(std::string(result_.rows[2].status.message()),
              HasSubstr("malformed value"));
  EXPECT_EQ(result_.rows[0].outcome, RowOutcome::kCreated);
}

TEST_F(AttributeImportTest, SendsNoMoreInACallThanItTakes) {
  for (int i = 0; i < 201; ++i) {
    Add(fmt::format("cus_{}", i), RowOutcome::kCreated, "M");
  }
  ASSERT_TRUE(Run().ok());
  EXPECT_EQ(calls_.calls, 2);
  EXPECT_EQ(calls_.texts.size(), 201u);
}

TEST_F(AttributeImportTest, StopsWhenTheServerIsGone) {
  Add("anna", RowOutcome::kCreated, "S");
  calls_.is_up = false;
  EXPECT_TRUE(absl::IsUnavailable(Run()));
  result_.stopped = absl::UnavailableError("down");
  EXPECT_TRUE(Run().ok());
}

}  // namespace
}  // namespace comptoir::cli
