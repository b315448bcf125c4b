// The map of the database: every key space, its number and its layout.
//
// Stored. Never reuse a number; a retired one stays listed as retired.
//
//   key := space:1 merchant:16 rest
//
// `merchant` is the 16 bytes of the merchant's id; 16 zero bytes for what
// belongs to the installation (kInstallation). `rest` is a tuple in the codec
// of key_codec.h: id = 16 bytes, text = escaped and terminated, u64/i64 = 8
// bytes big endian, all in their natural order.
#ifndef COMPTOIR_SERVER_STORE_KEY_SPACES_H_
#define COMPTOIR_SERVER_STORE_KEY_SPACES_H_

#include <cstdint>
#include <string_view>
#include <vector>

namespace comptoir::store {

enum class Space : uint8_t {
  // The store itself.
  kMeta = 0x01,      // name:text -> by name (format version, ...)
  kLog = 0x02,       // revision:u64 -> LogEntry
  kRequests = 0x03,  // request key:16 bytes -> RequestRow; kept 24 h
  kJobs = 0x04,      // due micros:i64 job:id -> Job
  kFeed = 0x05,      // subject:id revision:u64 -> empty; activity of a subject
  // view:1 kind:text destination:text time:i64 effect:id -> empty; see
  // outbox/effect_table.h
  kOutboxQueues = 0x06,
  kOutboxEffects = 0x07,    // effect:id -> OutboxEffect
  kReactionCursors = 0x08,  // reaction:text -> ReactionCursor
  kBlobs = 0x09,            // blob:id -> BlobManifest
  kBlobChunks = 0x0a,       // SHA-256:32 bytes -> the chunk's bytes
  kBlobUploads = 0x0b,      // upload:id -> BlobUpload
  kFailedJobs = 0x0c,       // job:id -> FailedJob; set aside
  kBlobChunkCounts = 0x0d,  // SHA-256:32 bytes -> BlobChunkCount

  // merchants. All merchants are found by scanning kMerchants.
  kMerchants = 0x10,         // merchant:id -> Merchant
  kLocations = 0x11,         // location:id -> Location
  kTeamMembers = 0x12,       // member:id -> StoredTeamMember
  kPermissionSets = 0x13,    // set:id -> PermissionSet
  kDevices = 0x14,           // device:id -> StoredDevice
  kApiKeys = 0x15,           // key:id -> StoredApiKey
  kCredentials = 0x16,       // SHA-256 of token, 16 bytes -> StoredCredential
  kPairingCodes = 0x17,      // SHA-256 of code, 16 bytes -> StoredPairingCode
  kPasscodeAttempts = 0x18,  // member or device:id -> StoredPasscodeAttempts
  // 0x19 is retired: a directory of merchants.
  kMerchantLogos = 0x1a,     // merchant:id -> StoredLogo
  kOperations = 0x1b,        // operation:id -> StoredOperation
  kOperationsByKind = 0x1c,  // kind:text operation:id -> empty; open ones only

  // customers
  kCustomers = 0x20,             // customer:id -> StoredCustomer
  kCustomersByEmail = 0x21,      // email, folded:text customer:id -> empty
  kCustomersByPhone = 0x22,      // E.164 digits:text customer:id -> empty
  kCustomersByPhoneTail = 0x23,  // national digits, reversed:text customer:id
  kCustomersByReference = 0x24,  // reference id:text customer:id -> empty
  kCustomersByName = 0x25,       // sort name, folded:text customer:id -> empty
  // 0x26 is retired: a counter of ordinals; names are numbered in memory.
  kCustomersByProfile = 0x27,  // merged into:id customer:id -> empty

  // custom attributes; values stand in customers' rows
  // attribute:id -> StoredAttributeDefinition
  kAttributeDefinitions = 0x28,
  kAttributeDefinitionsByKey = 0x29,  // key, lower case:text attribute:id
  // position:i64 key, lower case:text attribute:id -> empty
  kAttributeDefinitionsByPosition = 0x62,

  // groups of customers
  kGroups = 0x2a,              // group:id -> StoredGroup
  kGroupsByName = 0x2b,        // name, folded:text group:id -> empty
  kGroupMemberships = 0x2c,    // customer:id group:id -> StoredMembership
  kGroupMembersByName = 0x2d,  // group:id sort name:text survivor:id -> empty

  // segments of customers
  kSegments = 0x2e,        // segment:id -> StoredSegment
  kSegmentMembers = 0x2f,  // segment:id survivor:id -> empty; as was told

  // sales
  kSales = 0x30,                // sale:id -> Sale
  kSalesByLocation = 0x31,      // location:id sale:id -> empty
  kSalesByCustomer = 0x32,      // customer:id completed micros:i64 sale:id
  kPayments = 0x33,             // payment:id -> Payment
  kPurchaseSummaries = 0x34,    // customer:id -> StoredPurchaseSummary
  kCardLinks = 0x35,            // card fingerprint:text -> StoredCardLink
  kCardLinksByCustomer = 0x36,  // customer:id card fingerprint:text -> empty
  kSalesByVisitDay = 0x37,      // customer:id location:id date:text sale:id

  // readers
  kReaders = 0x40,            // reader:id -> StoredReader
  kReaderCursors = 0x41,      // reader:id epoch:u64 -> ReaderCursor
  kReaderBatches = 0x42,      // reader:id epoch:u64 last seq:u64 -> ReaderBatch
  kCheckouts = 0x43,          // checkout:id -> Checkout
  kCheckoutsByReader = 0x44,  // reader:id checkout:id -> empty; open ones only
  kCheckoutsBySale = 0x45,    // sale:id checkout:id -> empty; open ones only
  kUnmatchedPayments = 0x46,  // payment:id -> UnmatchedPayment

  // events; what happened is in kLog and kFeed
  kWebhooks = 0x50,  // webhook:id -> StoredWebhook

  // deleted customers
  kDeletedCustomers = 0x60,        // customer:id -> StoredCustomer
  kDeletedCustomersByTime = 0x61,  // deleted micros:i64 customer:id -> empty

  // duplicates of customers
  // customer:id other customer:id -> StoredIgnoredDuplicate; both ways
  kIgnoredDuplicates = 0x64,
};

// The name of a space in reports, such as "customers_by_email".
std::string_view SpaceName(Space space);

// Every space of this map, in its order.
std::vector<Space> AllSpaces();

// Whether the store itself keeps and verifies the space, rather than an area.
constexpr bool IsOfStore(Space space) { return space < Space::kMerchants; }

}  // namespace comptoir::store

#endif  // COMPTOIR_SERVER_STORE_KEY_SPACES_H_
