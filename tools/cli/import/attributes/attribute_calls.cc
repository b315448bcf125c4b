#include <utility>

#include "comptoir/customers/v1/attribute_definition_service.client.h"
#include "tools/cli/import/attributes/attribute_import.h"

namespace comptoir::cli {
namespace {

using customers::v1::AttributeDefinitionServiceClient;
using customers::v1::BatchSetCustomerAttributesRequest;
using customers::v1::BatchSetCustomerAttributesResponse;
using customers::v1::CustomerAttribute;
using customers::v1::GetCustomerAttributesRequest;

class ServerCalls final : public AttributeCalls {
 public:
  ServerCalls(std::shared_ptr<sdk::Channel> channel, sdk::CallOptions options)
      : client_(std::move(channel)), options_(std::move(options)) {}

  absl::StatusOr<AttributeDefinitions> List() override {
    AttributeDefinitions definitions;
    for (const auto& definition :
         client_.ListAttributeDefinitionsAll({}, options_)) {
      if (!definition.ok()) return definition.status();
      definitions.push_back(*definition);
    }
    return definitions;
  }

  absl::StatusOr<std::vector<CustomerAttribute>> Get(
      const std::string& customer_id) override {
    GetCustomerAttributesRequest request;
    request.set_customer_id(customer_id);
    const auto response = client_.GetCustomerAttributes(request, options_);
    if (!response.ok()) return response.status();
    return std::vector<CustomerAttribute>(response->attributes().begin(),
                                          response->attributes().end());
  }

  absl::StatusOr<BatchSetCustomerAttributesResponse> Set(
      const BatchSetCustomerAttributesRequest& request) override {
    return client_.BatchSetCustomerAttributes(request, options_);
  }

 private:
  const AttributeDefinitionServiceClient client_;
  const sdk::CallOptions options_;
};

}  // namespace

std::unique_ptr<AttributeCalls> AttributeCallsThrough(
    std::shared_ptr<sdk::Channel> channel, sdk::CallOptions options) {
  return std::make_unique<ServerCalls>(std::move(channel), std::move(options));
}

}  // namespace comptoir::cli
