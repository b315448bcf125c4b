// What the phone numbers of a record become.
#include <optional>
#include <string>
#include <utility>

#include "google/protobuf/util/message_differencer.h"
#include "gtest/gtest.h"
#include "server/customers/phones/customer_phones.h"
#include "server/rpc/preparation.h"

namespace comptoir::customers {
namespace {

using ::google::protobuf::util::MessageDifferencer;
using storage::v1::StoredCustomer;
using v1::Customer;

constexpr char kNumber[] = "06 12 34 56 78";

// At a shop in Spain.
PhoneReadings ReadAt(const std::string& country, std::optional<Phone> phone) {
  PhoneReadings readings({"ES"});
  readings.Keep(kNumber, country, std::move(phone));
  return readings;
}

StoredCustomer In(const std::string& country) {
  StoredCustomer stored;
  stored.mutable_customer()->set_phone_number(kNumber);
  stored.mutable_customer()->mutable_address()->set_country(country);
  return stored;
}

const Phone kFrench = {.raw = kNumber,
                       .e164 = "+33612345678",
                       .extension = "4",
                       .key = "33612345678",
                       .national = "612345678"};

// Of a new record.
absl::Status Set(const PhoneReadings& readings, StoredCustomer* stored) {
  return SetPhones(readings, StoredCustomer(), {}, stored);
}

TEST(CustomerPhone, IsWhatWasRead) {
  StoredCustomer stored = In("FR");

  ASSERT_TRUE(Set(ReadAt("FR", kFrench), &stored).ok());

  EXPECT_EQ(stored.customer().phone_e164(), "+33612345678");
  EXPECT_EQ(stored.customer().phone_extension(), "4");
  EXPECT_EQ(stored.customer().phone_state(), v1::PHONE_STATE_VALID);
  EXPECT_EQ(stored.phone_key(), "33612345678");
  EXPECT_EQ(stored.phone_national(), "612345678");
}

TEST(CustomerPhone, IsAskedForWhenItWasReadElsewhere) {
  StoredCustomer stored = In("MA");

  const absl::Status status = Set(ReadAt("FR", kFrench), &stored);

  const auto missing = rpc::MissingIn(status);
  ASSERT_TRUE(missing.has_value()) << status;
  Customer unread;
  ASSERT_TRUE(unread.ParseFromString(*missing));
  EXPECT_EQ(unread.phone_number(), kNumber);
  EXPECT_EQ(unread.address().country(), "MA");
}

TEST(CustomerPhone, IsKeptUnverified) {
  StoredCustomer stored = In("");

  ASSERT_TRUE(
      Set(ReadAt("", Phone{.raw = kNumber, .key = "0612345678"}), &stored)
          .ok());

  EXPECT_EQ(stored.customer().phone_state(), v1::PHONE_STATE_UNVERIFIED);
  EXPECT_EQ(stored.customer().phone_e164(), "");
  EXPECT_EQ(stored.customer().phone_number(), kNumber);
  EXPECT_EQ(stored.phone_key(), "0612345678");
}

TEST(CustomerPhone, IsUnverifiedWhenItWasReadAsNoNumber) {
  StoredCustomer stored = In("FR");

  ASSERT_TRUE(Set(ReadAt("FR", std::nullopt), &stored).ok());

  EXPECT_EQ(stored.customer().phone_state(), v1::PHONE_STATE_UNVERIFIED);
  EXPECT_EQ(stored.phone_key(), "");
}

TEST(CustomerPhone, IsForgottenWhenCleared) {
  StoredCustomer stored = In("FR");
  ASSERT_TRUE(Set(ReadAt("FR", kFrench), &stored).ok());
  stored.mutable_customer()->clear_phone_number();

  ASSERT_TRUE(Set(PhoneReadings(), &stored).ok());

  StoredCustomer cleared = In("FR");
  cleared.mutable_customer()->clear_phone_number();
  EXPECT_TRUE(MessageDifferencer::Equals(stored, cleared));
}

// Where the number was read as a French one.
StoredCustomer Known(const std::string& country) {
  StoredCustomer stored = In(country);
  EXPECT_TRUE(Set(ReadAt(country, kFrench), &stored).ok());
  return stored;
}

// Whether a number is read anew when `before` becomes one of `country`.
bool IsReadAnew(const StoredCustomer& before, const std::string& country,
                SentPhones sent) {
  StoredCustomer after = before;
  after.mutable_customer()->mutable_address()->set_country(country);
  return rpc::MissingIn(SetPhones(PhoneReadings(), before, sent, &after))
      .has_value();
}

TEST(CustomerPhone, IsReadAnewWhenItsCountryBecomesKnown) {
  const SentPhones sent = {.primary = true};

  EXPECT_TRUE(IsReadAnew(Known(""), "MA", {}));
  EXPECT_FALSE(IsReadAnew(Known("FR"), "MA", {}));
  EXPECT_FALSE(IsReadAnew(Known("FR"), "MA", {.others = true}));
  EXPECT_TRUE(IsReadAnew(Known("FR"), "MA", sent));
  EXPECT_FALSE(IsReadAnew(Known("FR"), "FR", sent));
  StoredCustomer unverified = Known("FR");
  unverified.mutable_customer()->set_phone_state(v1::PHONE_STATE_UNVERIFIED);
  EXPECT_TRUE(IsReadAnew(unverified, "FR", {}));
}

constexpr char kWork[] = "04 78 00 00 00";

const Phone kLyon = {.raw = kWork,
                     .e164 = "+33478000000",
                     .key = "33478000000",
                     .national = "478000000"};

PhoneReadings BothAt(const std::string& country) {
  PhoneReadings readings = ReadAt(country, kFrench);
  readings.Keep(kWork, country, kLyon);
  return readings;
}

StoredCustomer WithWork(const std::string& country) {
  StoredCustomer stored = In(country);
  auto& other = *stored.mutable_customer()->add_other_phone_numbers();
  other.set_number(kWork);
  other.set_label("work");
  return stored;
}

TEST(OtherPhones, AreWhatWasRead) {
  StoredCustomer stored = WithWork("FR");

  ASSERT_TRUE(Set(BothAt("FR"), &stored).ok());

  const auto& other = stored.customer().other_phone_numbers(0);
  EXPECT_EQ(other.e164(), "+33478000000");
  EXPECT_EQ(other.state(), v1::PHONE_STATE_VALID);
  EXPECT_EQ(other.label(), "work");
  ASSERT_EQ(stored.other_phones_size(), 1);
  EXPECT_EQ(stored.other_phones(0).key(), "33478000000");
  EXPECT_EQ(stored.other_phones(0).national(), "478000000");
  EXPECT_EQ(stored.phone_key(), "33612345678");
}

TEST(OtherPhones, AreAskedForTogether) {
  StoredCustomer stored = WithWork("FR");

  const auto missing = rpc::MissingIn(Set(ReadAt("FR", kFrench), &stored));

  ASSERT_TRUE(missing.has_value());
  Customer unread;
  ASSERT_TRUE(unread.ParseFromString(*missing));
  EXPECT_EQ(unread.phone_number(), kNumber);
  ASSERT_EQ(unread.other_phone_numbers_size(), 1);
  EXPECT_EQ(unread.other_phone_numbers(0).number(), kWork);
  EXPECT_EQ(unread.address().country(), "FR");
}

TEST(OtherPhones, KeepTheirMeaningAsThePrimaryOne) {
  StoredCustomer before = WithWork("FR");
  ASSERT_TRUE(Set(BothAt("FR"), &before).ok());
  StoredCustomer after = before;
  after.mutable_customer()->set_phone_number(kWork);
  after.mutable_customer()->mutable_other_phone_numbers(0)->set_number(kNumber);
  KeepReadings(before.customer(), after.mutable_customer());

  ASSERT_TRUE(SetPhones(PhoneReadings(), before,
                        {.primary = true, .others = true}, &after)
                  .ok());

  EXPECT_EQ(after.customer().phone_e164(), "+33478000000");
  EXPECT_EQ(after.customer().phone_extension(), "");
  EXPECT_EQ(after.phone_key(), "33478000000");
  EXPECT_EQ(after.customer().other_phone_numbers(0).e164(), "+33612345678");
  EXPECT_EQ(after.customer().other_phone_numbers(0).extension(), "4");
  EXPECT_EQ(after.other_phones(0).key(), "33612345678");
}

TEST(OtherPhones, HaveNoReadingsOfClients) {
  StoredCustomer before = WithWork("FR");
  ASSERT_TRUE(Set(BothAt("FR"), &before).ok());
  Customer after = before.customer();
  after.mutable_other_phone_numbers(0)->set_e164("+33999999999");
  auto& added = *after.add_other_phone_numbers();
  added.set_number("01 00 00 00 00");
  added.set_e164("+33999999999");
  added.set_state(v1::PHONE_STATE_VALID);

  KeepReadings(before.customer(), &after);

  EXPECT_EQ(after.other_phone_numbers(0).e164(), "+33478000000");
  EXPECT_EQ(after.other_phone_numbers(1).e164(), "");
  EXPECT_EQ(after.other_phone_numbers(1).state(), v1::PHONE_STATE_UNSPECIFIED);
}

TEST(OtherPhones, AreForgottenWhenTheyAreTakenOut) {
  StoredCustomer before = WithWork("FR");
  ASSERT_TRUE(Set(BothAt("FR"), &before).ok());
  StoredCustomer after = before;
  after.mutable_customer()->clear_other_phone_numbers();

  ASSERT_TRUE(SetPhones(PhoneReadings(), before, {}, &after).ok());

  EXPECT_EQ(after.other_phones_size(), 0);
  EXPECT_EQ(after.phone_key(), "33612345678");
}

}  // namespace
}  // namespace comptoir::customers
