// Events as a line of text.
#ifndef COMPTOIR_TOOLS_CLI_TEXT_EVENT_TEXT_H_
#define COMPTOIR_TOOLS_CLI_TEXT_EVENT_TEXT_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "comptoir/events/v1/event.pb.h"

namespace comptoir::cli {

// "12:03:44  #118  SaleCompleted  sale_id=sal_... total=6.40 EUR". Of a kind
// that this program does not know, the kind alone.
std::string EventLine(const events::v1::Event& event);

// The same with the date, and whose it is among those of a merged profile:
// what a list over months needs. "2026-11-27 12:03  #118  SaleCompleted
// sale_id=sal_... total=6.40 EUR, under cus_...".
std::string ActivityLine(const events::v1::Event& event);

// The kinds of events that this program knows, without their packages; sorted.
std::vector<std::string> EventKinds();

// "SaleCompleted" -> "comptoir.sales.v1.SaleCompleted". A full name is left to
// the server, which may know more. INVALID_ARGUMENT for a kind that does not
// exist, naming what does.
absl::StatusOr<std::string> FullTypeName(const std::string& kind);

}  // namespace comptoir::cli

#endif  // COMPTOIR_TOOLS_CLI_TEXT_EVENT_TEXT_H_
