// Any identity of a profile does in a call, and a customer who is purged leaves
// nothing behind: over a whole server, whose rows are looked at.
#include <filesystem>
#include <fstream>
#include <memory>
#include <set>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "comptoir/customers/v1/customer_service.client.h"
#include "comptoir/customers/v1/duplicate_service.client.h"
#include "comptoir/customers/v1/group_service.client.h"
#include "comptoir/customers/v1/merge_service.client.h"
#include "comptoir/merchants/v1/location_service.client.h"
#include "comptoir/merchants/v1/merchant_service.client.h"
#include "comptoir/sales/v1/sale_service.client.h"
#include "comptoir/sdk/channel.h"
#include "comptoir/sdk/errors.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/areas.h"
#include "server/base/clock.h"
#include "server/base/ids.h"
#include "server/base/status.h"
#include "server/customers/participant.h"
#include "server/customers/recovery/deleted_customers.h"
#include "server/kv/memory/memory_engine.h"
#include "server/server.h"
#include "server/store/key_codec.h"
#include "server/store/key_spaces.h"
#include "server/verify.h"
#include "tests/support/counter.h"

namespace comptoir {
namespace {

using customers::v1::CustomerServiceClient;
using sales::v1::SaleServiceClient;
using store::Space;
using ::testing::Contains;
using ::testing::IsSubsetOf;

class IdentitiesTest : public ::testing::Test {
 protected:
  void SetUp() override {
    std::filesystem::remove_all(data_dir_);
    Start();
    std::string operator_token;
    std::ifstream(data_dir_ + "/operator.token") >> operator_token;
    merchants::v1::CreateMerchantRequest request;
    request.mutable_merchant()->set_display_name("Chez Hélène");
    request.mutable_merchant()->set_country("FR");
    request.mutable_merchant()->set_currency("EUR");
    request.mutable_merchant()->set_time_zone("Europe/Paris");
    request.set_owner_display_name("Hélène");
    const auto created =
        merchants::v1::MerchantServiceClient(Connect(operator_token))
            .CreateMerchant(request);
    ASSERT_TRUE(created.ok()) << created.status();
    merchant_id_ = created->merchant().id();
    channel_ = Connect(created->api_key_token());
    merchants::v1::CreateLocationRequest location;
    location.mutable_location()->set_display_name("Rue Haute");
    location_id_ = merchants::v1::LocationServiceClient(channel_)
                       .CreateLocation(location)
                       ->location()
                       .id();
  }

  // With the machine's clock, unless there is another one.
  void Start(const Clock* clock = nullptr) {
    server_.reset();
    ServerOptions options{.data_dir = data_dir_, .clock = clock};
    options.listen.insecure_loopback = true;
    server_ = Server::Start(std::move(options)).value();
  }

  std::shared_ptr<sdk::Channel> Connect(const std::string& token) const {
    return sdk::Connect({.address = server_->address(),
                         .credentials = sdk::Credentials::Token(token)})
        .value();
  }

  std::string CreateCustomer(const std::string& name) const {
    customers::v1::CreateCustomerRequest request;
    request.mutable_customer()->set_given_name(name);
    return CustomerServiceClient(channel_)
        .CreateCustomer(request)
        ->customer()
        .id();
  }

  void MergeAway(const std::string& identity,
                 const std::string& survivor) const {
    customers::v1::MergeCustomersRequest request;
    request.set_survivor_customer_id(survivor);
    request.add_customer_ids(identity);
    const auto merged =
        customers::v1::MergeServiceClient(channel_).MergeCustomers(request);
    ASSERT_TRUE(merged.ok()) << merged.status();
  }

  sales::v1::Sale SellTo(const std::string& customer_id) const {
    return testing::SellTea(channel_, location_id_, customer_id);
  }

  // A group of this name, with the customers in it.
  void Gather(const std::string& name, const std::vector<std::string>& ids) {
    const customers::v1::GroupServiceClient groups(channel_);
    customers::v1::CreateGroupRequest create;
    create.mutable_group()->set_display_name(name);
    const auto created = groups.CreateGroup(create);
    ASSERT_TRUE(created.ok()) << created.status();
    customers::v1::AddGroupMembersRequest add;
    add.set_group_id(created->group().id());
    for (const std::string& id : ids) add.add_customer_ids(id);
    const auto added = groups.AddGroupMembers(add);
    ASSERT_TRUE(added.ok()) << added.status();
  }

  void Ignore(const std::string& one, const std::string& other) const {
    customers::v1::IgnoreDuplicateRequest request;
    request.add_customer_ids(one);
    request.add_customer_ids(other);
    const auto ignored =
        customers::v1::DuplicateServiceClient(channel_).IgnoreDuplicate(
            request);
    ASSERT_TRUE(ignored.ok()) << ignored.status();
  }

  // The spaces of areas, the customers' own aside, with a row that names the
  // customer in its key or its value.
  std::set<Space> TracesOf(const std::string& customer_id) const {
    const IdBytes bytes = *ParseId("cus", customer_id);
    const std::string_view raw(bytes.data(), bytes.size());
    std::set<Space> traces;
    const auto rows = server_->store().Read()->Scan({});
    for (; rows->Valid(); rows->Next()) {
      const Space space = static_cast<Space>(rows->key()[0]);
      const bool named =
          rows->key().find(raw) != std::string_view::npos ||
          rows->value().find(customer_id) != std::string_view::npos;
      if (named && !store::IsOfStore(space)) traces.insert(space);
    }
    return traces;
  }

  void ExpectSound() const {
    const auto report = VerifyAll(*server_->store().Read());
    ASSERT_TRUE(report.ok()) << report.status();
    EXPECT_TRUE(report->ok()) << report->problems()[0].text;
  }

  const std::string data_dir_ = ::testing::TempDir() + "/identities_test";
  std::unique_ptr<Server> server_;
  std::string merchant_id_;
  std::string location_id_;
  std::shared_ptr<sdk::Channel> channel_;
};

// The spaces that participants say they keep customers in, and the customers'.
std::set<Space> SpacesOfCustomers() {
  kv::MemoryEngine nothing;
  const SystemClock clock;
  const auto store = store::Store::Open(nothing, clock).value();
  const auto areas = Areas::Make(*store, clock, {});
  std::set<Space> spaces = {Space::kCustomers,
                            Space::kCustomersByEmail,
                            Space::kCustomersByPhone,
                            Space::kCustomersByPhoneTail,
                            Space::kCustomersByReference,
                            Space::kCustomersByName,
                            Space::kCustomersByProfile,
                            Space::kDeletedCustomers,
                            Space::kDeletedCustomersByTime};
  for (const Area* area : areas->all()) {
    if (area->participant() == nullptr) continue;
    for (const Space space : area->participant()->customer_spaces()) {
      spaces.insert(space);
    }
  }
  return spaces;
}

TEST_F(IdentitiesTest, ServesTheSurvivorUnderEachIdentity) {
  const std::string anna = CreateCustomer("Anna");
  const std::string ann = CreateCustomer("Ann");
  const std::string annie = CreateCustomer("Annie");
  MergeAway(annie, ann);
  MergeAway(ann, anna);
  const CustomerServiceClient customers(channel_);

  customers::v1::GetCustomerRequest get;
  get.set_customer_id(annie);
  EXPECT_EQ(customers.GetCustomer(get)->customer().id(), anna);
  customers::v1::UpdateCustomerRequest update;
  update.mutable_customer()->set_id(ann);
  update.mutable_customer()->set_family_name("Roux");
  EXPECT_EQ(customers.UpdateCustomer(update)->customer().id(), anna);
  const sales::v1::Sale sale = SellTo(annie);
  EXPECT_EQ(sale.customer_id(), anna);
  EXPECT_EQ(sale.identity_customer_id(), annie);
  sales::v1::GetPurchaseSummaryRequest summary;
  summary.set_customer_id(ann);
  EXPECT_EQ(SaleServiceClient(channel_)
                .GetPurchaseSummary(summary)
                ->summary()
                .visit_count(),
            1);
  EXPECT_EQ(customers.ListCustomers({})->customers_size(), 1);
}

TEST_F(IdentitiesTest, RepeatsTheFirstAnswerAfterAMerge) {
  const std::string anna = CreateCustomer("Anna");
  const std::string ann = CreateCustomer("Ann");
  sales::v1::CreateSaleRequest open;
  open.set_location_id(location_id_);
  open.set_customer_id(ann);
  open.set_request_id("once");
  const SaleServiceClient sales(channel_);
  const auto first = sales.CreateSale(open);
  ASSERT_TRUE(first.ok()) << first.status();
  MergeAway(ann, anna);

  EXPECT_EQ(sales.CreateSale(open)->sale().id(), first->sale().id());
}

TEST_F(IdentitiesTest, RefusesCustomersThatThereAreNot) {
  sales::v1::CreateSaleRequest open;
  open.set_location_id(location_id_);
  open.set_customer_id(FormatId("cus", "nobody-000000001"));

  EXPECT_EQ(SaleServiceClient(channel_).CreateSale(open).status().code(),
            absl::StatusCode::kNotFound);
}

TEST_F(IdentitiesTest, EverySpaceThatNamesACustomerIsOfAParticipant) {
  const std::string anna = CreateCustomer("Anna");
  SellTo(anna);
  Gather("Friends", {anna});
  Ignore(anna, CreateCustomer("Ann"));

  EXPECT_THAT(TracesOf(anna), IsSubsetOf(SpacesOfCustomers()));
}

// Late, since the server is down when the time comes.
TEST_F(IdentitiesTest, LeavesTheSalesAloneOfAPurgedCustomer) {
  const std::string anna = CreateCustomer("Anna");
  const std::string ann = CreateCustomer("Ann");
  SellTo(ann);
  Gather("Friends", {ann});
  Gather("Regulars", {anna, ann});
  MergeAway(ann, anna);
  SellTo(anna);
  Ignore(anna, CreateCustomer("Paul"));
  customers::v1::DeleteCustomerRequest request;
  request.set_customer_id(anna);
  ASSERT_TRUE(CustomerServiceClient(channel_).DeleteCustomer(request).ok());
  EXPECT_THAT(TracesOf(anna), Contains(Space::kPurchaseSummaries));
  ExpectSound();

  FakeClock later;
  later.Set(absl::Now() + customers::kRecoveryWindow + absl::Hours(24));
  Start(&later);
  const std::set<Space> sales = {Space::kSales, Space::kSalesByCustomer,
                                 Space::kSalesByVisitDay};
  const absl::Time deadline = absl::Now() + absl::Minutes(1);
  while (TracesOf(anna) != sales && absl::Now() < deadline) {
    std::this_thread::yield();
  }

  EXPECT_EQ(TracesOf(anna), sales);
  EXPECT_EQ(TracesOf(ann), sales);
  ExpectSound();
  server_.reset();
}

}  // namespace
}  // namespace comptoir
