// What a merchant says of the directory, and what follows on tills and for
// programs: over a real server and the SDK.
#include <string>

#include "absl/status/status.h"
#include "comptoir/annotations.pb.h"
#include "comptoir/customers/v1/customer_service.client.h"
#include "comptoir/merchants/v1/merchant_service.client.h"
#include "comptoir/merchants/v1/session_service.client.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/integration/shop_test.h"

namespace comptoir::merchants::v1 {
namespace {

using customers::v1::CreateCustomerRequest;
using customers::v1::CustomerServiceClient;
using customers::v1::GetCustomerRequest;
using customers::v1::UpdateCustomerRequest;
using ::testing::Contains;
using ::testing::Not;
using testing::Summary;

class DirectorySettingsTest : public comptoir::testing::ShopTest {
 protected:
  void TearDown() override { EXPECT_TRUE(Set({}).ok()); }

  static absl::Status Set(const DirectorySettings& settings) {
    UpdateMerchantRequest request;
    request.mutable_merchant()->set_id(shop().merchant_id);
    *request.mutable_merchant()->mutable_directory_settings() = settings;
    request.mutable_update_mask()->add_paths("directory_settings");
    return MerchantServiceClient(owner()).UpdateMerchant(request).status();
  }

  static CreateCustomerRequest Awa() {
    CreateCustomerRequest request;
    request.mutable_customer()->set_given_name("Awa");
    return request;
  }
  static absl::StatusOr<customers::v1::CreateCustomerResponse> Create(
      const ChannelPtr& caller, const CreateCustomerRequest& request = Awa()) {
    return CustomerServiceClient(caller).CreateCustomer(request);
  }
};

TEST_F(DirectorySettingsTest, KeepCustomersFromBeingManagedOnTills) {
  const ChannelPtr till = owner_on_till();
  const auto created = Create(till);
  ASSERT_TRUE(created.ok()) << created.status();
  const std::string id = created->customer().id();
  DirectorySettings settings;
  settings.set_till_management_off(true);

  ASSERT_TRUE(Set(settings).ok());

  EXPECT_EQ(Summary(Create(till).status()),
            "PERMISSION_DENIED CUSTOMER_MANAGEMENT_OFF");
  UpdateCustomerRequest update;
  update.mutable_customer()->set_id(id);
  update.mutable_customer()->set_note("likes tea");
  EXPECT_EQ(
      Summary(CustomerServiceClient(till).UpdateCustomer(update).status()),
      "PERMISSION_DENIED CUSTOMER_MANAGEMENT_OFF");
  GetCustomerRequest get;
  get.set_customer_id(id);
  EXPECT_TRUE(CustomerServiceClient(till).GetCustomer(get).ok());
  const auto caller = SessionServiceClient(till).GetCaller({});
  ASSERT_TRUE(caller.ok()) << caller.status();
  const auto& held = caller->caller().permissions();
  EXPECT_THAT(held, Not(Contains(PERMISSION_CUSTOMERS_CREATE)));
  EXPECT_THAT(held, Contains(PERMISSION_CUSTOMERS_VIEW));
  // Programs go on.
  EXPECT_TRUE(Create(owner()).ok());
  EXPECT_TRUE(CustomerServiceClient(owner()).UpdateCustomer(update).ok());

  ASSERT_TRUE(Set({}).ok());
  EXPECT_TRUE(Create(till).ok());
}

TEST_F(DirectorySettingsTest, RecordThatCustomersAgreeToBeStored) {
  DirectorySettings settings;
  settings.set_consent_required(true);
  EXPECT_EQ(Summary(Set(settings)),
            "INVALID_ARGUMENT INVALID_FIELDS "
            "merchant.directory_settings.consent_notice");
  settings.set_consent_notice("abc");
  ASSERT_TRUE(Set(settings).ok());

  EXPECT_EQ(Summary(Create(owner()).status()),
            "FAILED_PRECONDITION CONSENT_REQUIRED");
  CreateCustomerRequest request = Awa();
  request.set_has_storage_consent(true);
  // Nobody says so but the server.
  request.mutable_customer()->mutable_storage_consent()->set_actor_id("me");
  const auto created = Create(owner(), request);

  ASSERT_TRUE(created.ok()) << created.status();
  const auto& consent = created->customer().storage_consent();
  EXPECT_EQ(consent.notice_sha256(),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_TRUE(consent.actor_id().starts_with("key_"));
  EXPECT_TRUE(consent.has_create_time());
  GetCustomerRequest get;
  get.set_customer_id(created->customer().id());
  EXPECT_EQ(CustomerServiceClient(owner())
                .GetCustomer(get)
                ->customer()
                .storage_consent()
                .SerializeAsString(),
            consent.SerializeAsString());

  ASSERT_TRUE(Set({}).ok());
  const auto unasked = Create(owner());
  ASSERT_TRUE(unasked.ok()) << unasked.status();
  EXPECT_FALSE(unasked->customer().has_storage_consent());
}

TEST_F(DirectorySettingsTest, HaveANoticeOfSoManyLettersAndNoMore) {
  DirectorySettings settings;
  settings.set_consent_notice(std::string(2000, 'a'));
  EXPECT_TRUE(Set(settings).ok());

  settings.set_consent_notice(std::string(2001, 'a'));
  EXPECT_EQ(Summary(Set(settings)),
            "INVALID_ARGUMENT INVALID_FIELDS "
            "merchant.directory_settings.consent_notice");
}

TEST_F(DirectorySettingsTest, AreForWhoMayManageTheMerchant) {
  UpdateMerchantRequest request;
  request.mutable_merchant()->set_id(shop().merchant_id);
  request.mutable_merchant()
      ->mutable_directory_settings()
      ->set_instant_profiles_off(true);

  EXPECT_EQ(
      Summary(MerchantServiceClient(staff()).UpdateMerchant(request).status()),
      "PERMISSION_DENIED");
}

}  // namespace
}  // namespace comptoir::merchants::v1
