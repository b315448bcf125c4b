#include "server/customers/duplicates/verify_duplicates.h"

#include <optional>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/customers/duplicates/testing/duplicates_fixture.h"
#include "server/store/key_codec.h"
#include "server/store/key_spaces.h"

namespace comptoir::customers {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class VerifyDuplicatesTest : public DuplicatesFixture {
 protected:
  VerifyDuplicatesTest() { EXPECT_TRUE(Ignore({anna_, bea_}).ok()); }

  std::string RowOf(const std::string& one, const std::string& other) const {
    return store::Key(store::Space::kIgnoredDuplicates, merchant_)
        .Id(one)
        .Id(other)
        .Take();
  }
  // Writes past the rules.
  void Write(const std::string& key, std::optional<std::string> value) {
    ASSERT_TRUE(store()
                    .Write(merchant_,
                           [&](store::Transaction& txn) {
                             value ? txn.Put(key, *value) : txn.Delete(key);
                             return absl::OkStatus();
                           })
                    .ok());
  }

  const std::string anna_ = Create({.given = "Anna"});
  const std::string bea_ = Create({.given = "Bea"});
};

TEST_F(VerifyDuplicatesTest, FindsNothingWrong) {
  EXPECT_THAT(Problems(), IsEmpty());
}

TEST_F(VerifyDuplicatesTest, FindsOneWay) {
  Write(RowOf(bea_, anna_), std::nullopt);

  EXPECT_THAT(Problems(),
              ElementsAre("ignored_duplicates: " + anna_ + " is ignored with " +
                          bea_ + ", but not the other way round"));
}

TEST_F(VerifyDuplicatesTest, FindsDamage) {
  Write(RowOf(anna_, bea_), "\xff");

  EXPECT_THAT(Problems(), ElementsAre("ignored_duplicates: a row is damaged",
                                      HasSubstr("the other way round")));
}

TEST_F(VerifyDuplicatesTest, FindsNobody) {
  const std::string nobody = "cus_00000000000000000000000000";
  Write(RowOf(nobody, anna_), "");
  Write(RowOf(anna_, nobody), "");

  EXPECT_THAT(Problems(), ElementsAre(HasSubstr(nobody + ", ignored with " +
                                                anna_ + ", is no customer")));
}

TEST_F(VerifyDuplicatesTest, FindsWhoIsPartOfAProfile) {
  const std::string cleo = Create({.given = "Cleo"});
  ASSERT_TRUE(customers_.Merge(cleo, {bea_}).ok());
  Write(RowOf(bea_, anna_), "");
  Write(RowOf(anna_, bea_), "");

  EXPECT_THAT(Problems(), ElementsAre(HasSubstr("is part of another profile")));
}

}  // namespace
}  // namespace comptoir::customers
