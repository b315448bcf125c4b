#include "server/customers/testing/customers_for_test.h"

#include <utility>

#include "comptoir/annotations.pb.h"
#include "server/customers/phones/phone_preparations.h"
#include "server/customers/writes/batch_preparations.h"

namespace comptoir::customers {

CustomersForTest::CustomersForTest() {
  AddPhonePreparations(&preparations_);
  AddBatchPreparations(&preparations_);
}

absl::StatusOr<v1::Customer> CustomersForTest::Create(
    const v1::Customer& customer, bool unless_known) {
  v1::CreateCustomerRequest request;
  *request.mutable_customer() = customer;
  request.set_unless_known(unless_known);
  const auto response =
      Write(&CustomerService::CreateCustomer, "CreateCustomer", request);
  if (!response.ok()) return response.status();
  return response->customer();
}

std::string CustomersForTest::CreateNamed(std::string given,
                                          std::string family) {
  v1::Customer customer;
  customer.set_given_name(std::move(given));
  customer.set_family_name(std::move(family));
  return Create(customer)->id();
}

absl::StatusOr<v1::Customer> CustomersForTest::Update(
    const v1::Customer& customer, const std::vector<std::string>& mask) {
  v1::UpdateCustomerRequest request;
  *request.mutable_customer() = customer;
  for (const std::string& path : mask) {
    request.mutable_update_mask()->add_paths(path);
  }
  const auto response =
      Write(&CustomerService::UpdateCustomer, "UpdateCustomer", request);
  if (!response.ok()) return response.status();
  return response->customer();
}

absl::Status CustomersForTest::Delete(std::string id, std::string etag) {
  v1::DeleteCustomerRequest request;
  request.set_customer_id(std::move(id));
  request.set_etag(std::move(etag));
  return Write(&CustomerService::DeleteCustomer, "DeleteCustomer", request)
      .status();
}

absl::StatusOr<v1::Customer> CustomersForTest::Undelete(std::string id,
                                                        std::string etag) {
  v1::UndeleteCustomerRequest request;
  request.set_customer_id(std::move(id));
  request.set_etag(std::move(etag));
  const auto response =
      Write(&CustomerService::UndeleteCustomer, "UndeleteCustomer", request);
  if (!response.ok()) return response.status();
  return response->customer();
}

absl::StatusOr<v1::BatchCreateCustomersResponse> CustomersForTest::BatchCreate(
    const v1::BatchCreateCustomersRequest& request) {
  return Write(&CustomerService::BatchCreateCustomers, "BatchCreateCustomers",
               request);
}

absl::StatusOr<v1::BatchUpdateCustomersResponse> CustomersForTest::BatchUpdate(
    const v1::BatchUpdateCustomersRequest& request) {
  return Write(&CustomerService::BatchUpdateCustomers, "BatchUpdateCustomers",
               request);
}

absl::StatusOr<v1::BatchDeleteCustomersResponse> CustomersForTest::BatchDelete(
    const v1::BatchDeleteCustomersRequest& request) {
  return Write(&CustomerService::BatchDeleteCustomers, "BatchDeleteCustomers",
               request);
}

absl::StatusOr<v1::ListDeletedCustomersResponse> CustomersForTest::ListDeleted(
    const v1::ListDeletedCustomersRequest& request) {
  return service_.ListDeletedCustomers(NewCall(), *store_.Read(), request);
}

absl::StatusOr<v1::Customer> CustomersForTest::Get(std::string id) {
  v1::GetCustomerRequest request;
  request.set_customer_id(std::move(id));
  auto response = service_.GetCustomer(NewCall(), *store_.Read(), request);
  if (!response.ok()) return response.status();
  return response->customer();
}

absl::StatusOr<v1::BatchGetCustomersResponse> CustomersForTest::BatchGet(
    const std::vector<std::string>& ids) {
  v1::BatchGetCustomersRequest request;
  for (const std::string& id : ids) request.add_customer_ids(id);
  return service_.BatchGetCustomers(NewCall(), *store_.Read(), request);
}

absl::StatusOr<v1::ListCustomersResponse> CustomersForTest::List(
    const v1::ListCustomersRequest& request) {
  return service_.ListCustomers(NewCall(), *store_.Read(), request);
}

absl::StatusOr<v1::ExplainFilterResponse> CustomersForTest::Explain(
    const v1::ExplainFilterRequest& request) {
  return service_.ExplainFilter(NewCall(), *store_.Read(), request);
}

absl::StatusOr<v1::SearchCustomersResponse> CustomersForTest::Search(
    const v1::SearchCustomersRequest& request) {
  return service_.SearchCustomers(Prepared("SearchCustomers", request),
                                  *store_.Read(), request);
}

absl::StatusOr<v1::SuggestCustomersResponse> CustomersForTest::Suggest(
    std::string text, int limit) {
  v1::SuggestCustomersRequest request;
  request.set_text(std::move(text));
  request.set_limit(limit);
  return service_.SuggestCustomers(Prepared("SuggestCustomers", request),
                                   *store_.Read(), request);
}

absl::StatusOr<v1::Customer> CustomersForTest::Merge(
    const v1::MergeCustomersRequest& request) {
  const Call call = NewCall();
  auto response = store_.Write(merchant_id_, [&](store::Transaction& txn) {
    return merges_.MergeCustomers(call, txn, request);
  });
  if (!response.ok()) return response.status();
  return response->customer();
}

absl::StatusOr<v1::Customer> CustomersForTest::Merge(
    const std::string& survivor_id, const std::vector<std::string>& others) {
  v1::MergeCustomersRequest request;
  request.set_survivor_customer_id(survivor_id);
  request.mutable_customer_ids()->Assign(others.begin(), others.end());
  return Merge(request);
}

absl::StatusOr<v1::UnmergeCustomerResponse> CustomersForTest::Unmerge(
    std::string id, std::string etag) {
  v1::UnmergeCustomerRequest request;
  request.set_customer_id(std::move(id));
  request.set_etag(std::move(etag));
  const Call call = NewCall();
  return store_.Write(merchant_id_, [&](store::Transaction& txn) {
    return merges_.UnmergeCustomer(call, txn, request);
  });
}

absl::StatusOr<v1::PreviewMergeResponse> CustomersForTest::Preview(
    const v1::PreviewMergeRequest& request) {
  return merges_.PreviewMerge(NewCall(), *store_.Read(), request);
}

absl::StatusOr<v1::ListMergesResponse> CustomersForTest::ListMerges(
    const v1::ListMergesRequest& request) {
  return merges_.ListMerges(NewCall(), *store_.Read(), request);
}

Call CustomersForTest::Prepared(const std::string& method,
                                const google::protobuf::Message& request,
                                const std::string& missing) {
  ++preparations_made_;
  const auto preparation =
      preparations_.find("comptoir.customers.v1.CustomerService/" + method);
  if (preparation == preparations_.end()) return NewCall();
  const Principal caller = NewPrincipal();
  std::any data;
  preparation->second({.caller = caller,
                       .request = request,
                       .now = store_.clock().Now(),
                       .missing = missing},
                      [&](absl::StatusOr<rpc::Prepared> prepared) {
                        data = std::move(prepared->data);
                      });
  return NewCall(std::move(data));
}

absl::Status CustomersForTest::Handle(
    const Call& call, const v1::UpdateCustomerRequest& request) {
  return store_
      .Write(merchant_id_,
             [&](store::Transaction& txn) {
               return service_.UpdateCustomer(call, txn, request);
             })
      .status();
}

Principal CustomersForTest::NewPrincipal() const {
  Principal principal;
  principal.kind = Principal::Kind::kMember;
  principal.id = FormatId("mem", "test-member-0001");
  principal.merchant_id = merchant_id_;
  principal.merchant_country = country_;
  if (sees_customers_) principal.permissions.Add(PERMISSION_CUSTOMERS_VIEW);
  if (sees_contact_) {
    principal.permissions.Add(PERMISSION_CUSTOMERS_VIEW_CONTACT);
  }
  if (deletes_) principal.permissions.Add(PERMISSION_CUSTOMERS_DELETE);
  if (sees_sales_) principal.permissions.Add(PERMISSION_SALES_VIEW);
  return principal;
}

Call CustomersForTest::NewCall(std::any prepared) {
  store_.clock().Advance(absl::Milliseconds(1));
  return Call(NewPrincipal(), store_.clock().Now(),
              std::to_string(++calls_) + "-seed-of-a-call-",
              std::move(prepared));
}

template <typename Response, typename Request>
absl::StatusOr<Response> CustomersForTest::Write(
    absl::StatusOr<Response> (CustomerService::*method)(const Call&,
                                                        store::Transaction&,
                                                        const Request&),
    const std::string& name, const Request& request) {
  std::string missing;
  for (int left = rpc::kPreparationsMax;; --left) {
    const Call call = Prepared(name, request, missing);
    auto response = store_.Write(merchant_id_, [&](store::Transaction& txn) {
      return (service_.*method)(call, txn, request);
    });
    const auto asked_for = rpc::MissingIn(response.status());
    if (!asked_for || left == 1) return response;
    missing = *asked_for;
  }
}

}  // namespace comptoir::customers
