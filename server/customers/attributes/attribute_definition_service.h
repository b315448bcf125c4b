// comptoir.customers.v1.AttributeDefinitionService: the handlers.
#ifndef COMPTOIR_SERVER_CUSTOMERS_ATTRIBUTES_ATTRIBUTE_DEFINITION_SERVICE_H_
#define COMPTOIR_SERVER_CUSTOMERS_ATTRIBUTES_ATTRIBUTE_DEFINITION_SERVICE_H_

#include <cstddef>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "comptoir/customers/v1/attribute_definition_service.server.h"
#include "server/customers/attributes/attribute_tables.h"
#include "server/customers/customer_directory.h"
#include "server/kv/kv.h"

namespace comptoir::customers {

// Of one call of BatchSetCustomerAttributes.
inline constexpr int kBatchChangesMax = 10000;
// Bytes of the customers' rows that one such call writes.
inline constexpr size_t kBatchRowBytesMax = kv::kBatchBytesMax / 2;

// Thread-safe. What it is made of must outlive it.
class AttributeDefinitionService final
    : public v1::AttributeDefinitionServiceBase {
 public:
  AttributeDefinitionService(const AttributeTables& tables,
                             const CustomerDirectory& directory)
      : tables_(tables), directory_(directory) {}

  // Refuses to delete a definition that is used elsewhere, or options of it
  // when there are `option_ids`.
  using UseCheck = std::function<absl::Status(
      const kv::View& view, const std::string& merchant_id,
      const v1::AttributeDefinition& definition,
      const std::vector<std::string>& option_ids)>;
  // Before the store starts.
  void set_use_check(UseCheck check) { use_check_ = std::move(check); }

  // attribute_definition_service.cc: definitions.
  absl::StatusOr<v1::CreateAttributeDefinitionResponse>
  CreateAttributeDefinition(
      const Call& call, store::Transaction& txn,
      const v1::CreateAttributeDefinitionRequest& request) override;
  absl::StatusOr<v1::GetAttributeDefinitionResponse> GetAttributeDefinition(
      const Call& call, const store::Snapshot& snapshot,
      const v1::GetAttributeDefinitionRequest& request) override;
  absl::StatusOr<v1::ListAttributeDefinitionsResponse> ListAttributeDefinitions(
      const Call& call, const store::Snapshot& snapshot,
      const v1::ListAttributeDefinitionsRequest& request) override;
  absl::StatusOr<v1::UpdateAttributeDefinitionResponse>
  UpdateAttributeDefinition(
      const Call& call, store::Transaction& txn,
      const v1::UpdateAttributeDefinitionRequest& request) override;
  absl::StatusOr<v1::DeleteAttributeDefinitionResponse>
  DeleteAttributeDefinition(
      const Call& call, store::Transaction& txn,
      const v1::DeleteAttributeDefinitionRequest& request) override;

  // customer_attribute_handlers.cc: values of customers.
  absl::StatusOr<v1::GetCustomerAttributesResponse> GetCustomerAttributes(
      const Call& call, const store::Snapshot& snapshot,
      const v1::GetCustomerAttributesRequest& request) override;
  absl::StatusOr<v1::SetCustomerAttributesResponse> SetCustomerAttributes(
      const Call& call, store::Transaction& txn,
      const v1::SetCustomerAttributesRequest& request) override;
  absl::StatusOr<v1::BatchSetCustomerAttributesResponse>
  BatchSetCustomerAttributes(
      const Call& call, store::Transaction& txn,
      const v1::BatchSetCustomerAttributesRequest& request) override;

 private:
  const AttributeTables& tables_;
  const CustomerDirectory& directory_;
  UseCheck use_check_;
};

}  // namespace comptoir::customers

#endif  // COMPTOIR_SERVER_CUSTOMERS_ATTRIBUTES_ATTRIBUTE_DEFINITION_SERVICE_H_
