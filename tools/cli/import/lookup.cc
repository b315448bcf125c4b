#include "tools/cli/import/lookup.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <map>
#include <memory>
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
#include "tools/cli/import/merged_profile.h"

namespace comptoir::cli {
namespace {

using customers::Candidates;
using customers::Compare;
using customers::Listed;
using customers::Sureness;
using customers::SurenessOf;
using customers::v1::Customer;
using customers::v1::CustomerQuery;
using customers::v1::SearchCustomersRequest;
using Known = Candidates::value_type;

// As many of a name as the server gives on one page.
constexpr int kPageSize = 200;
// As many letters of a name or address as a query takes (customer_query.proto).
constexpr size_t kQueryLengthMax = 500;

struct Question {
  CustomerQuery query;
  // The field of the row that is asked for, as MergedProfile names it.
  std::string field;
  // Who wants to know.
  std::vector<size_t> listed;
};

// What is asked of the server, each question once: a list may have one name, or
// the phone of one desk, a thousand times.
class Questions {
 public:
  // Of texts that a query can hold; others nobody has.
  template <typename Set>
  void Ask(size_t listed, const std::string& field, const std::string& text,
           const Set& set) {
    if (text.empty() || CodePointCount(text) > kQueryLengthMax) return;
    CustomerQuery query;
    set(query, text);
    const auto [at, is_new] =
        indexes_.try_emplace(query.SerializeAsString(), all_.size());
    if (is_new) all_.push_back({.query = std::move(query), .field = field});
    all_[at->second].listed.push_back(listed);
  }

  const std::vector<Question>& all() const { return all_; }

 private:
  std::vector<Question> all_;
  std::map<std::string, size_t> indexes_;
};

void AskByKeys(size_t i, const Customer& customer, Questions& questions) {
  questions.Ask(i, "reference_id", customer.reference_id(),
                [](CustomerQuery& query, const std::string& text) {
                  query.mutable_reference_id()->set_exact(text);
                });
  questions.Ask(i, "email_address", customer.email_address(),
                [](CustomerQuery& query, const std::string& text) {
                  query.mutable_email_address()->set_exact(text);
                });
  questions.Ask(i, "phone_number", customer.phone_number(),
                [](CustomerQuery& query, const std::string& text) {
                  query.mutable_phone_number()->set_exact(text);
                });
}

std::string NameOf(const Customer& customer) {
  std::string name = customer.given_name();
  if (!name.empty() && !customer.family_name().empty()) name += ' ';
  name += customer.family_name();
  return name.empty() ? customer.company_name() : name;
}

// Whether one of the candidates is the customer, whoever else there is.
bool IsFound(const Customer& customer, const Known& candidates) {
  return std::any_of(
      candidates.begin(), candidates.end(), [&customer](const auto& known) {
        return SurenessOf(Compare(customer, *known)) >= Sureness::kContact;
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
  Finder(CustomerCalls& calls, size_t listed)
      : calls_(calls),
        found_{.candidates = Candidates(listed),
               .merged = std::vector<std::vector<MergedProfile>>(listed)} {}

  absl::Status Find(const std::vector<Question>& questions,
                    std::string_view what, const ImportProgress& progress) {
    if (questions.empty()) return absl::OkStatus();
    const auto total = static_cast<int64_t>(questions.size());
    const absl::Status status = ForEachOutstanding(
        questions.size(),
        [&](size_t i, Done done) {
          SearchCustomersRequest request;
          *request.mutable_query() = questions[i].query;
          request.set_page_size(kPageSize);
          calls_.Search(request, [this, &question = questions[i],
                                  done = std::move(done)](auto found) {
            done(Add(question, std::move(found)));
          });
        },
        [&](int64_t done) { progress(what, done, total); });
    LeaveJoinedOut();
    return status;
  }

  LookedUp& found() { return found_; }

 private:
  absl::Status Add(const Question& question,
                   absl::StatusOr<FoundCustomers> found) {
    // What cannot be looked for is nobody's; the server says more when it is
    // asked to keep it.
    if (absl::IsInvalidArgument(found.status())) return absl::OkStatus();
    if (!found.ok()) return found.status();
    Known known;
    for (Customer& customer : found->customers) {
      if (customer.redacted_fields().paths_size() > 0) {
        return NeedsContactData();
      }
      known.push_back(std::make_shared<Customer>(std::move(customer)));
    }
    const std::lock_guard lock(mutex_);
    for (const size_t i : question.listed) {
      Merge(known, found_.candidates[i]);
      for (const auto& profile : known) {
        if (profile->merged_customer_ids().empty()) continue;
        NoteMerged(profile, question.field,
                   found->hidden.contains(profile->id()), found_.merged[i]);
      }
    }
    return absl::OkStatus();
  }

  // A profile shows the contacts of whoever was merged into it, too. A row that
  // has nothing but those in common with it is not its survivor's.
  void LeaveJoinedOut() {
    const std::lock_guard lock(mutex_);
    for (size_t i = 0; i < found_.candidates.size(); ++i) {
      for (const MergedProfile& merged : found_.merged[i]) {
        if (!IsFoundByMergedAlone(merged)) continue;
        for (auto& candidate : found_.candidates[i]) {
          if (candidate->id() != merged.profile->id()) continue;
          const auto own = std::make_shared<Customer>(*candidate);
          own->clear_other_phone_numbers();
          own->clear_other_email_addresses();
          candidate = own;
        }
      }
    }
  }

  static void NoteMerged(const Known::value_type& profile,
                         const std::string& field, bool is_hidden,
                         std::vector<MergedProfile>& merged) {
    auto at = std::find_if(merged.begin(), merged.end(),
                           [&profile](const MergedProfile& one) {
                             return one.profile->id() == profile->id();
                           });
    if (at == merged.end()) at = merged.insert(at, {.profile = profile});
    at->found_by.insert(field);
    if (is_hidden) at->hidden.insert(field);
  }

  // Both oldest first: ids are in the order of creation.
  static void Merge(const Known& known, Known& candidates) {
    const auto is_older = [](const auto& a, const auto& b) {
      return a->id() < b->id();
    };
    Known all;
    std::set_union(candidates.begin(), candidates.end(), known.begin(),
                   known.end(), std::back_inserter(all), is_older);
    candidates = std::move(all);
  }

  CustomerCalls& calls_;
  std::mutex mutex_;
  LookedUp found_ ABSL_GUARDED_BY(mutex_);
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

absl::StatusOr<LookedUp> LookUp(const std::vector<Listed>& listed,
                                CustomerCalls& calls,
                                const ImportProgress& progress) {
  Finder finder(calls, listed.size());
  const absl::StatusOr<bool> has_customers = HasCustomers(calls);
  if (!has_customers.ok()) return has_customers.status();
  if (!*has_customers) return std::move(finder.found());

  Questions by_key;
  for (size_t i = 0; i < listed.size(); ++i) {
    AskByKeys(i, listed[i].customer, by_key);
  }
  absl::Status status = finder.Find(by_key.all(), "looking up", progress);
  if (!status.ok()) return status;
  Questions by_name;
  for (size_t i = 0; i < listed.size(); ++i) {
    if (IsFound(listed[i].customer, finder.found().candidates[i])) continue;
    by_name.Ask(i, kFoundByName, NameOf(listed[i].customer),
                [](CustomerQuery& query, const std::string& text) {
                  query.mutable_name()->set_exact(text);
                });
  }
  status = finder.Find(by_name.all(), "looking up by name", progress);
  if (!status.ok()) return status;
  return std::move(finder.found());
}

}  // namespace comptoir::cli
