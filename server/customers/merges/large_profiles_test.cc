// Profiles of customers whose names take as much room as names can.
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/base/status.h"
#include "server/customers/merges/merges_fixture.h"

namespace comptoir::customers {
namespace {

using ::testing::SizeIs;

class LargeProfilesTest : public MergesFixture {
 protected:
  // Letters that take the most bytes, of a script (Gothic) that nothing
  // romanizes: that would take the most time, too.
  static std::string Letters(int count) {
    std::string text;
    for (int i = 0; i < count; ++i) text += "\U00010330";
    return text;
  }

  std::string CreateLargest() {
    v1::Customer customer;
    customer.set_given_name(Letters(300));
    customer.set_family_name(Letters(300));
    customer.set_nickname(Letters(100));
    customer.set_company_name(Letters(500));
    customer.set_reference_id(Letters(100));
    const auto created = customers_.Create(customer);
    EXPECT_TRUE(created.ok()) << created.status();
    return created->id();
  }
};

TEST_F(LargeProfilesTest, AreRefusedBeforeTheirRowsAreFull) {
  const std::string survivor = CreateLargest();
  std::vector<std::string> merged;
  std::string reason;
  while (reason.empty()) {
    merged.push_back(CreateLargest());
    reason = ReasonFor(survivor, {merged.back()});
  }
  EXPECT_EQ(reason, "PROFILE_TOO_LARGE");
  const std::string refused = merged.back();
  merged.pop_back();
  v1::PreviewMergeRequest request;
  request.set_survivor_customer_id(survivor);
  request.add_customer_ids(refused);
  const auto preview = customers_.Preview(request);
  ASSERT_TRUE(preview.ok()) << preview.status();
  ASSERT_THAT(preview->blockers(), SizeIs(1));
  EXPECT_EQ(preview->blockers(0).reason(), "PROFILE_TOO_LARGE");
  EXPECT_FALSE(preview->has_customer());

  // What it is of can be written, and taken apart.
  v1::Customer update;
  update.set_id(survivor);
  update.set_note(Letters(4096));
  const auto updated = customers_.Update(update);
  ASSERT_TRUE(updated.ok()) << updated.status();
  EXPECT_THAT(updated->merged_customer_ids(), SizeIs(merged.size()));
  EXPECT_TRUE(customers_.Unmerge(merged.front()).ok());
}

// Each merged into the next: the rows around the first one come to more than
// one transaction holds.
TEST_F(LargeProfilesTest, AreTakenApartFromTheOutside) {
  const std::string first = CreateLargest();
  std::string survivor = first;
  for (;;) {
    const std::string next = CreateLargest();
    if (!ReasonFor(next, {survivor}).empty()) break;
    survivor = next;
  }

  absl::Status refused = customers_.Unmerge(first).status();
  EXPECT_EQ(ReasonOf(refused), "PROFILE_TOO_LARGE");
  EXPECT_EQ(MetadataOf(refused, "survivor_customer_id"), survivor);
  while (!refused.ok()) {
    const std::string outermost = MetadataOf(refused, "customer_id");
    const auto unmerged = customers_.Unmerge(outermost);
    ASSERT_TRUE(unmerged.ok()) << unmerged.status();
    refused = customers_.Unmerge(first).status();
  }

  EXPECT_EQ(Get(first).id(), first);
  EXPECT_EQ(Get(survivor).id(), survivor);
}

}  // namespace
}  // namespace comptoir::customers
