#include "server/customers/phones/phone_preparations.h"

#include <any>
#include <optional>
#include <string>
#include <utility>

#include "comptoir/customers/v1/customer_service.pb.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/rpc/call.h"
#include "server/values/phone/phone_readings.h"

namespace comptoir::customers {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr char kNumber[] = "06 12 34 56 78";

class PhonePreparationsTest : public ::testing::Test {
 protected:
  PhonePreparationsTest() {
    AddPhonePreparations(&preparations_);
    caller_.id = FormatId("mem", "test-member-0001");
    caller_.location_country = "ES";
    caller_.merchant_country = "FR";
  }

  absl::StatusOr<rpc::Prepared> Prepare(
      const std::string& method, const google::protobuf::Message& request,
      const std::string& missing = "") {
    absl::StatusOr<rpc::Prepared> prepared = absl::UnknownError("not called");
    preparations_.at("comptoir.customers.v1.CustomerService/" + method)(
        {.caller = caller_, .request = request, .missing = missing},
        [&](absl::StatusOr<rpc::Prepared> made) {
          prepared = std::move(made);
        });
    return prepared;
  }

  // What kNumber is for somebody in a country according to the readings.
  std::string E164Of(const absl::StatusOr<rpc::Prepared>& prepared,
                     const std::string& country) {
    const auto* readings = std::any_cast<PhoneReadings>(&prepared->data);
    if (readings == nullptr) return "no readings";
    const auto* phone = readings->Find(kNumber, country);
    if (phone == nullptr) return "not read";
    return *phone ? (*phone)->e164 : "no number";
  }

  rpc::Preparations preparations_;
  Principal caller_;
};

TEST_F(PhonePreparationsTest, ReadANumberWhereItsOwnerLives) {
  v1::CreateCustomerRequest request;
  request.mutable_customer()->set_phone_number(kNumber);
  request.mutable_customer()->mutable_address()->set_country("MA");

  const auto prepared = Prepare("CreateCustomer", request);

  EXPECT_EQ(E164Of(prepared, "MA"), "+212612345678");
  EXPECT_EQ(E164Of(prepared, ""), "not read");
  EXPECT_EQ(prepared->principal.id, caller_.id);
}

TEST_F(PhonePreparationsTest, ReadANumberWhereTheCallerIsAtHome) {
  caller_.location_country = "FR";
  caller_.merchant_country = "ES";
  v1::UpdateCustomerRequest request;
  request.mutable_customer()->set_phone_number(kNumber);

  const auto prepared = Prepare("UpdateCustomer", request);

  EXPECT_EQ(E164Of(prepared, ""), "+33612345678");
  // Who lives where the location is needs no reading of her own.
  EXPECT_EQ(E164Of(prepared, "FR"), "+33612345678");
  EXPECT_EQ(E164Of(prepared, "MA"), "not read");
}

TEST_F(PhonePreparationsTest, NeverGuessAnotherCountry) {
  v1::UpdateCustomerRequest request;
  request.mutable_customer()->set_phone_number(kNumber);

  // The location is in Spain, which has no such numbers; the merchant's France
  // does.
  EXPECT_EQ(E164Of(Prepare("UpdateCustomer", request), ""), "");
}

TEST_F(PhonePreparationsTest, ReadWhatTheHandlerAsksFor) {
  v1::UpdateCustomerRequest request;
  request.mutable_customer()->set_phone_number("06 99 99 99 99");
  v1::Customer missing;
  missing.set_phone_number(kNumber);
  missing.mutable_address()->set_country("MA");

  const auto prepared =
      Prepare("UpdateCustomer", request, missing.SerializeAsString());

  EXPECT_EQ(E164Of(prepared, "MA"), "+212612345678");
  EXPECT_FALSE(Prepare("UpdateCustomer", request, "\xff").ok());
}

TEST_F(PhonePreparationsTest, MakeNothingWithoutANumber) {
  v1::UpdateCustomerRequest request;
  request.mutable_customer()->set_note("likes tea");

  EXPECT_FALSE(Prepare("UpdateCustomer", request)->data.has_value());
}

TEST_F(PhonePreparationsTest, FindTheKeysOfASearch) {
  caller_.location_country = "FR";
  v1::SearchCustomersRequest whole;
  whole.mutable_query()->mutable_phone_number()->set_exact(kNumber);
  v1::SearchCustomersRequest beginning;
  beginning.mutable_query()->mutable_phone_number()->set_prefix("06 1");
  v1::SearchCustomersRequest alike;
  alike.mutable_query()->set_phone_number_like(kNumber);
  v1::SearchCustomersRequest neither;
  neither.mutable_query()->mutable_name()->set_exact("helene");
  const auto keys = [&](const v1::SearchCustomersRequest& request) {
    return std::any_cast<PhoneKeys>(Prepare("SearchCustomers", request)->data);
  };

  EXPECT_EQ(keys(whole).whole.value().key, "33612345678");
  EXPECT_FALSE(keys(whole).alike);
  EXPECT_FALSE(keys(beginning).whole);
  EXPECT_THAT(keys(beginning).beginnings, ElementsAre("061", "3361"));
  EXPECT_EQ(keys(alike).alike.value().key, "33612345678");
  EXPECT_FALSE(keys(alike).whole);
  EXPECT_FALSE(keys(neither).whole);
  EXPECT_THAT(keys(neither).beginnings, IsEmpty());
}

TEST_F(PhonePreparationsTest, FindTheKeysOfWhatIsTyped) {
  caller_.location_country = "FR";
  v1::SuggestCustomersRequest request;
  request.set_text(kNumber);

  const auto keys =
      std::any_cast<PhoneKeys>(Prepare("SuggestCustomers", request)->data);

  EXPECT_EQ(keys.whole.value().key, "33612345678");
}

}  // namespace
}  // namespace comptoir::customers
