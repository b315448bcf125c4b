#include "server/customers/groups/groups.h"

#include <string>
#include <string_view>

#include "google/protobuf/message.h"
#include "server/base/status.h"
#include "server/customers/groups/verify_groups.h"
#include "server/store/jobs/job.h"

namespace comptoir::customers {
namespace {

using storage::v1::StoredCustomer;

// Cleans one deleted group, some members a step. Cannot be dropped: nothing
// else would clean it.
store::JobKind CleanUp(const GroupMembers& members) {
  return {.step = [&members](const store::Snapshot&, const store::JobRun& run) {
    return store::JobWrite(
        [&members, group_id = run.payload](
            store::Transaction& txn) -> absl::StatusOr<store::NextStep> {
          ASSIGN_OR_RETURN(const bool is_clean,
                           members.Clean(txn, group_id, kCleanedAtOnceMax));
          return is_clean ? store::NextStep::Done() : store::NextStep::GoOn("");
        });
  }};
}

}  // namespace

Groups::Groups(store::Store& store, CustomerTables& customers,
               const CustomerDirectory& directory)
    : directory_(directory),
      members_(tables_, directory),
      service_(tables_, directory, members_) {
  store.RegisterSteps(kGroupCleanUp, CleanUp(members_));
  customers.customers.AddFollower(
      [this](store::Transaction& txn, const google::protobuf::Message* before,
             const google::protobuf::Message* after) {
        // Who is new is in no group.
        if (before == nullptr) return absl::OkStatus();
        return members_.Follow(txn, static_cast<const StoredCustomer&>(*before),
                               static_cast<const StoredCustomer*>(after));
      });
}

void Groups::AddFilters(Filters& filters) {
  filters_.emplace(tables_, filters);
  members_.set_observer([this](const std::string& merchant_id,
                               std::string_view customer_id,
                               std::string_view group_id, bool is_in) {
    filters_->Changed(merchant_id, customer_id, group_id, is_in);
  });
}

void Groups::AddChecks(store::Checks& checks) const {
  AddGroupChecks(directory_, checks);
}

}  // namespace comptoir::customers
