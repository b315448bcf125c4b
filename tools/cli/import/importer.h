// Brings a list of customers into the book: who is new is created, who is known
// is brought up to date, each once.
#ifndef COMPTOIR_TOOLS_CLI_IMPORT_IMPORTER_H_
#define COMPTOIR_TOOLS_CLI_IMPORT_IMPORTER_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "comptoir/customers/v1/customer.pb.h"
#include "server/customers/import/known/changes.h"
#include "server/customers/import/list.h"
#include "server/customers/import/rows/customer_row.h"
#include "tools/cli/import/calls/customer_calls.h"

namespace comptoir::cli {

enum class RowOutcome {
  // The import stopped before it.
  kNotReached,
  kCreated,
  kUpdated,
  // The server was asked to update, and whether it did is not known, or not
  // yet.
  kPerhapsUpdated,
  // Known, and as the row has it.
  kUnchanged,
  // Known, and to be left alone.
  kSkipped,
  // Part of a merged profile, found by what that does not show: neither created
  // nor changed.
  kPartOfMerged,
  // Of the customer of an earlier row, and done with it.
  kSameCustomer,
  kRejected,
};

// What became of one field of a customer.
struct FieldChange {
  std::string path;
  // As people read them; empty where there was nothing.
  std::string before;
  std::string after;

  bool operator==(const FieldChange&) const = default;
};

struct RowResult {
  RowOutcome outcome = RowOutcome::kNotReached;
  // Of a customer who is there.
  std::string customer_id;
  // What was changed, or in a dry run would be.
  std::vector<FieldChange> changed;
  // Paths of what the row says and the customer does not: another row of the
  // same customer says otherwise, or the reference id of a program was kept.
  std::vector<std::string> overruled;
  // Of kPartOfMerged: paths of what the row says, and the profile neither shows
  // nor is found by.
  std::vector<std::string> not_taken;
  // Why the row was rejected.
  absl::Status status;
};

struct ImportResult {
  // One for each row of the table.
  std::vector<RowResult> rows;
  // Why the import stopped before its end: what became of a row could not be
  // recorded, the server cannot be reached, or refuses the caller. Running it
  // again goes on.
  absl::Status stopped;

  int64_t Count(RowOutcome outcome) const;
};

// Called on the caller's thread, `what` being "looking up", where that is not
// enough "looking up by name", and then "importing".
using ImportProgress =
    std::function<void(std::string_view what, int64_t done, int64_t total)>;

// Called on any thread, perhaps by several at a time, with what has become of a
// row; and, as kPerhapsUpdated, with what is about to be replaced, before the
// server is asked. After an error nothing more is asked of the server.
using ImportRecord =
    std::function<absl::Status(size_t row, const RowResult& result)>;

struct ImportOptions {
  customers::RowOptions rows;
  customers::KnownRule known = customers::KnownRule::kUpdate;
  // The server checks everything and keeps nothing.
  bool is_dry_run = false;
  // All of the list have agreed to be stored.
  bool has_storage_consent = false;
  ImportProgress progress = [](std::string_view, int64_t, int64_t) {};
  ImportRecord record = [](size_t, const RowResult&) {
    return absl::OkStatus();
  };
};

// Looks everybody of the list up, asks whether the caller may do the rest,
// decides over the whole of it who is known (recognition.h), and creates and
// updates many at a time.
//
// The request id of a creation follows from what is created, so a creation that
// was sent by an import which was killed is not done again. An answer that is
// given again may be of somebody who was deleted since: then the id of the next
// one follows from that customer's, too.
//
// A row that a merged profile is found by, through what the profile does not
// show, is never created, and changes nothing: it speaks of one identity, and
// not of the whole.
//
// Whoever has the email, phone or reference id of somebody else by the time
// that he is created is looked up once more, among those who are not of the
// list: another import may be running.
ImportResult RunImport(const customers::List& list, CustomerCalls& calls,
                       const ImportOptions& options);

}  // namespace comptoir::cli

#endif  // COMPTOIR_TOOLS_CLI_IMPORT_IMPORTER_H_
