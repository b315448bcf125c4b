// Files that people take for tables.
#ifndef COMPTOIR_SERVER_BASE_CSV_FILE_KIND_H_
#define COMPTOIR_SERVER_BASE_CSV_FILE_KIND_H_

#include <string_view>

#include "absl/status/status.h"

namespace comptoir {

// INVALID_ARGUMENT, saying what the file is and what to do, for a workbook, an
// archive, a PDF, vCards, a web page, JSON, or nothing at all. OK for the rest:
// whether that is a table its reader finds out.
absl::Status CheckIsText(std::string_view bytes);

}  // namespace comptoir

#endif  // COMPTOIR_SERVER_BASE_CSV_FILE_KIND_H_
