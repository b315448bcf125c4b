// The customers area on a store in memory, for tests.
#ifndef COMPTOIR_SERVER_CUSTOMERS_TESTING_CUSTOMERS_FOR_TEST_H_
#define COMPTOIR_SERVER_CUSTOMERS_TESTING_CUSTOMERS_FOR_TEST_H_

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "comptoir/annotations.pb.h"
#include "server/customers/customer_service.h"
#include "server/store/testing/test_store.h"

namespace comptoir::customers {

inline constexpr std::string_view kMerchant = "mer_00000000000000000000000001";
inline constexpr std::string_view kOtherMerchant =
    "mer_00000000000000000000000002";

// Calls the handlers as the server does, as somebody who may do everything
// unless told otherwise. Both merchants are in France.
class CustomersForTest {
 public:
  absl::StatusOr<v1::Customer> Create(const v1::Customer& customer) {
    v1::CreateCustomerRequest request;
    *request.mutable_customer() = customer;
    const Call call = NewCall();
    auto response = store_.Write(merchant_id_, [&](store::Transaction& txn) {
      return service_.CreateCustomer(call, txn, request);
    });
    if (!response.ok()) return response.status();
    return response->customer();
  }
  // Of somebody known to be fine; her id.
  std::string CreateNamed(std::string given, std::string family) {
    v1::Customer customer;
    customer.set_given_name(std::move(given));
    customer.set_family_name(std::move(family));
    return Create(customer)->id();
  }
  absl::StatusOr<v1::Customer> Update(
      const v1::Customer& customer, const std::vector<std::string>& mask = {}) {
    v1::UpdateCustomerRequest request;
    *request.mutable_customer() = customer;
    for (const std::string& path : mask) {
      request.mutable_update_mask()->add_paths(path);
    }
    const Call call = NewCall();
    auto response = store_.Write(merchant_id_, [&](store::Transaction& txn) {
      return service_.UpdateCustomer(call, txn, request);
    });
    if (!response.ok()) return response.status();
    return response->customer();
  }
  absl::Status Delete(std::string id, std::string etag = "") {
    v1::DeleteCustomerRequest request;
    request.set_customer_id(std::move(id));
    request.set_etag(std::move(etag));
    const Call call = NewCall();
    return store_
        .Write(merchant_id_,
               [&](store::Transaction& txn) {
                 return service_.DeleteCustomer(call, txn, request);
               })
        .status();
  }
  absl::StatusOr<v1::Customer> Get(std::string id) {
    v1::GetCustomerRequest request;
    request.set_customer_id(std::move(id));
    auto response = service_.GetCustomer(NewCall(), *store_.Read(), request);
    if (!response.ok()) return response.status();
    return response->customer();
  }
  absl::StatusOr<v1::BatchGetCustomersResponse> BatchGet(
      const std::vector<std::string>& ids) {
    v1::BatchGetCustomersRequest request;
    for (const std::string& id : ids) request.add_customer_ids(id);
    return service_.BatchGetCustomers(NewCall(), *store_.Read(), request);
  }
  absl::StatusOr<v1::ListCustomersResponse> List(
      const v1::ListCustomersRequest& request) {
    return service_.ListCustomers(NewCall(), *store_.Read(), request);
  }
  absl::StatusOr<v1::SearchCustomersResponse> Search(
      const v1::SearchCustomersRequest& request) {
    return service_.SearchCustomers(NewCall(), *store_.Read(), request);
  }
  absl::StatusOr<v1::SuggestCustomersResponse> Suggest(std::string text,
                                                       int limit = 0) {
    v1::SuggestCustomersRequest request;
    request.set_text(std::move(text));
    request.set_limit(limit);
    return service_.SuggestCustomers(NewCall(), *store_.Read(), request);
  }

  void ActFor(std::string_view merchant_id) { merchant_id_ = merchant_id; }
  void MaySeeContact(bool may) { sees_contact_ = may; }
  store::TestStore& store() { return store_; }
  const CustomerDirectory& directory() const { return directory_; }
  NameIndexes& indexes() { return indexes_; }
  const CustomerTables& tables() const { return tables_; }
  std::vector<storage::v1::LogEntry> Log() { return store_.Log(merchant_id_); }

 private:
  // Every call has ids of its own.
  Call NewCall() {
    Principal principal;
    principal.kind = Principal::Kind::kMember;
    principal.id = FormatId("mem", "test-member-0001");
    principal.merchant_id = merchant_id_;
    principal.permissions.Add(PERMISSION_CUSTOMERS_VIEW);
    if (sees_contact_) {
      principal.permissions.Add(PERMISSION_CUSTOMERS_VIEW_CONTACT);
    }
    store_.clock().Advance(absl::Milliseconds(1));
    return Call(std::move(principal), store_.clock().Now(),
                std::to_string(++calls_) + "-seed-of-a-call-");
  }

  CustomerTables tables_;
  NameIndexes indexes_{tables_};
  CustomerDirectory directory_{
      tables_, [](const kv::View&, std::string_view, std::string_view) {
        return PhoneRegions{"FR"};
      }};
  CustomerService service_{directory_, indexes_};
  std::string merchant_id_{kMerchant};
  bool sees_contact_ = true;
  int calls_ = 0;
  store::TestStore store_;
};

}  // namespace comptoir::customers

#endif  // COMPTOIR_SERVER_CUSTOMERS_TESTING_CUSTOMERS_FOR_TEST_H_
