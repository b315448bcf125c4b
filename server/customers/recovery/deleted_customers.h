// Customers who were deleted: set aside whole, brought back, or purged.
//
// A profile is set aside by moving its rows to a table of their own, so that
// whoever looks for customers finds none of them without asking. Rows of other
// areas stay under the identities until the purge.
#ifndef COMPTOIR_SERVER_CUSTOMERS_RECOVERY_DELETED_CUSTOMERS_H_
#define COMPTOIR_SERVER_CUSTOMERS_RECOVERY_DELETED_CUSTOMERS_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "comptoir/customers/v1/customer.pb.h"
#include "comptoir/storage/v1/customer.pb.h"
#include "server/customers/customer_directory.h"
#include "server/kv/kv.h"
#include "server/rpc/call.h"
#include "server/store/transaction.h"

namespace comptoir::customers {

// How long who was deleted can be brought back.
inline constexpr absl::Duration kRecoveryWindow = absl::Hours(24 * 30);

// The job that purges a profile; its payload is the survivor's id.
inline constexpr char kPurgeJob[] = "customers.purge";

// Whether the time to bring the customer back is over, whether or not it was
// purged by now.
bool IsPurgeDue(const v1::Customer& deleted, absl::Time now);

// Thread-safe. `directory` must outlive it.
class DeletedCustomers {
 public:
  explicit DeletedCustomers(const CustomerDirectory& directory)
      : directory_(directory) {}

  // Sets a profile aside with all its identities and puts its purge into the
  // queue; appends CustomerDeleted. Returns it with its new times.
  // FAILED_PRECONDITION, reason MERGED_AWAY, for an identity that is not the
  // survivor.
  absl::StatusOr<v1::Customer> Delete(store::Transaction& txn,
                                      const std::string& customer_id,
                                      std::string_view etag) const;

  // Brings the profile of an identity back; appends CustomerUndeleted. Errors
  // as CustomerService.UndeleteCustomer.
  absl::StatusOr<v1::Customer> Undelete(store::Transaction& txn,
                                        const std::string& customer_id,
                                        std::string_view etag) const;

  // Deletes a profile for ever, by the survivor's id, with what participants
  // keep of it; appends CustomerPurged. Nothing when it was brought back, or
  // purged before. The time to come back when it is not due yet.
  absl::StatusOr<std::optional<absl::Time>> Purge(
      store::Transaction& txn, const std::string& survivor_id) const;

  // What a read or an update of a customer says that `failed`. Of NOT_FOUND for
  // one who is deleted, to a caller who may list those: reason
  // CUSTOMER_DELETED, metadata `purge_time` (RFC 3339).
  absl::Status Explain(const Call& call, const kv::View& view,
                       const std::string& customer_id,
                       absl::Status failed) const;

  const store::Table<storage::v1::StoredCustomer>& table() const {
    return directory_.tables().deleted;
  }

 private:
  using Rows = std::vector<storage::v1::StoredCustomer>;

  // Of the deleted profile that the identity is part of, the survivor first;
  // empty when there is none.
  absl::StatusOr<Rows> RowsOf(const kv::View& view,
                              const std::string& merchant_id,
                              const std::string& customer_id) const;
  // Why there is no such deleted profile.
  absl::Status NotDeleted(const store::Transaction& txn,
                          const std::string& customer_id) const;

  const CustomerDirectory& directory_;
};

}  // namespace comptoir::customers

#endif  // COMPTOIR_SERVER_CUSTOMERS_RECOVERY_DELETED_CUSTOMERS_H_
