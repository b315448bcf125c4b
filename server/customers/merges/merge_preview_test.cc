// MergeService.PreviewMerge.
#include <string>
#include <utility>
#include <vector>

#include "fmt/format.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/customers/merges/merges_fixture.h"

namespace comptoir::customers {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using v1::Customer;

class MergePreviewTest : public MergesFixture {
 protected:
  // What would be dropped: "field name ...", with the names of now.
  std::vector<std::string> Dropped(const std::string& survivor,
                                   const std::vector<std::string>& others) {
    v1::PreviewMergeRequest request;
    request.set_survivor_customer_id(survivor);
    request.mutable_customer_ids()->Assign(others.begin(), others.end());
    const auto preview = customers_.Preview(request);
    EXPECT_TRUE(preview.ok()) << preview.status();
    std::vector<std::string> dropped;
    for (const v1::MergedField& field : preview->fields()) {
      std::string line = field.path();
      for (const std::string& id : field.dropped_customer_ids()) {
        line += " " + Get(id).given_name();
      }
      if (!field.dropped_customer_ids().empty()) dropped.push_back(line);
    }
    return dropped;
  }
};

TEST_F(MergePreviewTest, PreviewsWhatAMergeDoes) {
  const std::string anna = Create("Anna", "", "likes tea");
  const std::string ann = Create("Ann", "ann@example.com", "likes coffee");
  v1::PreviewMergeRequest request;
  request.set_survivor_customer_id(anna);
  request.add_customer_ids(ann);

  const auto preview = customers_.Preview(request);

  ASSERT_TRUE(preview.ok()) << preview.status();
  std::vector<std::string> fields;
  for (const v1::MergedField& field : preview->fields()) {
    fields.push_back(fmt::format("{} {} {}", field.path(),
                                 field.customer_id() == anna ? "anna" : "ann",
                                 field.dropped_customer_ids_size()));
  }
  EXPECT_THAT(fields, ElementsAre("given_name anna 1", "email_address ann 0",
                                  "note anna 1"));
  EXPECT_EQ(preview->identity_count(), 2);
  EXPECT_THAT(preview->blockers(), IsEmpty());
  EXPECT_EQ(preview->profiles(1).note(), "likes coffee");
  const auto merged = customers_.Merge(anna, {ann});
  Customer expected = preview->customer();
  expected.set_etag(merged->etag());
  *expected.mutable_update_time() = merged->update_time();
  EXPECT_EQ(expected.SerializeAsString(), merged->SerializeAsString());
}

TEST_F(MergePreviewTest, PreviewsEverythingThatStandsInTheWay) {
  const std::string anna = Create("Anna");
  const std::string ann = Create("Ann");
  const std::string bob = Create("Bob");
  ASSERT_TRUE(customers_.Merge(anna, {ann}).ok());
  v1::PreviewMergeRequest request;
  request.set_survivor_customer_id(ann);
  request.add_customer_ids(bob);
  request.add_customer_ids(anna);
  v1::FieldChoice& choice = *request.add_choices();
  choice.set_path("note");
  choice.set_customer_id(bob);

  const auto preview = customers_.Preview(request);

  ASSERT_TRUE(preview.ok()) << preview.status();
  std::vector<std::string> blockers;
  for (const v1::MergeBlocker& blocker : preview->blockers()) {
    blockers.push_back(blocker.reason() + " " + blocker.field());
  }
  EXPECT_THAT(blockers, ElementsAre("MERGE_CIRCLE survivor_customer_id",
                                    "CHOICE_EMPTY choices"));
  EXPECT_FALSE(preview->has_customer());
  EXPECT_THAT(preview->fields(), IsEmpty());
}

TEST_F(MergePreviewTest, ConfirmsNoGuessOfWhatTheCallerMayNotSee) {
  const std::string anna = Create("Anna", "anna@example.com", "likes tea");
  const std::string right = Create("Right", "anna@example.com", "likes tea");
  const std::string wrong = Create("Wrong", "ann@example.com", "likes coffee");
  // The other address has a place among the others.
  EXPECT_THAT(Dropped(anna, {right, wrong}),
              ElementsAre("given_name Right Wrong", "note Wrong"));

  customers_.MaySeeContact(false);
  EXPECT_THAT(Dropped(anna, {right, wrong}),
              ElementsAre("given_name Right Wrong", "email_address Right Wrong",
                          "note Wrong"));

  customers_.MaySeeCustomers(false);
  EXPECT_THAT(Dropped(anna, {right, wrong}),
              ElementsAre("given_name Right Wrong", "email_address Right Wrong",
                          "note Right Wrong"));
}

// Who has the same address makes no list, who has another one makes one.
TEST_F(MergePreviewTest, TellsByNoListThatAddressesDiffer) {
  const std::string anna = Create("Anna", "anna@example.com");
  const std::string right = Create("Right", "ANNA@example.com");
  const std::string wrong = Create("Wrong", "ann@example.com");
  const auto fields = [&](const std::string& other) {
    v1::PreviewMergeRequest request;
    request.set_survivor_customer_id(anna);
    request.add_customer_ids(other);
    const auto preview = customers_.Preview(request);
    std::vector<std::string> paths;
    for (const v1::MergedField& field : preview->fields()) {
      paths.push_back(field.path());
    }
    paths.push_back(fmt::format(
        "{} others", preview->customer().other_email_addresses_size()));
    return paths;
  };
  EXPECT_THAT(fields(right),
              ElementsAre("given_name", "email_address", "0 others"));
  EXPECT_THAT(fields(wrong), ElementsAre("given_name", "email_address",
                                         "other_email_addresses", "1 others"));

  customers_.MaySeeContact(false);
  EXPECT_EQ(fields(right), fields(wrong));
}

// What is said of a merge with a right guess and with a wrong one; the
// customers themselves are redacted.
TEST_F(MergePreviewTest, SaysTheSameOfAnyGuessOfContactData) {
  Customer anna;
  anna.set_given_name("Anna");
  anna.set_birthday("1980-05-17");
  anna.set_phone_number("06 12 34 56 78");
  anna.set_email_address("a@x.fr");
  anna.mutable_address()->add_lines("1 rue Haute");
  anna.add_other_phone_numbers()->set_number("06 12 34 56 79");
  anna.add_other_email_addresses()->set_email_address("a@y.fr");
  anna.set_id(customers_.Create(anna)->id());
  Customer wrong = anna;
  wrong.set_birthday("1981-06-18");
  wrong.set_phone_number("06 12 34 56 70");
  wrong.set_email_address("b@x.fr");
  wrong.mutable_address()->set_lines(0, "2 rue Basse");
  wrong.mutable_other_phone_numbers(0)->set_number("06 12 34 56 71");
  wrong.mutable_other_email_addresses(0)->set_email_address("b@y.fr");
  const std::string guess = Create("Guess");
  v1::PreviewMergeRequest request;
  request.set_survivor_customer_id(anna.id());
  request.add_customer_ids(guess);

  const std::vector<std::vector<std::string>> all_paths = {
      {"birthday"},
      {"phone_number"},
      {"email_address"},
      {"address"},
      {"phone_number", "other_phone_numbers"},
      {"email_address", "other_email_addresses"}};
  for (const std::vector<std::string>& paths : all_paths) {
    std::vector<std::string> answers;
    for (Customer customer : {anna, wrong}) {
      customer.set_id(guess);
      customers_.MaySeeContact(true);
      const auto updated = customers_.Update(customer, paths);
      ASSERT_TRUE(updated.ok()) << updated.status();
      customers_.MaySeeContact(false);
      auto preview = customers_.Preview(request);
      ASSERT_TRUE(preview.ok()) << preview.status();
      preview->clear_customer();
      preview->clear_profiles();
      answers.push_back(preview->DebugString());
    }
    EXPECT_EQ(answers[0], answers[1]) << paths.back();
  }
}

TEST_F(MergePreviewTest, DropsNoHiddenValueThatTheProfileWouldShow) {
  const std::string anna = Create("Anna");
  ASSERT_TRUE(customers_.Merge(anna, {Create("Ann", "a@example.com")}).ok());
  const std::string bob = Create("Bob");
  const std::string eve = Create("Eve", "eve@example.com");
  customers_.MaySeeContact(false);

  // Anna's is Ann's, and Bob's would be Eve's.
  EXPECT_THAT(Dropped(anna, {eve}),
              ElementsAre("given_name Eve", "email_address Eve"));
  EXPECT_THAT(Dropped(bob, {eve}), ElementsAre("given_name Eve"));
}

// Participants say what comes along, under every identity.
class Stamps final : public Participant {
 public:
  std::vector<store::Space> customer_spaces() const override { return {}; }
  absl::StatusOr<std::vector<CustomerPart>> PartsOf(
      const kv::View&, std::string_view,
      const std::string& customer_id) const override {
    return std::vector<CustomerPart>{
        {.kind = "stamps",
         .noun = Customer::descriptor(),
         .count = customer_id == without_ ? 0 : 2}};
  }
  absl::Status Forget(store::Transaction&, std::string_view) const override {
    return absl::OkStatus();
  }
  void SetWithout(std::string id) { without_ = std::move(id); }

 private:
  std::string without_;
};

TEST_F(MergePreviewTest, PreviewsWhatComesAlong) {
  Stamps stamps;
  customers_.directory().AddParticipant(stamps);
  const std::string anna = Create("Anna");
  const std::string ann = Create("Ann");
  ASSERT_TRUE(customers_.Merge(ann, {Create("Annie")}).ok());
  stamps.SetWithout(anna);
  v1::PreviewMergeRequest request;
  request.set_survivor_customer_id(anna);
  request.add_customer_ids(ann);

  const auto preview = customers_.Preview(request);

  ASSERT_EQ(preview->parts_size(), 1);
  EXPECT_EQ(preview->parts(0).customer_id(), ann);
  EXPECT_EQ(preview->parts(0).kind(), "stamps");
  EXPECT_EQ(preview->parts(0).count(), 4);
  EXPECT_EQ(preview->identity_count(), 3);

  customers_.MaySeeCustomers(false);
  EXPECT_THAT(customers_.Preview(request)->parts(), IsEmpty());
}

}  // namespace
}  // namespace comptoir::customers
