// What may be kept of what a reader reports. Pure.
#ifndef COMPTOIR_SERVER_READERS_RULES_CLEAN_EVENT_H_
#define COMPTOIR_SERVER_READERS_RULES_CLEAN_EVENT_H_

#include <string>
#include <string_view>
#include <vector>

#include "comptoir/readers/v1/reader_stream.pb.h"

namespace comptoir::readers {

// Most code points of a decline code, and of what a device says of itself.
inline constexpr size_t kDeclineCodeMax = 64;
inline constexpr size_t kDeviceTextMax = 64;

// A model name, serial number or version as it may be kept; else nothing.
std::string KeptDeviceText(std::string_view text);

// Leaves out every part of `event` that is not what it should be, and gives
// their paths, such as "payment_approved.card.last_four", after which come
// those that the daemon left out: `event.left_out` moves there. Amounts keep
// their number: whether it can be right, only the sale tells. Ids that are none
// and currencies that are none become empty; a currency in lower case is
// raised.
std::vector<std::string> CleanEvent(v1::ReaderEvent& event);

}  // namespace comptoir::readers

#endif  // COMPTOIR_SERVER_READERS_RULES_CLEAN_EVENT_H_
