#include "server/customers/recovery/recovery.h"

#include <optional>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "fmt/format.h"
#include "server/base/status.h"
#include "server/base/timestamps.h"
#include "server/customers/customer_tables.h"
#include "server/store/jobs/job.h"
#include "server/store/key_codec.h"
#include "server/store/key_spaces.h"

namespace comptoir::customers {
namespace {

using storage::v1::StoredCustomer;
using store::Checks;
using store::Space;

// Cannot be dropped: nothing else would delete them for ever.
store::JobKind PurgeSteps(const DeletedCustomers& deleted) {
  return {.step = [&deleted](const store::Snapshot&, const store::JobRun& run) {
    return store::JobWrite([&deleted, id = run.payload](store::Transaction& txn)
                               -> absl::StatusOr<store::NextStep> {
      ASSIGN_OR_RETURN(const std::optional<absl::Time> later,
                       deleted.Purge(txn, id));
      return later ? store::NextStep::At(*later, "") : store::NextStep::Done();
    });
  }};
}

// What is wrong with a row, or "".
absl::StatusOr<std::string_view> ProblemOf(const CustomerTables& tables,
                                           const std::string& merchant_id,
                                           const StoredCustomer& row,
                                           Checks& checks) {
  const v1::Customer& customer = row.customer();
  checks.Spend(1);
  ASSIGN_OR_RETURN(const auto alive,
                   store::FindSound(checks.view(), tables.customers,
                                    merchant_id, customer.id()));
  if (alive) return "is deleted and there";
  if (row.merged_into().empty()) {
    return customer.has_delete_time() && ToTime(customer.delete_time()) <
                                             ToTime(customer.purge_time())
               ? ""
               : "is deleted without its times";
  }
  // To the survivor, with whom it comes back.
  std::optional<StoredCustomer> profile = row;
  for (int i = 0; profile && !profile->merged_into().empty(); ++i) {
    if (i == kIdentitiesMax) return "is merged in a circle";
    checks.Spend(1);
    const std::string next = profile->merged_into();
    ASSIGN_OR_RETURN(profile, store::FindSound(checks.view(), tables.deleted,
                                               merchant_id, next));
  }
  if (!profile) return "is deleted without its profile";
  for (const storage::v1::StoredIdentity& merged : profile->merged()) {
    if (merged.customer().id() == customer.id()) return "";
  }
  return "is deleted with a profile that does not list it";
}

}  // namespace

Recovery::Recovery(store::Store& store, const CustomerDirectory& directory)
    : directory_(directory), deleted_(directory) {
  store.RegisterSteps(kPurgeJob, PurgeSteps(deleted_));
}

void Recovery::AddChecks(Checks& checks) const {
  checks.AddRows(
      Space::kDeletedCustomers,
      [this, &checks](std::string_view key,
                      std::string_view value) -> absl::Status {
        StoredCustomer row;
        if (!row.ParseFromArray(value.data(), static_cast<int>(value.size()))) {
          return absl::OkStatus();  // Named by the check of the table.
        }
        const std::string merchant_id = store::KeyReader(key).merchant_id();
        ASSIGN_OR_RETURN(
            const std::string_view problem,
            ProblemOf(directory_.tables(), merchant_id, row, checks));
        if (!problem.empty()) {
          checks.report().Add(
              Space::kDeletedCustomers, merchant_id,
              fmt::format("{} {}", row.customer().id(), problem));
        }
        return absl::OkStatus();
      });
}

}  // namespace comptoir::customers
