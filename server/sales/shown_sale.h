// Sales as callers see them.
#ifndef COMPTOIR_SERVER_SALES_SHOWN_SALE_H_
#define COMPTOIR_SERVER_SALES_SHOWN_SALE_H_

#include <string_view>

#include "absl/status/status.h"
#include "comptoir/sales/v1/sale.pb.h"
#include "server/customers/customer_directory.h"
#include "server/kv/kv.h"

namespace comptoir::sales {

// A stored sale names the identity that it was made under. Lets it name the
// survivor of the profile, and the identity beside when that is another one.
absl::Status ShowProfile(const customers::CustomerDirectory& customers,
                         const kv::View& view, std::string_view merchant_id,
                         v1::Sale* sale);

}  // namespace comptoir::sales

#endif  // COMPTOIR_SERVER_SALES_SHOWN_SALE_H_
