// What happens at the counter, by the SDK.
#ifndef COMPTOIR_TESTS_SUPPORT_COUNTER_H_
#define COMPTOIR_TESTS_SUPPORT_COUNTER_H_

#include <memory>
#include <string>

#include "comptoir/sales/v1/sale.pb.h"
#include "comptoir/sdk/channel.h"

namespace comptoir::testing {

// A tea of 3 EUR, paid in cash, by the customer at the location.
sales::v1::Sale SellTea(const std::shared_ptr<sdk::Channel>& channel,
                        const std::string& location_id,
                        const std::string& customer_id);

}  // namespace comptoir::testing

#endif  // COMPTOIR_TESTS_SUPPORT_COUNTER_H_
