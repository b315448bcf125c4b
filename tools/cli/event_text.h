// Events as a line of text.
#ifndef COMPTOIR_TOOLS_CLI_EVENT_TEXT_H_
#define COMPTOIR_TOOLS_CLI_EVENT_TEXT_H_

#include <string>

#include "comptoir/events/v1/event.pb.h"

namespace comptoir::cli {

// "12:03:44  #118  SaleCompleted  sale_id=sal_... total=6.40 EUR". Of a kind
// that this program does not know, the kind alone.
std::string EventLine(const events::v1::Event& event);

// "SaleCompleted" -> "comptoir.sales.v1.SaleCompleted"; other names as they
// are.
std::string FullTypeName(const std::string& name);

}  // namespace comptoir::cli

#endif  // COMPTOIR_TOOLS_CLI_EVENT_TEXT_H_
