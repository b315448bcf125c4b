#include "server/store/key_spaces.h"

namespace comptoir::store {
namespace {

struct Named {
  Space space;
  std::string_view name;
};

// Every space of key_spaces.h: `comptoird verify` complains about rows in one
// that is not here.
constexpr Named kNames[] = {
    {Space::kMeta, "meta"},
    {Space::kLog, "log"},
    {Space::kRequests, "requests"},
    {Space::kJobs, "jobs"},
    {Space::kFeed, "feed"},
    {Space::kBlobs, "blobs"},
    {Space::kBlobChunks, "blob_chunks"},
    {Space::kBlobUploads, "blob_uploads"},
    {Space::kBlobChunkCounts, "blob_chunk_counts"},
    {Space::kOutboxQueues, "outbox_queues"},
    {Space::kOutboxEffects, "outbox_effects"},
    {Space::kReactionCursors, "reaction_cursors"},
    {Space::kFailedJobs, "failed_jobs"},
    {Space::kMerchants, "merchants"},
    {Space::kLocations, "locations"},
    {Space::kTeamMembers, "team_members"},
    {Space::kPermissionSets, "permission_sets"},
    {Space::kDevices, "devices"},
    {Space::kApiKeys, "api_keys"},
    {Space::kCredentials, "credentials"},
    {Space::kPairingCodes, "pairing_codes"},
    {Space::kPasscodeAttempts, "passcode_attempts"},
    {Space::kMerchantLogos, "merchant_logos"},
    {Space::kCustomers, "customers"},
    {Space::kCustomersByEmail, "customers_by_email"},
    {Space::kCustomersByPhone, "customers_by_phone"},
    {Space::kCustomersByPhoneTail, "customers_by_phone_tail"},
    {Space::kCustomersByReference, "customers_by_reference"},
    {Space::kCustomersByName, "customers_by_name"},
    {Space::kCustomersByProfile, "customers_by_profile"},
    {Space::kSales, "sales"},
    {Space::kSalesByLocation, "sales_by_location"},
    {Space::kSalesByCustomer, "sales_by_customer"},
    {Space::kPayments, "payments"},
    {Space::kPurchaseSummaries, "purchase_summaries"},
    {Space::kCardLinks, "card_links"},
    {Space::kCardLinksByCustomer, "card_links_by_customer"},
    {Space::kReaders, "readers"},
    {Space::kReaderCursors, "reader_cursors"},
    {Space::kReaderBatches, "reader_batches"},
    {Space::kCheckouts, "checkouts"},
    {Space::kCheckoutsByReader, "checkouts_by_reader"},
    {Space::kCheckoutsBySale, "checkouts_by_sale"},
    {Space::kUnmatchedPayments, "unmatched_payments"},
};

}  // namespace

std::string_view SpaceName(Space space) {
  for (const Named& named : kNames) {
    if (named.space == space) return named.name;
  }
  return "unknown";
}

std::vector<Space> AllSpaces() {
  std::vector<Space> spaces;
  for (const Named& named : kNames) spaces.push_back(named.space);
  return spaces;
}

}  // namespace comptoir::store
