#include "server/customers/merges/merge_checks.h"

#include <algorithm>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "fmt/format.h"
#include "google/protobuf/util/message_differencer.h"
#include "server/base/status.h"
#include "server/customers/merges/sources/source_rows.h"
#include "server/customers/rules/identities.h"
#include "server/customers/rules/merge_rules.h"
#include "server/store/key_codec.h"
#include "server/store/key_spaces.h"

namespace comptoir::customers {
namespace {

using google::protobuf::util::MessageDifferencer;
using storage::v1::StoredCustomer;
using storage::v1::StoredIdentity;
using store::Checks;
using store::Space;

// Holds one row against itself, those that it names and that name it.
class MergeCheck {
 public:
  MergeCheck(const CustomerDirectory& directory, std::string merchant_id,
             const StoredCustomer& row, Checks& checks)
      : directory_(directory),
        merchant_id_(std::move(merchant_id)),
        row_(row),
        checks_(checks) {}

  absl::Status Run() {
    CheckPhones();
    if (!row_.merged_into().empty()) RETURN_IF_ERROR(CheckUp());
    // Whoever is not listed says so by CheckUp(): most rows need no look.
    if (row_.merged_size() + row_.customer().merged_customer_ids_size() > 0) {
      RETURN_IF_ERROR(CheckDown());
    }
    return row_.has_own() || row_.sources_size() > 0 ? CheckFields()
                                                     : absl::OkStatus();
  }

 private:
  void Report(std::string_view text) {
    checks_.report().Add(Space::kCustomers, merchant_id_,
                         fmt::format("{}: {}", row_.customer().id(), text));
  }

  // By what is kept of each number, the index has it.
  void CheckPhones() {
    for (const Identity& identity : IdentitiesOf(row_)) {
      if (identity.other_phones.size() !=
          identity.customer.other_phone_numbers_size()) {
        Report(fmt::format("does not keep what each phone number of {} is",
                           identity.id));
      }
    }
  }

  // From one to the next, to the survivor.
  absl::Status CheckUp() {
    std::set<std::string> seen = {row_.customer().id()};
    std::string next = row_.merged_into();
    while (!next.empty()) {
      if (!seen.insert(next).second) {
        Report("is merged in a circle");
        return absl::OkStatus();
      }
      checks_.Spend(1);
      ASSIGN_OR_RETURN(
          const std::optional<StoredCustomer> row,
          store::FindSound(checks_.view(), directory_.tables().customers,
                           merchant_id_, next));
      if (!row) {
        Report(fmt::format("is merged into {}, who is not there", next));
        return absl::OkStatus();
      }
      if (!Lists(*row, row_.customer().id())) {
        Report(fmt::format("is merged into {}, who does not list it", next));
      }
      next = row->merged_into();
    }
    return absl::OkStatus();
  }

  static bool Lists(const StoredCustomer& row, std::string_view id) {
    return std::any_of(row.merged().begin(), row.merged().end(),
                       [&](const StoredIdentity& merged) {
                         return merged.customer().id() == id;
                       });
  }

  // By the index, which the check of the table holds against all rows.
  absl::Status CheckDown() {
    absl::StatusOr<std::vector<std::string>> identities =
        directory_.CustomerIdentities(checks_.view(), merchant_id_,
                                      row_.customer().id());
    if (absl::IsDataLoss(identities.status())) {
      Report("has too many merged into it, or in a circle");
      return absl::OkStatus();
    }
    RETURN_IF_ERROR(identities.status());
    checks_.Spend(static_cast<int64_t>(identities->size()));
    std::vector<std::string> by_index(identities->begin() + 1,
                                      identities->end());
    std::vector<std::string> listed;
    for (const StoredIdentity& merged : row_.merged()) {
      listed.push_back(merged.customer().id());
    }
    const auto& shown = row_.customer().merged_customer_ids();
    if (!std::equal(listed.begin(), listed.end(), shown.begin(), shown.end())) {
      Report("does not show whom it lists as merged into it");
    }
    std::sort(by_index.begin(), by_index.end());
    std::sort(listed.begin(), listed.end());
    if (by_index != listed) Report("does not list who is merged into it");
    return absl::OkStatus();
  }

  absl::Status CheckFields() {
    Rows rows;
    const absl::Status read = ReadSources(directory_.tables(), checks_.view(),
                                          merchant_id_, row_, &rows);
    if (absl::IsDataLoss(read)) {
      Report("has a field from somebody who is not there");
      return absl::OkStatus();
    }
    RETURN_IF_ERROR(read);
    checks_.Spend(static_cast<int64_t>(rows.size()));
    for (const auto& [id, row] : rows) {
      if (row.merged_into() == row_.customer().id()) continue;
      Report(fmt::format("has a field from {}, who is not merged into it", id));
    }
    StoredCustomer told = row_;
    ShowSources(rows, &told);
    if (!MessageDifferencer::Equals(told, row_)) {
      Report("does not show what its sources say");
    }
    return absl::OkStatus();
  }

  const CustomerDirectory& directory_;
  const std::string merchant_id_;
  const StoredCustomer& row_;
  Checks& checks_;
};

}  // namespace

void AddMergeChecks(const CustomerDirectory& directory, Checks& checks) {
  checks.AddRows(
      Space::kCustomers,
      [&directory, &checks](std::string_view key, std::string_view value) {
        StoredCustomer row;
        if (!row.ParseFromArray(value.data(), static_cast<int>(value.size()))) {
          return absl::OkStatus();  // Named by the check of the table.
        }
        return MergeCheck(directory, store::KeyReader(key).merchant_id(), row,
                          checks)
            .Run();
      });
}

}  // namespace comptoir::customers
