// Tables as people keep them: CSV in any of its dialects.
#ifndef COMPTOIR_SERVER_BASE_CSV_CSV_READER_H_
#define COMPTOIR_SERVER_BASE_CSV_CSV_READER_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

namespace comptoir {

struct CsvRow {
  // Where the row starts in the file; the first line is 1.
  int line = 0;
  std::vector<std::string> cells;
};

struct CsvTable {
  char delimiter = ',';
  CsvRow heading;
  // Empty rows are left out.
  std::vector<CsvRow> rows;
};

// Reads RFC 4180 and its relatives: `,` `;` tab or `|` between cells, found
// out from the first rows or named by Excel's `sep=;` line; quoted cells with
// delimiters, quotes and line ends inside; CR, LF or both at line ends. Blanks
// around unquoted cells are dropped. Fails on a quote that is never closed, or
// when there is no heading.
absl::StatusOr<CsvTable> ReadCsv(std::string_view text);

// Writes one row with its line end; quotes what needs it.
std::string WriteCsvRow(const std::vector<std::string>& cells, char delimiter);

}  // namespace comptoir

#endif  // COMPTOIR_SERVER_BASE_CSV_CSV_READER_H_
