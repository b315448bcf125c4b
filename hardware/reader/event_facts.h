// What an event of a reader is and which checkout it is about.
#ifndef COMPTOIR_HARDWARE_READER_EVENT_FACTS_H_
#define COMPTOIR_HARDWARE_READER_EVENT_FACTS_H_

#include <string>

#include "comptoir/readers/v1/reader_stream.pb.h"

namespace comptoir::hardware {

// Such as "payment_approved"; empty for an event of no kind.
std::string KindOf(const comptoir::readers::v1::ReaderEvent& event);

// The checkout that `event` names; empty when it names none.
std::string CheckoutOf(const comptoir::readers::v1::ReaderEvent& event);

// Whether `event` tells how a payment ended.
bool IsOutcome(const comptoir::readers::v1::ReaderEvent& event);

}  // namespace comptoir::hardware

#endif  // COMPTOIR_HARDWARE_READER_EVENT_FACTS_H_
