// Creates the customers of a table, many at once, each at most once.
#ifndef COMPTOIR_TOOLS_CLI_IMPORT_IMPORTER_H_
#define COMPTOIR_TOOLS_CLI_IMPORT_IMPORTER_H_

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "comptoir/customers/v1/customer_service.pb.h"
#include "server/base/csv/csv_reader.h"
#include "server/customers/import/columns.h"
#include "server/customers/import/customer_row.h"

namespace comptoir::cli {

// What became of a call.
struct CreateOutcome {
  absl::Status status;
  // The row had been created before, by an import that was cut short.
  bool is_replayed = false;
};

// Sends one request, without waiting, and calls back once on any thread.
using CreateCustomer =
    std::function<void(const customers::v1::CreateCustomerRequest& request,
                       std::function<void(CreateOutcome)> done)>;

struct RejectedRow {
  const CsvRow* row = nullptr;
  absl::Status status;
};

struct ImportResult {
  int64_t created = 0;
  int64_t replayed = 0;
  // In the order of the table.
  std::vector<RejectedRow> rejected;
  // Why the import stopped before its end: the server cannot be reached, or
  // refuses the caller. Rows that are neither created nor rejected were left
  // alone; running the import again goes on.
  absl::Status stopped;
};

// One request for each row that can be read; the others are in `rejected`.
struct ImportPlan {
  std::vector<customers::v1::CreateCustomerRequest> requests;
  // The row of each request.
  std::vector<const CsvRow*> rows;
  std::vector<RejectedRow> rejected;
};

// The request id of a row is made of the file's content and the row's line, so
// that the same file never creates a customer twice while the server keeps
// request ids. `table` must outlive the plan.
ImportPlan PlanImport(const CsvTable& table, std::string_view content,
                      const customers::ColumnPlan& columns,
                      const customers::RowOptions& options);

// Runs the plan with up to kOutstandingMax calls at a time; `progress` is
// called on this thread with the number of rows that are done.
ImportResult RunImport(const ImportPlan& plan, const CreateCustomer& create,
                       const std::function<void(int64_t)>& progress);

inline constexpr int kOutstandingMax = 32;

// The rejected rows as a table: their cells, and then the line, code and
// message of the error. With a byte order mark, for Excel.
std::string WriteRejects(const CsvTable& table,
                         const std::vector<RejectedRow>& rejected);

}  // namespace comptoir::cli

#endif  // COMPTOIR_TOOLS_CLI_IMPORT_IMPORTER_H_
