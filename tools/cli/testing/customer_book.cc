#include "tools/cli/testing/customer_book.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "comptoir/sdk/errors.h"
#include "fmt/format.h"

namespace comptoir::cli {
namespace {

using customers::v1::CreateCustomerRequest;
using customers::v1::Customer;
using customers::v1::CustomerQuery;
using customers::v1::SearchCustomersRequest;
using customers::v1::UpdateCustomerRequest;

bool Matches(const CustomerQuery& query, const Customer& customer) {
  if (query.has_reference_id()) {
    return query.reference_id().exact() == customer.reference_id();
  }
  if (query.has_email_address()) {
    return query.email_address().exact() == customer.email_address();
  }
  if (query.has_phone_number()) {
    return query.phone_number().exact() == customer.phone_number();
  }
  return query.name().exact() ==
             customer.given_name() + ' ' + customer.family_name() ||
         query.name().exact() == customer.given_name();
}

absl::Status Check(const Customer& customer) {
  const std::string& email = customer.email_address();
  if (email.empty() || email.find('.', email.find('@')) != std::string::npos) {
    return absl::OkStatus();
  }
  return absl::InvalidArgumentError("must be one email address");
}

}  // namespace

void CustomerBook::Search(const SearchCustomersRequest& request,
                          FoundDone done) {
  ++searches;
  FoundCustomers found;
  for (const auto& [id, customer] : customers) {
    const bool is_shown = Matches(request.query(), customer);
    if (!is_shown && !IsHidden(request.query(), id)) continue;
    found.customers.push_back(customer);
    if (!is_shown) found.hidden.insert(id);
  }
  done(std::move(found));
}

void CustomerBook::ListSome(CustomersDone done) {
  if (!failure.ok()) return done(failure);
  std::vector<Customer> some;
  if (!customers.empty()) some.push_back(customers.begin()->second);
  done(std::move(some));
}

void CustomerBook::Get(const std::string& id, CustomerDone done) {
  const auto into = merged_into.find(id);
  const auto found =
      customers.find(into == merged_into.end() ? id : into->second);
  if (found == customers.end()) return done(absl::NotFoundError("none"));
  done(found->second);
}

void CustomerBook::Create(const CreateCustomerRequest& request,
                          CreateDone done) {
  if (!may_create.ok()) return done(may_create);
  if (on_create && !request.validate_only()) on_create(request);
  const absl::Status status = Check(request.customer());
  if (!status.ok()) return done(status);
  const auto known = answers.find(request.request_id());
  if (!request.validate_only() && known != answers.end()) {
    return done(CreateAnswer{.customer = known->second, .is_replayed = true});
  }
  if (request.unless_known()) {
    const absl::Status unknown = CheckUnknown(request.customer());
    if (!unknown.ok()) return done(unknown);
  }
  Customer customer = request.customer();
  customer.set_id(fmt::format("cus_{:03}", count_ + 1));
  customer.set_etag("1");
  if (request.validate_only()) {
    return done(CreateAnswer{.customer = customer});
  }
  ++count_;
  customers[customer.id()] = customer;
  answers[request.request_id()] = customer;
  done(CreateAnswer{.customer = std::move(customer)});
}

void CustomerBook::Update(const UpdateCustomerRequest& request,
                          CustomerDone done) {
  if (!may_update.ok()) return done(may_update);
  if (on_update && !request.validate_only()) {
    std::exchange(on_update, nullptr)();
  }
  const auto found = customers.find(request.customer().id());
  if (found == customers.end()) return done(absl::NotFoundError("none"));
  if (request.customer().etag() != found->second.etag()) {
    return done(absl::AbortedError("ETAG_MISMATCH"));
  }
  Customer changed = found->second;
  Customer change = request.customer();
  change.clear_id();
  change.clear_etag();
  changed.MergeFrom(change);
  const absl::Status status = Check(changed);
  if (!status.ok()) return done(status);
  changed.set_etag(changed.etag() + "1");
  if (!request.validate_only()) found->second = changed;
  if (!update_failure.ok()) return done(std::exchange(update_failure, {}));
  done(std::move(changed));
}

void CustomerBook::Merge(const std::string& id, const std::string& into) {
  merged[id] = customers.at(id);
  merged_into[id] = into;
  customers.erase(id);
  customers.at(into).add_merged_customer_ids(id);
}

void CustomerBook::Choose(const std::string& id, Customer shown) {
  // The survivor is an identity of the profile, too.
  merged[id] = customers.at(id);
  merged_into[id] = id;
  shown.set_id(id);
  shown.set_etag(merged[id].etag() + "1");
  *shown.mutable_merged_customer_ids() = merged[id].merged_customer_ids();
  customers[id] = std::move(shown);
}

bool CustomerBook::IsHidden(const CustomerQuery& query,
                            const std::string& profile) const {
  return std::any_of(merged.begin(), merged.end(), [&](const auto& one) {
    return merged_into.at(one.first) == profile && Matches(query, one.second);
  });
}

absl::Status CustomerBook::CheckUnknown(const Customer& asked) const {
  const auto is_same = [](const std::string& a, const std::string& b) {
    return !a.empty() && a == b;
  };
  const auto has_contact = [&](const Customer& known) {
    return is_same(asked.reference_id(), known.reference_id()) ||
           is_same(asked.email_address(), known.email_address()) ||
           is_same(asked.phone_number(), known.phone_number());
  };
  sdk::ErrorParts known = {.code = absl::StatusCode::kAlreadyExists,
                           .reason = "CUSTOMER_KNOWN",
                           .message = "somebody has it"};
  for (const auto& [id, customer] : merged) {
    if (!has_contact(customer)) continue;
    if (asked.given_name() == customer.given_name()) {
      known.metadata = {{"merged_customer_id", id},
                        {"customer_id", merged_into.at(id)}};
    }
    return sdk::MakeError(known);
  }
  const bool is_known =
      std::any_of(customers.begin(), customers.end(),
                  [&](const auto& one) { return has_contact(one.second); });
  return is_known ? sdk::MakeError(known) : absl::OkStatus();
}

}  // namespace comptoir::cli
