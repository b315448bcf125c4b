// A file of customers, read: what every import begins with.
#ifndef COMPTOIR_SERVER_CUSTOMERS_IMPORT_LIST_H_
#define COMPTOIR_SERVER_CUSTOMERS_IMPORT_LIST_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "server/base/csv/csv_reader.h"
#include "server/customers/import/headings/columns.h"
#include "server/customers/import/rows/customer_row.h"

namespace comptoir::customers {

struct ListOptions {
  // By a name that ICU knows; empty: found out.
  std::string encoding;
  // See PlanColumns.
  std::vector<std::string> columns;
  RowOptions rows;
};

struct List {
  // What the file was written in.
  std::string encoding;
  CsvTable table;
  ColumnPlan plan;
  // Of each row of the table: what it says, or why it says nothing.
  std::vector<absl::StatusOr<RowReading>> rows;
  // Where it is not plain how the table is meant: how it was read, for people
  // to look at. Without personal data.
  std::vector<std::string> doubts;
};

// Reads a whole file. INVALID_ARGUMENT, saying what to do, for options that are
// wrong and for what is no table of customers; wrong rows are in the list.
absl::StatusOr<List> ReadList(std::string_view bytes,
                              const ListOptions& options);

// The customer that a row makes when it is nobody who is known.
v1::Customer ForCreation(v1::Customer customer, const RowOptions& options);

// Rows that were not taken, with why, as a table that can be mended and
// imported: without what an earlier such table said of them. With a byte order
// mark, for Excel.
struct Reject {
  const CsvRow* row = nullptr;
  // The code of the error, such as "INVALID_ARGUMENT", and words for people.
  std::string code;
  std::string message;
};
std::string WriteRejects(const CsvTable& table,
                         const std::vector<Reject>& rejects);

}  // namespace comptoir::customers

#endif  // COMPTOIR_SERVER_CUSTOMERS_IMPORT_LIST_H_
