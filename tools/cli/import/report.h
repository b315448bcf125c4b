// What became of an import, for people and for programs.
#ifndef COMPTOIR_TOOLS_CLI_IMPORT_REPORT_H_
#define COMPTOIR_TOOLS_CLI_IMPORT_REPORT_H_

#include <cstddef>
#include <string>
#include <vector>

#include "server/customers/import/list.h"
#include "tools/cli/import/importer.h"

namespace comptoir::cli {

// "2 created, 1 updated, 0 unchanged, 0 rejected", and what else there was.
std::string CountsText(const ImportResult& result, bool is_dry_run);

// The same as JSON.
std::string CountsJson(const ImportResult& result, const customers::List& list);

// A line for each of the first rows that changed a customer: which fields, what
// they held and what they hold now, long texts cut.
std::vector<std::string> ChangesText(const ImportResult& result,
                                     const customers::List& list);

// A line for each of the first rows that are part of a merged profile: which
// profile, and what of the row it was not told.
std::vector<std::string> LeftAsItIsText(const ImportResult& result,
                                        const customers::List& list);

// A line for each column and reason that cells were left out for, with the
// first lines of the file that it happened in.
std::vector<std::string> LeftOutText(const ImportResult& result,
                                     const customers::List& list);

// What became of a row of the list, as a row of a table: line, outcome,
// customer, what was changed, what stood there before, what was left out and
// why it was rejected, or not told a merged profile.
std::string WriteReportRow(size_t row, const RowResult& result,
                           const customers::List& list);
std::string WriteReportHeading(const customers::List& list);

// All rows in their order, with the heading.
std::string WriteReport(const ImportResult& result,
                        const customers::List& list);

// The rows that were rejected.
std::vector<customers::Reject> RejectsOf(const ImportResult& result,
                                         const customers::List& list);

}  // namespace comptoir::cli

#endif  // COMPTOIR_TOOLS_CLI_IMPORT_REPORT_H_
