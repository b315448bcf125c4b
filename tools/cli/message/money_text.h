// Money as people type it: "12.50 EUR". Decimals are those of ISO 4217, by the
// server's own table: CLDR's differ for a dozen currencies.
#ifndef COMPTOIR_TOOLS_CLI_MESSAGE_MONEY_TEXT_H_
#define COMPTOIR_TOOLS_CLI_MESSAGE_MONEY_TEXT_H_

#include <string_view>

#include "absl/status/statusor.h"
#include "comptoir/types/v1/money.pb.h"

namespace comptoir::cli {

// Reads "12.50 EUR", "12,5 EUR", "-3 JPY". Fails on a currency that is not
// known here, on more decimals than it has, and on what does not fit.
absl::StatusOr<types::v1::Money> ParseMoney(std::string_view text);

}  // namespace comptoir::cli

#endif  // COMPTOIR_TOOLS_CLI_MESSAGE_MONEY_TEXT_H_
