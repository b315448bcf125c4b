// One customer of a list on the way into the book.
#ifndef COMPTOIR_TOOLS_CLI_IMPORT_PLACEMENT_H_
#define COMPTOIR_TOOLS_CLI_IMPORT_PLACEMENT_H_

#include <cstddef>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "comptoir/customers/v1/customer.pb.h"
#include "comptoir/customers/v1/customer_service.pb.h"
#include "server/customers/import/known/changes.h"
#include "server/customers/import/rows/customer_row.h"
#include "tools/cli/import/calls/customer_calls.h"
#include "tools/cli/import/calls/outstanding.h"
#include "tools/cli/import/importer.h"
#include "tools/cli/import/merged_profile.h"

namespace comptoir::cli {

struct PlacementOptions {
  customers::ChangeOptions changes;
  customers::RowOptions rows;
  bool is_dry_run = false;
  bool has_storage_consent = false;
  // Creates nobody whom somebody else has created since the list was looked up,
  // as far as email, phone and reference id tell: see WasOvertaken().
  bool creates_unless_known = false;
  // Ids of customers who are somebody else of the list. Outlives the placement.
  const std::set<std::string>* others = nullptr;
};

// Creates or updates the customer of one or more rows. When the server refuses
// what the rows say together, the last row is given up and the others are tried
// without it. Not thread-safe: one call is out at a time.
class Placement {
 public:
  // `calls` must outlive the last answer.
  Placement(CustomerCalls& calls, PlacementOptions options,
            std::vector<customers::v1::Customer> rows, std::string request_id);
  Placement(const Placement&) = delete;
  Placement& operator=(const Placement&) = delete;

  // Before Start(): the customer is known; the rows are part of a merged
  // profile, which is left as it is; the rows are refused.
  void SetKnown(customers::v1::Customer known) { known_ = std::move(known); }
  void Leave(const MergedProfile& merged);
  void Refuse(absl::Status status);

  // Once. `done` is given an error that is no fault of the rows.
  void Start(Done done);

  // Whether somebody else was found to have a contact or the reference id, or
  // to have become part of a profile, once done: then nothing was done, and the
  // customer has to be looked up again.
  bool WasOvertaken() const { return was_overtaken_; }

  // Of the row of this index, once done.
  const RowResult& ResultOf(size_t row) const { return results_[row]; }

 private:
  // What the rows that were not given up say together.
  customers::v1::Customer Said() const;

  void Place();
  void Create();
  void OnCreated(const absl::StatusOr<CreateAnswer>& answer);
  // Whether the customer whom an earlier call created is still there, and still
  // the same: the answer to that call says who it was then. What a profile does
  // not show, only a search tells: whoever was merged away is looked up again,
  // and when that does not find the profile, is nobody of it any more.
  void LookForCreated(const customers::v1::Customer& created);
  bool IsStill(const customers::v1::Customer& created,
               const customers::v1::Customer& now) const;
  void Update();
  void OnUpdated(const customers::v1::UpdateCustomerRequest& request,
                 const absl::Status& status);
  // The customer changed meanwhile: what is to change follows from that, unless
  // it is somebody else now.
  void UpdateAnew();
  void OnChanged(customers::v1::Customer now);
  void OnRefused(const absl::Status& status);
  void LookUpAgain();
  void SetResults(RowOutcome outcome, const std::string& customer_id);
  void Finish(RowOutcome outcome, const std::string& customer_id,
              std::vector<FieldChange> changed = {});

  CustomerCalls& calls_;
  const PlacementOptions options_;
  // What each row says.
  const std::vector<customers::v1::Customer> rows_;
  std::string request_id_;
  std::optional<customers::v1::Customer> known_;
  // Rows that are still tried; those behind them are given up.
  size_t left_;
  int tries_ = 0;
  bool was_overtaken_ = false;
  std::vector<RowResult> results_;
  Done done_;
};

}  // namespace comptoir::cli

#endif  // COMPTOIR_TOOLS_CLI_IMPORT_PLACEMENT_H_
