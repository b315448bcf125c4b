#include "server/customers/import/known/changes.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace comptoir::customers {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using v1::Customer;

class ChangesTest : public ::testing::Test {
 protected:
  ChangesTest() {
    known_.set_id("cus_1");
    known_.set_etag("7");
    known_.set_given_name("Awa");
    known_.set_email_address("Awa@example.com");
    known_.set_phone_number("06 12 34 56 78");
    known_.set_phone_e164("+33612345678");
    known_.set_birthday("1990-04-03");
    known_.set_note("Tea, no sugar. Came on Monday.");
    known_.set_reference_id("7");
    known_.mutable_address()->add_lines("3 rue X");
    known_.mutable_address()->set_locality("Paris");
  }

  std::vector<std::string> Changed(const ChangeOptions& options = {}) const {
    const auto update = ChangesOf(listed_, known_, options);
    const auto& paths = update.update_mask().paths();
    return {paths.begin(), paths.end()};
  }

  Customer listed_;
  Customer known_;
};

TEST_F(ChangesTest, AreWhatTheListSaysOtherwise) {
  listed_.set_given_name("Aïssatou");
  listed_.set_family_name("Diop");
  listed_.mutable_address()->set_locality("Lyon");

  const auto update = ChangesOf(listed_, known_, {});

  EXPECT_THAT(Changed(),
              ElementsAre("given_name", "family_name", "address.locality"));
  EXPECT_EQ(update.customer().id(), "cus_1");
  EXPECT_EQ(update.customer().etag(), "7");
  EXPECT_EQ(update.customer().address().locality(), "Lyon");
  EXPECT_THAT(update.customer().address().lines(), IsEmpty());
}

TEST_F(ChangesTest, AreNoneWhereTheSameIsWrittenOtherwise) {
  listed_.set_given_name("Awa");
  listed_.set_email_address("awa@EXAMPLE.com");
  listed_.set_phone_number("0612345678");
  listed_.set_birthday("04-03");
  listed_.set_note("Tea, no sugar.");
  listed_.mutable_address()->add_lines("3 rue X");

  EXPECT_THAT(Changed(), IsEmpty());
}

TEST_F(ChangesTest, TakeNoPrimaryOneAwayForOneOfTheOthers) {
  known_.add_other_phone_numbers()->set_number("04 72 55 66 77");
  known_.add_other_email_addresses()->set_email_address("shop@example.com");
  listed_.set_phone_number("04.72.55.66.77");
  listed_.set_email_address("SHOP@example.com");

  EXPECT_THAT(Changed(), IsEmpty());
  listed_.set_phone_number("01 23 45 67 89");
  EXPECT_THAT(Changed(), ElementsAre("phone_number"));
}

TEST_F(ChangesTest, AreNoneWhereTheListSaysNothing) {
  EXPECT_THAT(Changed(), IsEmpty());
}

TEST_F(ChangesTest, MayOnlyFill) {
  listed_.set_given_name("Aïssatou");
  listed_.set_family_name("Diop");
  listed_.mutable_address()->add_lines("4 rue Y");

  EXPECT_THAT(Changed({.rule = KnownRule::kFill}), ElementsAre("family_name"));
  EXPECT_THAT(Changed({.rule = KnownRule::kSkip}), IsEmpty());
}

TEST_F(ChangesTest, FillInACountryOfNobodysRow) {
  EXPECT_THAT(Changed({.country = "FR"}), ElementsAre("address.country"));
  EXPECT_THAT(Changed({.rule = KnownRule::kSkip, .country = "FR"}), IsEmpty());
  known_.mutable_address()->set_country("BE");
  EXPECT_THAT(Changed({.country = "FR"}), IsEmpty());
  listed_.mutable_address()->set_country("CH");
  EXPECT_THAT(Changed({.country = "FR"}), ElementsAre("address.country"));
}

TEST_F(ChangesTest, KeepTheReferenceIdOfAnotherProgram) {
  listed_.set_reference_id("ABC");

  EXPECT_THAT(Changed(), IsEmpty());
  EXPECT_THAT(Changed({.replaces_reference = true}),
              ElementsAre("reference_id"));
  known_.clear_reference_id();
  EXPECT_THAT(Changed(), ElementsAre("reference_id"));
}

}  // namespace
}  // namespace comptoir::customers
