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
  // Why the row cannot be read; empty for a good one. The cells of a bad row
  // are what stands between its delimiters, for whoever mends it.
  std::string problem = {};
};

struct CsvTable {
  char delimiter = ',';
  CsvRow heading;
  // Empty rows are left out.
  std::vector<CsvRow> rows;
};

// Rows of several lines are at most this long: longer ones are a quote that was
// never closed.
inline constexpr size_t kManyLinesBytesMax = 256 * 1024;

// Reads RFC 4180 and its relatives: `,` `;` tab or `|` between cells, found
// out from the first rows or named by Excel's `sep=;` line; quoted cells with
// delimiters, quotes and line ends inside; CR, LF or both at line ends. Blanks
// around unquoted cells are dropped.
//
// Quotes inside an unquoted cell are letters when they come in pairs, as in
// `Jean "Jojo" Roux`. A quote that is alone makes its row a bad one: so do the
// lines after it up to the next that has as many cells as other rows have, and
// no others. The heading is the first good row; fails when there is none.
absl::StatusOr<CsvTable> ReadCsv(std::string_view text);

// Writes one row with its line end; quotes what needs it.
std::string WriteCsvRow(const std::vector<std::string>& cells, char delimiter);

}  // namespace comptoir

#endif  // COMPTOIR_SERVER_BASE_CSV_CSV_READER_H_
