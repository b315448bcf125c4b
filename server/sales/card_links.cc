#include "server/sales/card_links.h"

#include "server/base/status.h"
#include "server/store/key_codec.h"
#include "server/store/key_spaces.h"

namespace comptoir::sales {
namespace {

using storage::v1::StoredCardLink;
using store::Space;

// card fingerprint:text
std::string KeyOf(std::string_view merchant_id, std::string_view fingerprint) {
  return store::Key(Space::kCardLinks, merchant_id).Text(fingerprint).Take();
}

}  // namespace

absl::StatusOr<std::optional<StoredCardLink>> FindCardLink(
    const kv::View& reader, std::string_view merchant_id,
    std::string_view fingerprint) {
  ASSIGN_OR_RETURN(const std::optional<std::string> value,
                   reader.Get(KeyOf(merchant_id, fingerprint)));
  if (!value.has_value()) return std::optional<StoredCardLink>();
  StoredCardLink link;
  if (!link.ParseFromString(*value)) return Corrupt("card link");
  return std::optional<StoredCardLink>(std::move(link));
}

void PutCardLink(store::Transaction& txn, const StoredCardLink& link) {
  txn.Put(KeyOf(txn.merchant_id(), link.fingerprint()),
          link.SerializeAsString());
}

void DeleteCardLink(store::Transaction& txn, std::string_view fingerprint) {
  txn.Delete(KeyOf(txn.merchant_id(), fingerprint));
}

}  // namespace comptoir::sales
