#include "server/customers/customer_service.h"

#include <utility>

#include "comptoir/annotations.pb.h"
#include "server/base/status.h"
#include "server/customers/writes/customer_writes.h"
#include "server/records/page.h"
#include "server/rpc/page_token.h"
#include "server/store/key_spaces.h"

namespace comptoir::customers {
namespace {

using storage::v1::StoredCustomer;
using store::Key;
using store::Snapshot;
using store::Space;
using store::Transaction;

constexpr int kSuggestionsDefault = 8;
constexpr int kSuggestionsMax = 20;

// Parts of contact data would let a caller who may not see it guess it letter
// by letter; whole values only confirm what she was told.
absl::Status RequireForParts(const Call& call, const v1::CustomerQuery& query) {
  const bool asks_for_parts = query.email_address().has_prefix() ||
                              query.phone_number().has_prefix() ||
                              !query.phone_number_ending().empty() ||
                              !query.phone_number_like().empty();
  return asks_for_parts ? call.Require(PERMISSION_CUSTOMERS_VIEW_CONTACT)
                        : absl::OkStatus();
}

// Whether the query confirms a whole number or address.
bool LooksUpContact(const v1::CustomerQuery& query) {
  return query.email_address().has_exact() || query.phone_number().has_exact();
}

}  // namespace

absl::StatusOr<v1::CreateCustomerResponse> CustomerService::CreateCustomer(
    const Call& call, Transaction& txn,
    const v1::CreateCustomerRequest& request) {
  v1::CreateCustomerResponse response;
  ASSIGN_OR_RETURN(*response.mutable_customer(),
                   CreateAsAsked(directory_, call, txn, request,
                                 call.prepared<PhoneReadings>()));
  return response;
}

absl::StatusOr<v1::GetCustomerResponse> CustomerService::GetCustomer(
    const Call& call, const Snapshot& snapshot,
    const v1::GetCustomerRequest& request) {
  auto customer =
      directory_.Get(snapshot, call.merchant_id(), request.customer_id());
  if (!customer.ok()) {
    return deleted_.Explain(call, snapshot, request.customer_id(),
                            customer.status());
  }
  v1::GetCustomerResponse response;
  *response.mutable_customer() = *std::move(customer);
  return response;
}

absl::StatusOr<v1::BatchGetCustomersResponse>
CustomerService::BatchGetCustomers(
    const Call& call, const Snapshot& snapshot,
    const v1::BatchGetCustomersRequest& request) {
  v1::BatchGetCustomersResponse response;
  const std::vector<std::string> ids(request.customer_ids().begin(),
                                     request.customer_ids().end());
  ASSIGN_OR_RETURN(auto found, directory_.tables().customers.FindMany(
                                   snapshot, call.merchant_id(), ids));
  for (size_t i = 0; i < ids.size(); ++i) {
    if (found[i] && found[i]->merged_into().empty()) {
      *response.add_customers() = std::move(*found[i]->mutable_customer());
      continue;
    }
    // Few: merged into another one, or absent.
    absl::StatusOr<v1::Customer> customer =
        directory_.Get(snapshot, call.merchant_id(), ids[i]);
    if (customer.ok()) {
      *response.add_customers() = *std::move(customer);
    } else if (absl::IsNotFound(customer.status())) {
      response.add_missing_customer_ids(ids[i]);
    } else {
      return customer.status();
    }
  }
  return response;
}

absl::StatusOr<v1::UpdateCustomerResponse> CustomerService::UpdateCustomer(
    const Call& call, Transaction& txn,
    const v1::UpdateCustomerRequest& request) {
  auto updated = UpdateAsAsked(directory_, call, txn, request,
                               call.prepared<PhoneReadings>());
  if (!updated.ok()) {
    return deleted_.Explain(call, txn, request.customer().id(),
                            updated.status());
  }
  v1::UpdateCustomerResponse response;
  *response.mutable_customer() = *std::move(updated);
  return response;
}

absl::StatusOr<v1::DeleteCustomerResponse> CustomerService::DeleteCustomer(
    const Call&, Transaction& txn, const v1::DeleteCustomerRequest& request) {
  v1::DeleteCustomerResponse response;
  ASSIGN_OR_RETURN(*response.mutable_customer(),
                   deleted_.Delete(txn, request.customer_id(), request.etag()));
  return response;
}

absl::StatusOr<v1::UndeleteCustomerResponse> CustomerService::UndeleteCustomer(
    const Call&, Transaction& txn, const v1::UndeleteCustomerRequest& request) {
  v1::UndeleteCustomerResponse response;
  ASSIGN_OR_RETURN(
      *response.mutable_customer(),
      deleted_.Undelete(txn, request.customer_id(), request.etag()));
  return response;
}

absl::StatusOr<v1::ListDeletedCustomersResponse>
CustomerService::ListDeletedCustomers(
    const Call& call, const Snapshot& snapshot,
    const v1::ListDeletedCustomersRequest& request) {
  const Key by_time(Space::kDeletedCustomersByTime, call.merchant_id());
  ASSIGN_OR_RETURN(
      auto page,
      records::ListIndexPage<StoredCustomer>(
          call, snapshot, deleted_.table(), request,
          {.range = by_time.Prefix(), .direction = kv::Direction::kReverse},
          [&call](const StoredCustomer& stored) {
            return !IsPurgeDue(stored.customer(), call.now());
          }));
  v1::ListDeletedCustomersResponse response;
  for (StoredCustomer& stored : page.records) {
    *response.add_customers() = std::move(*stored.mutable_customer());
  }
  response.set_next_page_token(std::move(page.next_page_token));
  return response;
}

absl::StatusOr<v1::BatchCreateCustomersResponse>
CustomerService::BatchCreateCustomers(
    const Call& call, Transaction& txn,
    const v1::BatchCreateCustomersRequest& request) {
  return batches_.Create(call, txn, request);
}

absl::StatusOr<v1::BatchUpdateCustomersResponse>
CustomerService::BatchUpdateCustomers(
    const Call& call, Transaction& txn,
    const v1::BatchUpdateCustomersRequest& request) {
  return batches_.Update(call, txn, request);
}

absl::StatusOr<v1::BatchDeleteCustomersResponse>
CustomerService::BatchDeleteCustomers(
    const Call& call, Transaction& txn,
    const v1::BatchDeleteCustomersRequest& request) {
  return batches_.Delete(call, txn, request);
}

absl::StatusOr<v1::ListCustomersResponse> CustomerService::ListCustomers(
    const Call& call, const Snapshot& snapshot,
    const v1::ListCustomersRequest& request) {
  if (Filters::IsNeeded(request)) {
    return filters_.List(call, snapshot, request);
  }
  const bool by_name = request.order() == v1::CUSTOMER_ORDER_NAME ||
                       request.order() == v1::CUSTOMER_ORDER_NAME_DESCENDING;
  const bool forward = request.order() == v1::CUSTOMER_ORDER_OLDEST_FIRST ||
                       request.order() == v1::CUSTOMER_ORDER_NAME;
  const store::Table<StoredCustomer>& table = directory_.tables().customers;
  const kv::Direction direction =
      forward ? kv::Direction::kForward : kv::Direction::kReverse;
  ASSIGN_OR_RETURN(
      auto page,
      by_name
          ? records::ListIndexPage(
                call, snapshot, table, request,
                {.range =
                     Key(Space::kCustomersByName, call.merchant_id()).Prefix(),
                 .direction = direction})
          : records::ListPage<StoredCustomer>(
                call, snapshot, table, request,
                [](const StoredCustomer& stored) {
                  return stored.merged_into().empty();
                },
                direction));
  v1::ListCustomersResponse response;
  for (StoredCustomer& stored : page.records) {
    *response.add_customers() = std::move(*stored.mutable_customer());
  }
  response.set_next_page_token(std::move(page.next_page_token));
  response.set_total_size(filters_.Count(call.merchant_id()));
  return response;
}

absl::StatusOr<v1::ExplainFilterResponse> CustomerService::ExplainFilter(
    const Call& call, const Snapshot& snapshot,
    const v1::ExplainFilterRequest& request) {
  return filters_.Explain(call, snapshot, request);
}

absl::StatusOr<v1::SearchCustomersResponse> CustomerService::SearchCustomers(
    const Call& call, const Snapshot& snapshot,
    const v1::SearchCustomersRequest& request) {
  RETURN_IF_ERROR(RequireForParts(call, request.query()));
  if (!call.Holds(PERMISSION_CUSTOMERS_VIEW_CONTACT) &&
      LooksUpContact(request.query())) {
    RETURN_IF_ERROR(lookups_.Admit(call));
  }
  ASSIGN_OR_RETURN(
      const CustomerFilter filter,
      CustomerFilter::Parse(request.query(), call.prepared<PhoneKeys>()));
  ASSIGN_OR_RETURN(const std::string from, rpc::OpenPageToken(call, request));
  const int page_size = rpc::PageSize(
      request.page_size(), records::kPageSizeDefault, records::kPageSizeMax);
  ASSIGN_OR_RETURN(CustomerPage page,
                   finder_.Find({.reader = snapshot,
                                 .merchant_id = call.merchant_id(),
                                 .from = from,
                                 .page_size = static_cast<size_t>(page_size)},
                                filter));
  v1::SearchCustomersResponse response;
  for (v1::Customer& customer : page.customers) {
    *response.add_customers() = std::move(customer);
  }
  for (v1::MergedMatch& match : page.merged_matches) {
    *response.add_merged_matches() = std::move(match);
  }
  for (v1::ContactMatch& match : page.contact_matches) {
    *response.add_contact_matches() = std::move(match);
  }
  response.set_next_page_token(rpc::MakePageToken(call, request, page.next));
  return response;
}

absl::StatusOr<v1::SuggestCustomersResponse> CustomerService::SuggestCustomers(
    const Call& call, const Snapshot& snapshot,
    const v1::SuggestCustomersRequest& request) {
  const int limit =
      rpc::PageSize(request.limit(), kSuggestionsDefault, kSuggestionsMax);
  const CustomerSuggester::Request wanted = {
      .reader = snapshot,
      .merchant_id = call.merchant_id(),
      .phones = call.prepared<PhoneKeys>(),
      .sees_contact = call.Holds(PERMISSION_CUSTOMERS_VIEW_CONTACT),
      .limit = static_cast<size_t>(limit)};
  if (!wanted.sees_contact &&
      CustomerSuggester::LooksUpContact(wanted, request.text())) {
    RETURN_IF_ERROR(lookups_.Admit(call));
  }
  ASSIGN_OR_RETURN(std::vector<v1::CustomerSuggestion> suggestions,
                   suggester_.Suggest(wanted, request.text()));
  v1::SuggestCustomersResponse response;
  for (v1::CustomerSuggestion& suggestion : suggestions) {
    *response.add_suggestions() = std::move(suggestion);
  }
  return response;
}

}  // namespace comptoir::customers
