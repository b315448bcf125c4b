#include "tools/cli/import/lookup.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "comptoir/customers/v1/customer_query.pb.h"
#include "server/customers/import/known/likeness.h"
#include "server/values/text.h"
#include "tools/cli/import/calls/outstanding.h"

namespace comptoir::cli {
namespace {

using customers::Compare;
using customers::Listed;
using customers::Sureness;
using customers::SurenessOf;
using customers::v1::Customer;
using customers::v1::CustomerQuery;
using customers::v1::SearchCustomersRequest;

// As many of a name as the server gives on one page.
constexpr int kPageSize = 200;
// As many letters of a name or address as a query takes (customer_query.proto).
constexpr size_t kQueryLengthMax = 500;

struct Question {
  size_t listed = 0;
  CustomerQuery query;
};

// Of texts that a query can hold; others nobody has.
template <typename Set>
void Ask(size_t listed, const std::string& text, const Set& set,
         std::vector<Question>& questions) {
  if (text.empty() || CodePointCount(text) > kQueryLengthMax) return;
  questions.push_back({.listed = listed});
  set(questions.back().query, text);
}

void AskByKeys(size_t i, const Customer& customer,
               std::vector<Question>& questions) {
  Ask(
      i, customer.reference_id(),
      [](CustomerQuery& query, const std::string& text) {
        query.mutable_reference_id()->set_exact(text);
      },
      questions);
  Ask(
      i, customer.email_address(),
      [](CustomerQuery& query, const std::string& text) {
        query.mutable_email_address()->set_exact(text);
      },
      questions);
  Ask(
      i, customer.phone_number(),
      [](CustomerQuery& query, const std::string& text) {
        query.mutable_phone_number()->set_exact(text);
      },
      questions);
}

std::string NameOf(const Customer& customer) {
  std::string name = customer.given_name();
  if (!name.empty() && !customer.family_name().empty()) name += ' ';
  name += customer.family_name();
  return name.empty() ? customer.company_name() : name;
}

// Whether one of the candidates is the customer, whoever else there is.
bool IsFound(const Customer& customer,
             const std::vector<Customer>& candidates) {
  return std::any_of(
      candidates.begin(), candidates.end(), [&customer](const Customer& known) {
        return SurenessOf(Compare(customer, known)) >= Sureness::kContact;
      });
}

absl::Status NeedsContactData() {
  return absl::PermissionDeniedError(
      "an import recognises customers by their contact data, which this caller "
      "may not see: it needs PERMISSION_CUSTOMERS_VIEW_CONTACT");
}

// Collects answers, which come in on any thread.
class Finder {
 public:
  Finder(CustomerCalls& calls, size_t listed) : calls_(calls), found_(listed) {}

  absl::Status Find(const std::vector<Question>& questions,
                    std::string_view what, const ImportProgress& progress) {
    if (questions.empty()) return absl::OkStatus();
    const auto total = static_cast<int64_t>(questions.size());
    return ForEachOutstanding(
        questions.size(),
        [&](size_t i, Done done) {
          SearchCustomersRequest request;
          *request.mutable_query() = questions[i].query;
          request.set_page_size(kPageSize);
          calls_.Search(request, [this, listed = questions[i].listed,
                                  done = std::move(done)](auto customers) {
            done(Add(listed, std::move(customers)));
          });
        },
        [&](int64_t done) { progress(what, done, total); });
  }

  Candidates& found() { return found_; }

 private:
  absl::Status Add(size_t listed,
                   absl::StatusOr<std::vector<Customer>> customers) {
    // What cannot be looked for is nobody's; the server says more when it is
    // asked to keep it.
    if (absl::IsInvalidArgument(customers.status())) return absl::OkStatus();
    if (!customers.ok()) return customers.status();
    const std::lock_guard lock(mutex_);
    std::vector<Customer>& candidates = found_[listed];
    for (Customer& customer : *customers) {
      if (customer.redacted_fields().paths_size() > 0) {
        return NeedsContactData();
      }
      const auto at = std::lower_bound(
          candidates.begin(), candidates.end(), customer,
          [](const Customer& a, const Customer& b) { return a.id() < b.id(); });
      if (at != candidates.end() && at->id() == customer.id()) continue;
      candidates.insert(at, std::move(customer));
    }
    return absl::OkStatus();
  }

  CustomerCalls& calls_;
  std::mutex mutex_;
  Candidates found_ ABSL_GUARDED_BY(mutex_);
};

absl::StatusOr<bool> HasCustomers(CustomerCalls& calls) {
  bool has_some = false;
  const absl::Status status = ForEachOutstanding(
      1,
      [&](size_t, Done done) {
        calls.ListSome([&has_some, done = std::move(done)](auto customers) {
          has_some = customers.ok() && !customers->empty();
          done(customers.status());
        });
      },
      [](int64_t) {});
  if (!status.ok()) return status;
  return has_some;
}

}  // namespace

absl::StatusOr<Candidates> LookUp(const std::vector<Listed>& listed,
                                  CustomerCalls& calls,
                                  const ImportProgress& progress) {
  Finder finder(calls, listed.size());
  const absl::StatusOr<bool> has_customers = HasCustomers(calls);
  if (!has_customers.ok()) return has_customers.status();
  if (!*has_customers) return std::move(finder.found());

  std::vector<Question> questions;
  for (size_t i = 0; i < listed.size(); ++i) {
    AskByKeys(i, listed[i].customer, questions);
  }
  absl::Status status = finder.Find(questions, "looking up", progress);
  if (!status.ok()) return status;
  std::vector<Question> by_name;
  for (size_t i = 0; i < listed.size(); ++i) {
    if (IsFound(listed[i].customer, finder.found()[i])) continue;
    Ask(
        i, NameOf(listed[i].customer),
        [](CustomerQuery& query, const std::string& text) {
          query.mutable_name()->set_exact(text);
        },
        by_name);
  }
  status = finder.Find(by_name, "looking up by name", progress);
  if (!status.ok()) return status;
  return std::move(finder.found());
}

}  // namespace comptoir::cli
