// Definitions of custom attributes as stored, and as they are read.
#ifndef COMPTOIR_SERVER_CUSTOMERS_ATTRIBUTES_ATTRIBUTE_TABLES_H_
#define COMPTOIR_SERVER_CUSTOMERS_ATTRIBUTES_ATTRIBUTE_TABLES_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "comptoir/customers/v1/attribute_definition.pb.h"
#include "comptoir/storage/v1/attribute.pb.h"
#include "server/kv/kv.h"
#include "server/store/table.h"

namespace comptoir::customers {

// Definitions of one merchant.
inline constexpr int kAttributeDefinitionsMax = 200;

// All definitions of a merchant that are not deleted, as of one view.
class AttributeDefinitions {
 public:
  explicit AttributeDefinitions(std::vector<v1::AttributeDefinition> all);
  AttributeDefinitions(AttributeDefinitions&&) = default;
  AttributeDefinitions& operator=(AttributeDefinitions&&) = default;

  // By position, then by key.
  const std::vector<v1::AttributeDefinition>& all() const { return all_; }
  // Null when there is none.
  const v1::AttributeDefinition* Find(std::string_view id) const;
  // In any case of its letters; null when there is none.
  const v1::AttributeDefinition* FindKey(std::string_view key) const;

 private:
  std::vector<v1::AttributeDefinition> all_;
  // Places in `all_`.
  absl::flat_hash_map<std::string, size_t> by_id_;
  absl::flat_hash_map<std::string, size_t> by_key_;
};

struct AttributeTables {
  AttributeTables();

  // Also those that are deleted while values of them are still stored.
  store::Table<storage::v1::StoredAttributeDefinition> definitions;

  // NOT_FOUND when there is none, or when it is deleted.
  absl::StatusOr<storage::v1::StoredAttributeDefinition> Get(
      const kv::View& view, std::string_view merchant_id,
      std::string_view id) const;

  absl::StatusOr<AttributeDefinitions> All(const kv::View& view,
                                           std::string_view merchant_id) const;
};

// The form in which a key is looked up: lower case.
std::string AttributeKey(std::string_view key);

// The definition that has the key; "" when none has it.
absl::StatusOr<std::string> IdOfAttributeKey(const kv::View& view,
                                             std::string_view merchant_id,
                                             std::string_view key);

}  // namespace comptoir::customers

#endif  // COMPTOIR_SERVER_CUSTOMERS_ATTRIBUTES_ATTRIBUTE_TABLES_H_
