// Custom attributes on a store in memory, for tests.
#ifndef COMPTOIR_SERVER_CUSTOMERS_ATTRIBUTES_TESTING_ATTRIBUTES_FIXTURE_H_
#define COMPTOIR_SERVER_CUSTOMERS_ATTRIBUTES_TESTING_ATTRIBUTES_FIXTURE_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "gtest/gtest.h"
#include "server/customers/attributes/attributes.h"
#include "server/customers/testing/customers_for_test.h"
#include "server/rpc/call.h"

namespace comptoir::customers {

// "REASON field field: description" of what is wrong with a request; "OK".
std::string SummaryOf(const absl::Status& status);

// Values, as short as tests need them.
v1::AttributeValue Text(std::string_view text);
v1::AttributeValue Number(std::string_view number);
v1::AttributeValue Selection(const std::vector<std::string>& option_ids);

// A definition to create. A selection has the options "S", "M" and "L".
v1::AttributeDefinition Definition(std::string_view display_name,
                                   v1::AttributeType type);

class AttributesFixture : public testing::Test {
 protected:
  using Ids = std::vector<std::string>;

  AttributesFixture() { customers_.directory().AddParticipant(attributes_); }

  // Everything below is done by this caller: at first by a member who may do
  // everything.
  void ActAs(Principal::Kind kind, const std::string& id,
             const std::vector<Permission>& lacks = {});
  void ActAsOwner() { ActAs(Principal::Kind::kMember, "mem"); }

  // Each call has ids of its own.
  Call NewCall();
  // service.Method(call, txn, request) in a transaction of its own.
  template <typename Response, typename Request>
  absl::StatusOr<Response> Do(
      absl::StatusOr<Response> (AttributeDefinitionService::*method)(
          const Call&, store::Transaction&, const Request&),
      const Request& request) {
    const Call call = NewCall();
    return store().Write(merchant_, [&](store::Transaction& txn) {
      return (attributes_.service().*method)(call, txn, request);
    });
  }

  absl::StatusOr<v1::AttributeDefinition> Create(
      const v1::AttributeDefinition& definition);
  // Of a definition that is fine; without its etag.
  v1::AttributeDefinition New(std::string_view display_name,
                              v1::AttributeType type);
  absl::StatusOr<v1::AttributeDefinition> Get(const std::string& id);
  absl::StatusOr<v1::AttributeDefinition> Update(
      const v1::AttributeDefinition& definition, const Ids& mask,
      bool remove_options = false);
  absl::Status Delete(const std::string& id, const std::string& etag = "");
  // Keys, as listed.
  Ids Keys(int page_size = 0);

  // A value without a kind clears.
  absl::Status Set(const std::string& customer_id, const std::string& key,
                   const v1::AttributeValue& value,
                   const std::string& etag = "");
  absl::Status Clear(const std::string& customer_id, const std::string& key) {
    return Set(customer_id, key, v1::AttributeValue());
  }
  v1::GetCustomerAttributesResponse Values(const std::string& customer_id,
                                           bool shown_at_till_only = false);
  // "key=value ..." of what is shown; "key=?" for what is redacted.
  std::string Shown(const std::string& customer_id);

  std::string NewCustomer(const std::string& given_name) {
    return customers_.CreateNamed(given_name, "");
  }
  std::string EtagOf(const std::string& customer_id) {
    return customers_.Get(customer_id)->etag();
  }
  // The last event of the log.
  template <typename Event>
  Event LastEvent() {
    return EventIn<Event>(customers_.Log().back());
  }

  // What is wrong in the whole store.
  Ids Problems();
  // Rows of customers that hold a value of the definition, copies included.
  int RowsWith(const std::string& definition_id);
  store::TestStore& store() { return customers_.store(); }

  const std::string merchant_{kMerchant};
  CustomersForTest customers_;
  Attributes attributes_{store().store(), customers_.directory()};

 private:
  Principal principal_ = Call::ForTest(merchant_, absl::Time()).principal();
  int calls_ = 0;
};

}  // namespace comptoir::customers

#endif  // COMPTOIR_SERVER_CUSTOMERS_ATTRIBUTES_TESTING_ATTRIBUTES_FIXTURE_H_
