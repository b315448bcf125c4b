#include "server/sales/directory_customer_book.h"

#include "gtest/gtest.h"
#include "server/base/ids.h"
#include "server/store/testing/test_store.h"

namespace comptoir::sales {
namespace {

class DirectoryCustomerBookTest : public testing::Test {
 protected:
  std::string CreateProfile() {
    IdMaker ids(store_.clock().Now());
    const WriteFacts facts = {
        .now = store_.clock().Now(),
        .new_id = [&](std::string_view prefix) { return ids.Make(prefix); }};
    return store_
        .Write(merchant_,
               [&](store::Transaction& txn) {
                 return book_.CreateInstantProfile(
                     txn, facts,
                     {.given_name = "Hélène", .family_name = "Dupont"});
               })
        .value();
  }

  store::TestStore store_;
  const std::string merchant_ = FormatId("mer", "merchant-0000001");
  customers::CustomerTables tables_;
  customers::CustomerDirectory directory_{
      tables_, [](const auto&...) { return PhoneRegions(); }};
  DirectoryCustomerBook book_{directory_};
};

TEST_F(DirectoryCustomerBookTest, CreatesProfilesOfTheNameOnACard) {
  const std::string id = CreateProfile();

  const auto customer = directory_.Get(*store_.Read(), merchant_, id);

  ASSERT_TRUE(customer.ok());
  EXPECT_EQ(customer->given_name(), "Hélène");
  EXPECT_EQ(customer->family_name(), "Dupont");
  EXPECT_EQ(customer->creation_source(),
            customers::v1::CREATION_SOURCE_INSTANT_PROFILE);
}

TEST_F(DirectoryCustomerBookTest, KnowsTheMerchantsCustomersAlone) {
  const std::string id = CreateProfile();

  EXPECT_EQ(book_.Resolve(*store_.Read(), merchant_, id).value(), id);
  EXPECT_TRUE(absl::IsNotFound(
      book_.Resolve(*store_.Read(), FormatId("mer", "merchant-0000002"), id)
          .status()));
}

}  // namespace
}  // namespace comptoir::sales
