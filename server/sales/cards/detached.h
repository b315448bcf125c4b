// Who was taken off a sale by somebody: no card makes it theirs again.
#ifndef COMPTOIR_SERVER_SALES_CARDS_DETACHED_H_
#define COMPTOIR_SERVER_SALES_CARDS_DETACHED_H_

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "comptoir/sales/v1/sale.pb.h"
#include "server/customers/customer_directory.h"
#include "server/kv/kv.h"

namespace comptoir::sales {

// Customers that a sale keeps in mind; the one who was taken off first is
// forgotten for one more.
inline constexpr int kDetachedMax = 8;

// Somebody makes the sale that of `after` instead of `before`; empty means
// nobody.
void NoteCustomerChange(const std::string& before, const std::string& after,
                        v1::Sale* sale);

// Whether a profile, by its survivor, was taken off the sale under any of its
// identities.
absl::StatusOr<bool> WasDetached(const customers::CustomerDirectory& customers,
                                 const kv::View& view,
                                 std::string_view merchant_id,
                                 const v1::Sale& sale,
                                 const std::string& survivor_id);

}  // namespace comptoir::sales

#endif  // COMPTOIR_SERVER_SALES_CARDS_DETACHED_H_
