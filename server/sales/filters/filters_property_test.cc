// Random people, attributes, sales, groups and merges, under random filters,
// against a plain scan.
#include <algorithm>
#include <iterator>
#include <map>
#include <random>
#include <string>
#include <vector>

#include "fmt/format.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/base/status.h"
#include "server/customers/attributes/attributes.h"
#include "server/customers/groups/groups.h"
#include "server/customers/testing/customers_for_test.h"
#include "server/merchants/merchant_tables.h"
#include "server/sales/filters/testing/filter_model.h"
#include "server/sales/filters/testing/random_filters.h"
#include "server/sales/sale/sale_service.h"
#include "server/sales/sales_area.h"
#include "server/values/money/money.h"

namespace comptoir::sales {
namespace {

using customers::AttributeDefinitionService;
using customers::kMerchant;
using customers::v1::AttributeDefinition;
using Ids = std::vector<std::string>;

constexpr int kSteps = 4000;

class FiltersPropertyTest : public testing::Test {
 protected:
  FiltersPropertyTest() {
    groups_.AddFilters(customers_.filters());
    attributes_.AddFilters(customers_.filters());
    area_.AddFilters(customers_.filters());
    customers_.directory().AddParticipant(groups_.participant());
    customers_.directory().AddParticipant(attributes_);
    customers_.directory().AddParticipant(*area_.participant());
    for (const std::string& id : locations_) {
      const absl::Status put =
          store().Write(merchant_, [&](store::Transaction& txn) {
            merchants::v1::Location location;
            location.set_id(id);
            location.set_currency(id == locations_[1] ? "USD" : "EUR");
            location.set_time_zone("Europe/Paris");
            return merchants_.locations.Put(txn, location);
          });
      EXPECT_TRUE(put.ok()) << put;
    }
  }

  store::TestStore& store() { return customers_.store(); }
  int Random(int below) { return static_cast<int>(random_() % below); }
  bool OneIn(int many) { return Random(many) == 0; }
  std::string Pick(const Ids& ids) {
    return ids[static_cast<size_t>(Random(static_cast<int>(ids.size())))];
  }
  Call NewCall() {
    store().clock().Advance(absl::Milliseconds(1));
    return Call::ForTest(merchant_, store().clock().Now(),
                         fmt::format("{:016}-property", ++calls_));
  }
  template <typename Service, typename Response, typename Request>
  absl::StatusOr<Response> Do(Service& service,
                              absl::StatusOr<Response> (Service::*method)(
                                  const Call&, store::Transaction&,
                                  const Request&),
                              const Request& request) {
    const Call call = NewCall();
    return store().Write(merchant_, [&](store::Transaction& txn) {
      return (service.*method)(call, txn, request);
    });
  }

  customers::v1::Customer RandomFields() {
    customers::v1::Customer customer;
    customer.set_given_name(Pick(names_));
    if (OneIn(2)) customer.set_family_name(Pick(names_));
    if (OneIn(3)) customer.set_company_name(Pick(names_));
    if (OneIn(2)) {
      customer.set_email_address(fmt::format("{}@example.com", Random(20)));
    }
    if (OneIn(2)) customer.set_language(Pick({"fr", "fr-CA", "en"}));
    if (OneIn(2)) customer.mutable_address()->set_locality(Pick(names_));
    if (OneIn(2)) customer.set_birthday(RandomDay(random_));
    return customer;
  }
  void ChangePeople() {
    switch (Random(6)) {
      case 0:
      case 1: {
        customers::v1::Customer customer = RandomFields();
        customer.set_creation_source(
            OneIn(2) ? customers::v1::CREATION_SOURCE_IMPORT
                     : customers::v1::CREATION_SOURCE_DIRECTORY);
        const auto created = customers_.Create(customer);
        ASSERT_TRUE(created.ok()) << created.status();
        people_.push_back(created->id());
        return;
      }
      case 2: {
        customers::v1::Customer customer = RandomFields();
        customer.set_id(Survivor(Pick(people_)));
        ASSERT_TRUE(customers_.Update(customer).ok());
        return;
      }
      case 3: {
        const std::string into = Survivor(Pick(people_));
        const std::string other = Survivor(Pick(people_));
        if (into == other) return;
        ASSERT_TRUE(customers_.Merge(into, {other}).ok());
        return;
      }
      case 4:
        // NOT_MERGED for most.
        (void)customers_.Unmerge(Pick(people_));
        return;
      default:
        if (OneIn(3) && !deleted_.empty()) {
          UndeletePerson();
        } else if (people_.size() > 40) {
          DeletePerson(Survivor(Pick(people_)));
        }
        return;
    }
  }
  std::string Survivor(const std::string& id) {
    return customers_.Get(id).value().id();
  }
  void DeletePerson(const std::string& survivor) {
    const auto identities = customers_.directory().CustomerIdentities(
        *store().Read(), merchant_, survivor);
    ASSERT_TRUE(customers_.Delete(survivor).ok());
    std::erase_if(people_, [&](const std::string& id) {
      return std::find(identities->begin(), identities->end(), id) !=
             identities->end();
    });
    deleted_[survivor] = *identities;
  }
  // Brings back whoever was deleted last.
  void UndeletePerson() {
    const auto last = std::prev(deleted_.end());
    const auto back = customers_.Undelete(last->first);
    if (back.ok()) {
      people_.insert(people_.end(), last->second.begin(), last->second.end());
    } else {
      ASSERT_EQ(ReasonOf(back.status()), "CUSTOMER_PURGED");
    }
    deleted_.erase(last);
  }

  void ChangeGroups() {
    if (group_ids_.size() < 3 || OneIn(20)) {
      customers::v1::CreateGroupRequest request;
      request.mutable_group()->set_display_name(fmt::format("g{}", ++calls_));
      group_ids_.push_back(
          Do(groups_.service(), &customers::GroupService::CreateGroup, request)
              ->group()
              .id());
      return;
    }
    const std::string group_id = Pick(group_ids_);
    if (OneIn(15)) {
      customers::v1::DeleteGroupRequest request;
      request.set_group_id(group_id);
      ASSERT_TRUE(
          Do(groups_.service(), &customers::GroupService::DeleteGroup, request)
              .ok());
      std::erase(group_ids_, group_id);
    } else if (OneIn(3)) {
      customers::v1::RemoveGroupMembersRequest request;
      request.set_group_id(group_id);
      request.add_customer_ids(Pick(people_));
      ASSERT_TRUE(Do(groups_.service(),
                     &customers::GroupService::RemoveGroupMembers, request)
                      .ok());
    } else {
      customers::v1::AddGroupMembersRequest request;
      request.set_group_id(group_id);
      request.add_customer_ids(Pick(people_));
      ASSERT_TRUE(Do(groups_.service(),
                     &customers::GroupService::AddGroupMembers, request)
                      .ok());
    }
  }

  // Of each type that is compared in its own way.
  AttributeDefinition NewAttribute() {
    static constexpr customers::v1::AttributeType kTypes[] = {
        customers::v1::ATTRIBUTE_TYPE_TEXT,
        customers::v1::ATTRIBUTE_TYPE_NUMBER,
        customers::v1::ATTRIBUTE_TYPE_BOOLEAN,
        customers::v1::ATTRIBUTE_TYPE_DATE,
        customers::v1::ATTRIBUTE_TYPE_EMAIL,
        customers::v1::ATTRIBUTE_TYPE_MULTIPLE_SELECTION};
    customers::v1::CreateAttributeDefinitionRequest request;
    AttributeDefinition& definition = *request.mutable_attribute_definition();
    definition.set_display_name(fmt::format("a{}", ++calls_));
    definition.set_type(kTypes[attributes_made_++ % std::size(kTypes)]);
    if (definition.type() == customers::v1::ATTRIBUTE_TYPE_MULTIPLE_SELECTION) {
      for (const char* name : {"S", "M", "L"}) {
        definition.add_options()->set_display_name(name);
      }
    }
    return Do(attributes_.service(),
              &AttributeDefinitionService::CreateAttributeDefinition, request)
        ->attribute_definition();
  }
  void ChangeAttributes() {
    if (definitions_.size() < 8) definitions_.push_back(NewAttribute());
    const size_t place =
        static_cast<size_t>(Random(static_cast<int>(definitions_.size())));
    AttributeDefinition& definition = definitions_[place];
    if (OneIn(40)) {
      customers::v1::DeleteAttributeDefinitionRequest request;
      request.set_attribute_definition_id(definition.id());
      ASSERT_TRUE(Do(attributes_.service(),
                     &AttributeDefinitionService::DeleteAttributeDefinition,
                     request)
                      .ok());
      definitions_.erase(definitions_.begin() +
                         static_cast<std::ptrdiff_t>(place));
    } else if (OneIn(10) && definition.options_size() > 1) {
      customers::v1::UpdateAttributeDefinitionRequest request;
      definition.mutable_options()->DeleteSubrange(0, 1);
      definition.clear_etag();
      *request.mutable_attribute_definition() = definition;
      request.mutable_update_mask()->add_paths("options");
      request.set_remove_options(true);
      ASSERT_TRUE(Do(attributes_.service(),
                     &AttributeDefinitionService::UpdateAttributeDefinition,
                     request)
                      .ok());
    } else if (OneIn(10)) {
      store().RunDueJobs();
    } else {
      customers::v1::SetCustomerAttributesRequest request;
      request.set_customer_id(Survivor(Pick(people_)));
      customers::v1::AttributeChange& change = *request.add_changes();
      change.set_attribute_definition_id(definition.id());
      RandomFilters random(random_, {.names = names_});
      if (!OneIn(4)) *change.mutable_value() = random.Value(definition);
      ASSERT_TRUE(Do(attributes_.service(),
                     &AttributeDefinitionService::SetCustomerAttributes,
                     request)
                      .ok());
    }
  }

  void ChangeSales() {
    if (sales_.empty() || OneIn(2)) {
      v1::CreateSaleRequest request;
      request.set_location_id(Pick(locations_));
      request.set_customer_id(Pick(people_));
      const std::string currency =
          request.location_id() == locations_[1] ? "USD" : "EUR";
      v1::SaleLine& line = *request.add_lines();
      line.set_name("tea");
      line.set_quantity(1);
      *line.mutable_unit_price() = MakeMoney(1 + Random(5), currency);
      const auto created = Do(service_, &SaleService::CreateSale, request);
      ASSERT_TRUE(created.ok()) << created.status();
      v1::RecordPaymentRequest payment;
      payment.set_sale_id(created->sale().id());
      payment.set_method(v1::PAYMENT_METHOD_CASH);
      *payment.mutable_amount() = created->sale().totals().total();
      ASSERT_TRUE(Do(service_, &SaleService::RecordPayment, payment).ok());
      sales_.push_back(payment.sale_id());
    } else if (OneIn(2)) {
      v1::DetachCustomerRequest request;
      request.set_sale_id(Pick(sales_));
      (void)Do(service_, &SaleService::DetachCustomer, request);
    } else {
      v1::AttachCustomerRequest request;
      request.set_sale_id(Pick(sales_));
      request.set_customer_id(Pick(people_));
      (void)Do(service_, &SaleService::AttachCustomer, request);
    }
  }

  void Check() {
    customers::v1::ListCustomersRequest request;
    RandomFilters filters(random_, {.names = names_,
                                    .group_ids = group_ids_,
                                    .location_ids = locations_,
                                    .attributes = definitions_,
                                    .now = store().clock().Now()});
    *request.mutable_filter() = filters.Make(/*depth=*/3);
    request.set_order(static_cast<customers::v1::CustomerOrder>(1 + Random(8)));
    request.set_spend_currency("EUR");
    request.set_page_size(OneIn(2) ? 200 : 1 + Random(10));
    SCOPED_TRACE(request.ShortDebugString());
    // Filters count by seconds: all pages are asked for within one.
    const absl::Time now = store().clock().Now();
    store().clock().Advance(absl::Seconds(1) -
                            (now - absl::FromUnixSeconds(ToUnixSeconds(now))));
    const FilterModel model(*store().Read(), merchant_, store().clock().Now());
    Ids ids;
    do {
      const auto page = customers_.List(request);
      ASSERT_TRUE(page.ok()) << page.status();
      for (const auto& customer : page->customers()) {
        ids.push_back(customer.id());
      }
      total_ = page->total_size();
      request.set_page_token(page->next_page_token());
    } while (!request.page_token().empty());
    ASSERT_EQ(ids, model.Left(request.filter(), request.order()));
    ASSERT_EQ(total_, static_cast<int64_t>(ids.size()));
  }

  const unsigned seed_ = std::random_device()();
  std::mt19937 random_{seed_};
  const Ids names_ = {"Anna",    "Annabél", "Bob",  "Roux",
                      "Le Roux", "!?",      "Chloé"};
  const Ids locations_ = {FormatId("loc", "location-0000001"),
                          FormatId("loc", "location-0000002"),
                          FormatId("loc", "location-0000003")};
  const std::string merchant_{kMerchant};
  merchants::MerchantTables merchants_;
  customers::CustomersForTest customers_;
  SalesArea area_{customers_.directory(), merchants_};
  customers::Groups groups_{customers_.store().store(), customers_.tables(),
                            customers_.directory()};
  customers::Attributes attributes_{customers_.store().store(),
                                    customers_.directory()};
  SaleService service_{area_.book(), merchants_};
  int calls_ = 0;
  Ids people_;
  // The identities of each profile that can be brought back.
  std::map<std::string, Ids> deleted_;
  Ids group_ids_;
  std::vector<AttributeDefinition> definitions_;
  size_t attributes_made_ = 0;
  Ids sales_;
  int64_t total_ = 0;
};

TEST_F(FiltersPropertyTest, LeaveWhomAPlainScanDoes) {
  SCOPED_TRACE(fmt::format("seed {}", seed_));
  for (int i = 0; i < 10; ++i) {
    const auto created = customers_.Create(RandomFields());
    ASSERT_TRUE(created.ok()) << created.status();
    people_.push_back(created->id());
  }
  for (int step = 0; step < kSteps; ++step) {
    SCOPED_TRACE(fmt::format("step {}", step));
    switch (Random(4)) {
      case 0:
        ASSERT_NO_FATAL_FAILURE(ChangePeople());
        break;
      case 3:
        ASSERT_NO_FATAL_FAILURE(ChangeAttributes());
        break;
      case 1:
        ASSERT_NO_FATAL_FAILURE(ChangeGroups());
        break;
      default:
        ASSERT_NO_FATAL_FAILURE(ChangeSales());
    }
    if (OneIn(10)) store().clock().Advance(absl::Hours(Random(30)));
    if (OneIn(2)) {
      ASSERT_NO_FATAL_FAILURE(Check());
    }
  }
}

}  // namespace
}  // namespace comptoir::sales
