#include "server/store/key_spaces.h"

namespace comptoir::store {

// No default label: the compiler names a space that was forgotten.
std::string_view SpaceName(Space space) {
  switch (space) {
    case Space::kMeta:
      return "meta";
    case Space::kLog:
      return "log";
    case Space::kRequests:
      return "requests";
    case Space::kJobs:
      return "jobs";
    case Space::kFeed:
      return "feed";
    case Space::kMerchants:
      return "merchants";
    case Space::kLocations:
      return "locations";
    case Space::kTeamMembers:
      return "team_members";
    case Space::kPermissionSets:
      return "permission_sets";
    case Space::kDevices:
      return "devices";
    case Space::kApiKeys:
      return "api_keys";
    case Space::kCredentials:
      return "credentials";
    case Space::kPairingCodes:
      return "pairing_codes";
    case Space::kPasscodeAttempts:
      return "passcode_attempts";
    case Space::kCustomers:
      return "customers";
    case Space::kCustomersByEmail:
      return "customers_by_email";
    case Space::kCustomersByPhone:
      return "customers_by_phone";
    case Space::kCustomersByPhoneTail:
      return "customers_by_phone_tail";
    case Space::kCustomersByReference:
      return "customers_by_reference";
    case Space::kCustomersByName:
      return "customers_by_name";
    case Space::kCustomerOrdinals:
      return "customer_ordinals";
    case Space::kSales:
      return "sales";
    case Space::kSalesByLocation:
      return "sales_by_location";
    case Space::kSalesByCustomer:
      return "sales_by_customer";
    case Space::kPayments:
      return "payments";
    case Space::kPurchaseSummaries:
      return "purchase_summaries";
    case Space::kCardLinks:
      return "card_links";
    case Space::kReaders:
      return "readers";
    case Space::kReaderCursors:
      return "reader_cursors";
    case Space::kReaderBatches:
      return "reader_batches";
    case Space::kCheckouts:
      return "checkouts";
    case Space::kCheckoutsByReader:
      return "checkouts_by_reader";
    case Space::kCheckoutsBySale:
      return "checkouts_by_sale";
    case Space::kUnmatchedPayments:
      return "unmatched_payments";
  }
  return "unknown";
}

}  // namespace comptoir::store
